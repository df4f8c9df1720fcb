/** Managed policies: what is kept of them, how they are found and what uses them. */
import { accountOf } from "../policy/arn";
import type { PolicyDocument } from "../policy/document";
import { parseIdentityPolicy, policySize } from "../policy/parse";
import type { TagMap } from "../params";
import type { Store, Table } from "../store";
import { awsManagedPolicy } from "./awsManagedPolicies";
import { limitExceeded, noSuchEntity } from "./errors";
import { rolesOf, type Role, type WrittenPolicy } from "./roles";

export interface PolicyVersion extends WrittenPolicy {
    /** `v1`, `v2`, ...: never given twice. */
    readonly id: string;
    readonly created: Date;
}

/** A policy an account made itself. */
export interface ManagedPolicy {
    readonly account: string;
    readonly name: string;
    readonly path: string;
    readonly arn: string;
    /** `ANPA...` */
    readonly id: string;
    readonly created: Date;
    readonly description?: string;
    readonly tags: TagMap;
    /** Oldest first, at least one. */
    readonly versions: readonly PolicyVersion[];
    readonly defaultVersion: string;
    /** Number of the next version. */
    readonly nextVersion: number;
}

/** Policies of an account by lower-case name. */
export function policiesOf(store: Store, account: string): Table<ManagedPolicy> {
    return store.table<ManagedPolicy>("iam.policy", { account });
}

/** Stores a policy, replacing the one of its name. */
export function savePolicy(store: Store, policy: ManagedPolicy): void {
    policiesOf(store, policy.account).set(policy.name.toLowerCase(), policy);
}

/** The customer managed policy with exactly this ARN. */
export function findPolicy(store: Store, arn: string): ManagedPolicy | undefined {
    const account = accountOf(arn);
    const policy =
        account === undefined
            ? undefined
            : policiesOf(store, account).get(arn.slice(arn.lastIndexOf("/") + 1).toLowerCase());
    return policy?.arn === arn ? policy : undefined;
}

/**
 * The account's policy with this ARN. Policies of other accounts are not visible, and AWS's cannot be changed.
 * @throws AwsError NoSuchEntity
 */
export function policyAt(store: Store, account: string, arn: string): ManagedPolicy {
    const policy = findPolicy(store, arn);
    if (policy?.account !== account) {
        throw noSuchEntity(`Policy ${arn} was not found.`);
    }
    return policy;
}

/** The version in force. */
export function defaultVersionOf(policy: ManagedPolicy): PolicyVersion {
    const version = policy.versions.find(({ id }) => id === policy.defaultVersion);
    if (version === undefined) {
        throw new Error(`${policy.arn} has lost its default version`);
    }
    return version;
}

/** The document in force of AWS's policy or of the account's own; undefined when there is none. */
export function documentAt(store: Store, account: string, arn: string): PolicyDocument | undefined {
    const own = findPolicy(store, arn);
    return own?.account === account ? defaultVersionOf(own).document : awsManagedPolicy(arn);
}

/**
 * Reads a managed policy's document within its size.
 * @throws AwsError MalformedPolicyDocument, LimitExceeded
 */
export function writtenManagedPolicy(text: string): WrittenPolicy {
    // 6,144 non-whitespace characters: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    if (policySize(text) > 6144) {
        throw limitExceeded("Cannot exceed quota for PolicySize: 6144");
    }
    return { text, document: parseIdentityPolicy(text) };
}

/** Roles of the account that a policy is attached to, or whose boundary it is. */
export function usersOf(
    store: Store,
    account: string,
    arn: string,
): { readonly attachedTo: readonly Role[]; readonly boundaryOf: readonly Role[] } {
    const roles = [...rolesOf(store, account).values()];
    return {
        attachedTo: roles.filter(({ attached }) => attached.includes(arn)),
        boundaryOf: roles.filter(({ boundary }) => boundary === arn),
    };
}
