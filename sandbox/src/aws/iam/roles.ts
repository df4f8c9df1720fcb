/** Roles: what is kept of them and how they are found. */
import { accountOf } from "../policy/arn";
import type { PolicyDocument } from "../policy/document";
import type { TagMap } from "../params";
import type { Store, Table } from "../store";
import { noSuchEntity } from "./errors";

/** A policy's text as given, and what the evaluator reads. */
export interface WrittenPolicy {
    readonly text: string;
    readonly document: PolicyDocument;
}

/** A role's trust policy, bound to the roles that existed when it was written (trust.ts). */
export interface Trust {
    /** As given. */
    readonly text: string;
    /** Principals are unique ids where the text has ARNs of roles. */
    readonly document: PolicyDocument;
    /** Unique ids by the ARN they were written as. */
    readonly bindings: ReadonlyMap<string, string>;
}

export interface Role {
    readonly account: string;
    readonly partition: string;
    readonly name: string;
    /** Begins and ends with a slash. */
    readonly path: string;
    readonly arn: string;
    /** `AROA...`: another one for a role created again under the same name. */
    readonly id: string;
    readonly created: Date;
    readonly description?: string;
    /** Seconds. */
    readonly maxSessionDuration: number;
    readonly trust: Trust;
    readonly tags: TagMap;
    /** ARN of a managed policy. */
    readonly boundary?: string;
    readonly inline: ReadonlyMap<string, WrittenPolicy>;
    /** ARNs of managed policies. */
    readonly attached: readonly string[];
}

/** ARN of a role. */
export function roleArn(partition: string, account: string, path: string, name: string): string {
    return `arn:${partition}:iam::${account}:role${path}${name}`;
}

/** Roles of an account by lower-case name: names differ by more than case. */
export function rolesOf(store: Store, account: string): Table<Role> {
    return store.table<Role>("iam.role", { account });
}

/** Stores a role, replacing the one of its name. */
export function saveRole(store: Store, role: Role): void {
    rolesOf(store, role.account).set(role.name.toLowerCase(), role);
}

/** The role with exactly this ARN, its path included. */
export function findRole(store: Store, arn: string): Role | undefined {
    const account = accountOf(arn);
    const role =
        account === undefined
            ? undefined
            : rolesOf(store, account).get(arn.slice(arn.lastIndexOf("/") + 1).toLowerCase());
    return role?.arn === arn ? role : undefined;
}

/** The role with this unique id, in whatever account. */
export function findRoleById(store: Store, id: string): Role | undefined {
    return store.all<Role>("iam.role").find((role) => role.id === id);
}

/**
 * The role of this name.
 * @throws AwsError NoSuchEntity
 */
export function roleNamed(store: Store, account: string, name: string): Role {
    const role = rolesOf(store, account).get(name.toLowerCase());
    if (role === undefined) {
        throw noSuchEntity(`The role with name ${name} cannot be found.`);
    }
    return role;
}
