/**
 * Role argocd's permission to assume the fleet's Deployer roles, split into managed policies (packs) that fit IAM's
 * limits.
 */
import { createHash } from "node:crypto";

import type { Problem } from "../problems";
import { shortHash } from "../naming/names";
import { policyDocument, policyText, type PolicyDocument } from "./documents";

/**
 * Maximum size of a managed policy, in characters without white space.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const MAX_MANAGED_POLICY_CHARACTERS = 6144;

/** Default quota of managed policies per role, and the maximum that AWS raises it to; same source. */
export const DEFAULT_MANAGED_POLICIES_PER_ROLE = 10;
export const MAX_MANAGED_POLICIES_PER_ROLE = 20;

/** One managed policy: the permission for some of the targets. */
export interface Pack {
    /**
     * Hash of the document. It is part of the logical name: when the members change, a new policy is created and
     * attached before the old one is deleted.
     */
    readonly id: string;
    /** ARNs of the Deployer roles, sorted. */
    readonly members: readonly string[];
    readonly document: PolicyDocument;
}

/**
 * Number of Deployer roles in a full pack, whatever their names, so that splitting does not depend on the length of the
 * names.
 * @param longestArn characters of the longest ARN that the fleet's Deployer roles can have
 */
export function packCapacity(longestArn: number): number {
    const frame = policyText(assumeRolePermission([], true)).length;
    // Each ARN takes two quotes and a comma.
    return Math.floor((MAX_MANAGED_POLICY_CHARACTERS - frame + 1) / (longestArn + 3));
}

/**
 * Splits the Deployer roles into packs. The hash of a role's ARN decides its pack: a pack that exceeds the capacity is
 * split by the next bit of the hashes. Adding or removing a role therefore changes that role's pack only, whatever the
 * order of the roles.
 * @param roleArns ARNs of the Deployer roles
 * @param capacity maximum number of members of a pack
 * @param tagSession whether sessions carry tags, as those of EKS Pod Identity do
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

/** How many policies are attached to a role, and how many may be. */
export interface PackCount {
    /** Packs of this stack. */
    readonly packs: number;
    /** Policies attached by others: by sibling stacks or by hand. */
    readonly others: number;
    /** Quota of managed policies per role. */
    readonly quota: number;
    readonly targets: number;
    readonly capacity: number;
}

/**
 * Rejects packs of this stack that exceed role argocd's quota. During a change each pack may exist twice, since a new
 * one is attached before the old one is deleted.
 */
export function packQuotaProblems(count: PackCount): readonly Problem[] {
    const { capacity, others, packs, quota, targets } = count;
    if (packs * 2 + others <= quota) {
        return [];
    }
    const besides = others === 0 ? "" : `, in addition to ${others} attached by others`;
    return [
        {
            path: "targets",
            found: `${targets} targets`,
            remedy: `role argocd's permission for them needs ${packs} managed policies of at most ${capacity} targets, and twice as many while targets change, since a new one is attached before an old one is deleted${besides}; allowed: ${quota}. Request a higher quota "Managed policies per role" for the hub account and set argocd.managedPoliciesPerRole to it, or move some of the targets to a fleet of their own.`,
        },
    ];
}

interface HashedRole {
    readonly arn: string;
    /** SHA-256 of the ARN as a string of zeros and ones. */
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
