/** A provisioner in an account of the local AWS: the role, with exactly the generated policies, and the boundary. */
import { policyText, type PolicyDocument } from "../../lib/iam/documents";
import {
    boundaryPolicy,
    provisionerPolicies,
    type ProvisionerScope,
} from "../../lib/provisioner/permissions";
import { boundaryArn, provisionerName } from "../../lib/provisioner/scope";

/** Fleet acme in an account, with one cluster. */
export function provisionerScope(accountId: string, clusterName: string): ProvisionerScope {
    return {
        partition: "aws",
        accountId,
        fleet: "acme",
        clusterNames: [clusterName],
        boundaryName: "acme-boundary",
        rolePath: "/",
    };
}

/** A call as an administrator of the account. */
export type AdministratorCall = (
    action: string,
    params: Readonly<Record<string, unknown>>,
) => Promise<unknown>;

export interface Provisioner {
    readonly roleName: string;
    readonly roleArn: string;
    /** ARN of each policy by the suffix of its name. */
    readonly policyArns: Readonly<Record<string, string>>;
}

/** Creates role, policies and boundary. @param trusted account whose principals may assume the role */
export async function installProvisioner(
    call: AdministratorCall,
    scope: ProvisionerScope,
    trusted: string,
): Promise<Provisioner> {
    const { accountId, boundaryName, fleet, partition } = scope;
    const iam = `arn:${partition}:iam::${accountId}`;
    const roleName = provisionerName(fleet);
    await makePolicy(call, boundaryName, boundaryPolicy(scope));
    await call("iam:CreateRole", {
        RoleName: roleName,
        MaxSessionDuration: 43200,
        AssumeRolePolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { AWS: `arn:${partition}:iam::${trusted}:root` },
                    Action: "sts:AssumeRole",
                },
            ],
        }),
    });
    const policyArns: Record<string, string> = {};
    for (const [suffix, document] of Object.entries(provisionerPolicies(scope))) {
        const name = `${roleName}-${suffix}`;
        await makePolicy(call, name, document);
        policyArns[suffix] = `${iam}:policy/${name}`;
        await call("iam:AttachRolePolicy", { RoleName: roleName, PolicyArn: policyArns[suffix] });
    }
    return { roleName, roleArn: `${iam}:role/${roleName}`, policyArns };
}

/** Removes one action from a provisioner's policies. @returns a function that restores it */
export async function withoutAction(
    call: AdministratorCall,
    scope: ProvisionerScope,
    { policyArns }: Provisioner,
    action: string,
): Promise<() => Promise<void>> {
    const [suffix, document] = Object.entries(provisionerPolicies(scope)).find(
        ([, { Statement }]) => Statement.some(({ Action }) => [Action].flat().includes(action)),
    )!;
    const less = {
        ...document,
        Statement: document.Statement.flatMap((statement) => {
            const left = [statement.Action].flat().filter((one) => one !== action);
            return left.length === 0 ? [] : [{ ...statement, Action: left }];
        }),
    };
    const put = (PolicyDocument: string): Promise<unknown> =>
        call("iam:CreatePolicyVersion", {
            PolicyArn: policyArns[suffix],
            PolicyDocument,
            SetAsDefault: true,
        });
    await put(policyText(less));
    return async () => {
        await put(policyText(document));
    };
}

/** Every action that the policies allow. */
export function allowedActions(scope: ProvisionerScope): readonly string[] {
    const actions = Object.values(provisionerPolicies(scope))
        .flatMap(({ Statement }) => Statement)
        .filter(({ Effect }) => Effect === "Allow")
        .flatMap(({ Action }) => [Action].flat());
    return [...new Set(actions)].sort();
}

export { boundaryArn };

async function makePolicy(
    call: AdministratorCall,
    nameWithPath: string,
    document: PolicyDocument,
): Promise<void> {
    const slash = nameWithPath.lastIndexOf("/");
    await call("iam:CreatePolicy", {
        PolicyName: nameWithPath.slice(slash + 1),
        Path: slash < 0 ? "/" : `/${nameWithPath.slice(0, slash + 1)}`,
        PolicyDocument: policyText(document),
    });
}
