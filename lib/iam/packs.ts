/** Role argocd's permission to assume the fleet's Deployer roles, cut into managed policies that IAM accepts. */
import { createHash } from "node:crypto";

import type { Problem } from "../problems";
import { shortHash } from "../naming/names";
import { policyDocument, policyText, type PolicyDocument } from "./documents";

/** Largest managed policy, in characters without white space. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MAX_MANAGED_POLICY_CHARACTERS = 6144;

/** Managed policies that a role may carry where no quota was raised, and the most that AWS raises it to; same source. */
export const DEFAULT_MANAGED_POLICIES_PER_ROLE = 10;
export const MAX_MANAGED_POLICIES_PER_ROLE = 20;

/** One managed policy: permission for some targets. */
export interface Pack {
    /** Hash of the document. Part of the logical name: another membership is another policy, attached before the old one goes. */
    readonly id: string;
    /** ARNs of the Deployer roles, sorted. */
    readonly members: readonly string[];
    readonly document: PolicyDocument;
}

/**
 * Number of Deployer roles that a pack holds whatever their names are, so that where packs are cut does not depend on
 * how long some name happens to be.
 * @param longestArn characters of the longest ARN that the fleet's Deployer roles can have
 */
export function packCapacity(longestArn: number): number {
    const frame = policyText(assumeRolePermission([], true)).length;
    // Each ARN comes with two quotes and a comma.
    return Math.floor((MAX_MANAGED_POLICY_CHARACTERS - frame + 1) / (longestArn + 3));
}

/**
 * Cuts the Deployer roles into packs. A role's pack follows from the hash of its ARN: a pack that grows over the capacity
 * is cut in two by the next bit of the hashes. So a role that comes or goes changes its own pack and no other, whatever
 * its name is and in whatever order roles come.
 * @param roleArns ARNs of the Deployer roles
 * @param capacity most members of a pack
 * @param tagSession sessions carry tags, as EKS Pod Identity's do
 */
export function deployerPacks(
    roleArns: readonly string[],
    capacity: number,
    tagSession = false,
): readonly Pack[] {
    const roles = [...new Set(roleArns)].sort().map((arn) => ({ arn, bits: hashBits(arn) }));
    return cut(roles, capacity, 0).map((members) => {
        const arns = members.map(({ arn }) => arn);
        const document = assumeRolePermission(arns, tagSession);
        return { id: shortHash(policyText(document)), members: arns, document };
    });
}

/** Permission to assume exactly these roles. */
export function assumeRolePermission(
    roleArns: readonly string[],
    tagSession = false,
): PolicyDocument {
    return policyDocument({
        Sid: "AssumeDeployerRoles",
        Effect: "Allow",
        Action: tagSession ? ["sts:AssumeRole", "sts:TagSession"] : "sts:AssumeRole",
        Resource: [...roleArns],
    });
}

/** How many policies a role carries, and may. */
export interface PackCount {
    /** Packs of this stack. */
    readonly packs: number;
    /** Policies that others attached: sibling stacks, or people. */
    readonly others: number;
    /** Quota of managed policies per role. */
    readonly quota: number;
    readonly targets: number;
    readonly capacity: number;
}

/**
 * Why this stack's packs don't fit on role argocd: at a change each may be there twice, since a new one is attached before
 * an old one goes.
 */
export function packQuotaProblems(count: PackCount): readonly Problem[] {
    const { capacity, others, packs, quota, targets } = count;
    if (packs * 2 + others <= quota) {
        return [];
    }
    const besides = others === 0 ? "" : `, beside ${others} that others attached`;
    return [
        {
            path: "targets",
            found: `${targets} targets`,
            remedy: `role argocd's permission for them takes ${packs} managed policies of at most ${capacity} targets, and twice as many while targets change, since a new one is attached before an old one goes${besides}; allowed: ${quota}. Have the quota "Managed policies per role" of the management account raised and say so (argocd.managedPoliciesPerRole), or put some of the targets into a fleet of their own.`,
        },
    ];
}

interface HashedRole {
    readonly arn: string;
    /** SHA-256 of the ARN as zeros and ones. */
    readonly bits: string;
}

function cut(
    roles: readonly HashedRole[],
    capacity: number,
    depth: number,
): readonly (readonly HashedRole[])[] {
    if (roles.length <= capacity) {
        return roles.length === 0 ? [] : [roles];
    }
    return ["0", "1"].flatMap((bit) =>
        cut(
            roles.filter(({ bits }) => bits[depth] === bit),
            capacity,
            depth + 1,
        ),
    );
}

function hashBits(value: string): string {
    const hex = createHash("sha256").update(value).digest("hex");
    return [...hex].map((digit) => parseInt(digit, 16).toString(2).padStart(4, "0")).join("");
}
