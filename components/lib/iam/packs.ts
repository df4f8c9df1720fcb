/** Role argocd's permission to assume the fleet's Deployer roles, cut into managed policies that IAM accepts. */
import { shortHash } from "../names";
import { policyDocument, policyText, type PolicyDocument } from "./documents";

/** Largest managed policy, in characters without white space. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MAX_MANAGED_POLICY_CHARACTERS = 6144;

/** Managed policies a role may carry by default, same source. */
export const MAX_ATTACHED_POLICIES = 10;

/** One managed policy: permission for some targets. */
export interface Pack {
    /** Hash of the members. Part of the logical name: another membership is another policy, attached before the old one goes. */
    readonly id: string;
    /** Keys of the targets, sorted. */
    readonly members: readonly string[];
    readonly document: PolicyDocument;
}

/**
 * Cuts the Deployer roles into packs, in the order of their keys.
 * @param roleArns ARN of the Deployer role by target key
 */
export function deployerPacks(roleArns: Readonly<Record<string, string>>): readonly Pack[] {
    const packs: string[][] = [];
    let current: string[] = [];
    for (const key of Object.keys(roleArns).sort()) {
        if (
            current.length > 0 &&
            size([...current, key], roleArns) > MAX_MANAGED_POLICY_CHARACTERS
        ) {
            packs.push(current);
            current = [];
        }
        current.push(key);
    }
    return [...packs, current]
        .filter((members) => members.length > 0)
        .map((members) => ({
            id: shortHash(members.map((key) => `${key}=${roleArns[key]!}`).join("\n")),
            members,
            document: assumeRolePermission(members.map((key) => roleArns[key]!)),
        }));
}

/** Permission to assume exactly these roles. */
export function assumeRolePermission(roleArns: readonly string[]): PolicyDocument {
    return policyDocument({
        Sid: "AssumeDeployerRoles",
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Resource: [...roleArns],
    });
}

function size(members: readonly string[], roleArns: Readonly<Record<string, string>>): number {
    return policyText(assumeRolePermission(members.map((key) => roleArns[key]!))).length;
}
