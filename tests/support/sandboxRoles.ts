/** Roles and issuers in the sandbox's AWS, created as the providers would create them. */
import { createHash } from "node:crypto";

import { partitionOf } from "../../lib/aws/arn";
import { policyText, type PolicyDocument } from "../../lib/iam/documents";
import { roleInputs, type RoleSettings } from "../../lib/iam/settings";
import type { Call } from "../../sandbox/tests/aws/identitySupport";

/** The issuer of ServiceAccounts' tokens. */
export interface Issuer {
    /** Without `https://`. */
    readonly name: string;
    /** ARN of the provider in an account. */
    readonly providerIn: (accountId: string) => string;
}

/** Issuer of a cluster, with a name like EKS's. */
export function issuerOf(region: string, cluster: string): Issuer {
    const partition = partitionOf(region);
    const id = createHash("sha256").update(cluster).digest("hex").slice(0, 32).toUpperCase();
    const domain = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
    const name = `oidc.eks.${region}.${domain}/id/${id}`;
    return {
        name,
        providerIn: (account) => `arn:${partition}:iam::${account}:oidc-provider/${name}`,
    };
}

/** A boundary without limits stands in for the organization's own. */
export async function createRole(
    call: Call,
    name: string,
    settings: RoleSettings,
    trust: PolicyDocument,
): Promise<void> {
    const { path, permissionsBoundary: boundary } = roleInputs(settings);
    if (boundary !== undefined) {
        await createBoundary(call, boundary);
    }
    await call("iam:CreateRole", {
        RoleName: name,
        Path: path,
        AssumeRolePolicyDocument: policyText(trust),
        ...(boundary === undefined ? {} : { PermissionsBoundary: boundary }),
    });
}

async function createBoundary(call: Call, arn: string): Promise<void> {
    const name = arn.slice(arn.lastIndexOf("/") + 1);
    const path = arn.slice(arn.indexOf(":policy/") + ":policy".length, arn.lastIndexOf("/") + 1);
    const everything = { Effect: "Allow", Action: "*", Resource: "*" };
    try {
        await call("iam:CreatePolicy", {
            PolicyName: name,
            Path: path,
            PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [everything] }),
        });
    } catch (error) {
        if ((error as { readonly code?: string }).code !== "EntityAlreadyExists") {
            throw error;
        }
    }
}
