/**
 * Maps a role on a cluster that authenticates principals only by the ConfigMap kube-system/aws-auth. All functions work
 * on the text of `data.mapRoles`; entries of others are never changed.
 */
import { parsePrincipalArn } from "../aws/arn";
import type { Problem } from "../problems";
import { UserError } from "../userError";
import {
    appendEntry,
    cutEntry,
    parseMapRoles,
    renderLines,
    replaceEntry,
    type MapRolesEntry,
} from "./mapRoles";

/** A role as aws-auth maps it. */
export interface AwsAuthRole {
    /** ARN of a role without a path. */
    readonly roleArn: string;
    /** Kubernetes user; `{{SessionName}}` stands for the name of the role's session. */
    readonly userName: string;
    /** Kubernetes groups, in any order. */
    readonly groups: readonly string[];
}

/**
 * Prefixes that EKS rejects in access entries. They are rejected here too: a mapping must remain valid when the cluster
 * moves from aws-auth to access entries, and no deployer may be in `system:masters`.
 * https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
 */
const RESERVED_PREFIXES = ["system:", "eks:", "aws:", "amazon:", "iam:"] as const;

/**
 * Validates a role before it is mapped.
 * @throws UserError if aws-auth would never match the role, or if the mapping would grant more than a deployer may have
 */
export function checkAwsAuthRole(role: AwsAuthRole): void {
    const principal = parsePrincipalArn(role.roleArn);
    if (principal?.kind !== "role") {
        throw new UserError(
            `aws-auth maps roles by their ARN, but ${JSON.stringify(role.roleArn)} is not the ARN of a role. Allowed: arn:<partition>:iam::<account>:role/<name>.`,
        );
    }
    if (principal.path !== "/") {
        // A session's ARN has no path, and aws-iam-authenticator compares the mapping with that ARN
        // (argoproj/argo-cd#2347).
        throw new UserError(
            `aws-auth never matches a role with a path: ${role.roleArn}. Leave rolePath unset, or let the cluster use access entries.`,
        );
    }
    if (role.groups.length === 0) {
        throw new UserError(
            `aws-auth: ${role.roleArn} has no group, so it would have no permissions.`,
        );
    }
    for (const name of [role.userName, ...role.groups]) {
        if (!/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u.test(name)) {
            throw new UserError(
                `aws-auth: ${JSON.stringify(name)} is not a valid name of a Kubernetes user or group. Allowed: one or more printable characters.`,
            );
        }
        const reserved = RESERVED_PREFIXES.find((prefix) => name.startsWith(prefix));
        if (reserved !== undefined) {
            throw new UserError(
                `aws-auth: ${JSON.stringify(name)} begins with ${reserved}, which is reserved. Use a name of your own and bind RBAC to it.`,
            );
        }
    }
}

/**
 * Rejects a role with a path that is mapped in aws-auth, which compares ARNs without their paths.
 * https://github.com/kubernetes-sigs/aws-iam-authenticator/issues/268
 * @param path of the setting that selects aws-auth
 */
export function rolePathProblems(path: string, rolePath: string): readonly Problem[] {
    return rolePath === "/"
        ? []
        : [
              {
                  path,
                  remedy: `aws-auth cannot map a role with a path, and rolePath is ${JSON.stringify(rolePath)}: move the cluster to access entries, or create the role without rolePath (with a stack file, in a stack without rolePath).`,
              },
          ];
}

/**
 * The entry as text, for users who edit `mapRoles` themselves.
 * @throws UserError as checkAwsAuthRole
 */
export function awsAuthEntry(role: AwsAuthRole): string {
    checkAwsAuthRole(role);
    return renderLines(entryOf(role));
}

/**
 * How a role is mapped now.
 * @param role our own mapping: returned unchanged if the entry differs only in order and spelling
 * @returns undefined if the role is not mapped
 * @throws UserError if `mapRoles` is malformed
 */
export function findAwsAuthRole(
    mapRoles: string | undefined,
    role: AwsAuthRole,
): AwsAuthRole | undefined {
    // If several entries map the role, aws-iam-authenticator uses the last one.
    const found = parseMapRoles(mapRoles).findLast((entry) => maps(entry, role.roleArn));
    if (found === undefined || isSame(found, role)) {
        return found && role;
    }
    return {
        roleArn: role.roleArn,
        userName: shown(field(found, "username")),
        groups: groupsOf(found).map(shown),
    };
}

/**
 * Maps a role: adds our entry, or replaces our previous one.
 * @param previous our previous mapping of the role, if any
 * @returns the new `mapRoles`, or the given text if nothing changes
 * @throws UserError if `mapRoles` is malformed or someone else's entry maps the role, and as checkAwsAuthRole
 */
export function addAwsAuthRole(
    mapRoles: string | undefined,
    role: AwsAuthRole,
    previous?: AwsAuthRole,
): string {
    checkAwsAuthRole(role);
    const entries = parseMapRoles(mapRoles);
    const ours = entries.flatMap((entry, index) => (maps(entry, role.roleArn) ? [index] : []));
    for (const entry of ours.map((index) => entries[index]!)) {
        if (!isSame(entry, role) && !(previous !== undefined && isSame(entry, previous))) {
            throw conflict(entry, role);
        }
    }
    const [first, ...others] = ours;
    if (mapRoles === undefined || first === undefined) {
        return appendEntry(mapRoles, entryOf(role));
    }
    const single = others.reduceRight(cutEntry, mapRoles);
    return isSame(entries[first]!, role)
        ? single
        : replaceEntry(single, first, { ...entryOf(role), ...othersKeys(entries[first]!) });
}

/**
 * Removes our entry. If it was edited, removes every entry that maps the role.
 * @returns the new `mapRoles`, or the given text if nothing changes
 * @throws UserError if `mapRoles` is malformed
 */
export function removeAwsAuthRole(
    mapRoles: string | undefined,
    role: AwsAuthRole,
): string | undefined {
    const entries = parseMapRoles(mapRoles);
    const mapping = [...entries.keys()].filter((index) => maps(entries[index]!, role.roleArn));
    const exact = mapping.filter((index) => isSame(entries[index]!, role));
    if (mapRoles === undefined || mapping.length === 0) {
        return mapRoles;
    }
    return (exact.length > 0 ? exact : mapping).reduceRight(cutEntry, mapRoles);
}

/** Whether two mappings of a role give the same user and groups. */
export function sameAwsAuthRole(one: AwsAuthRole, other: AwsAuthRole): boolean {
    return isSame(entryOf(one), other);
}

function entryOf(role: AwsAuthRole): MapRolesEntry {
    return { rolearn: role.roleArn, username: role.userName, groups: [...role.groups] };
}

/** Value of a key, matched case-insensitively as Go's JSON decoder does. */
function field(entry: MapRolesEntry, name: string): unknown {
    return Object.entries(entry).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** Keys that someone added to our entry, such as `userid`. */
function othersKeys(entry: MapRolesEntry): MapRolesEntry {
    return Object.fromEntries(
        Object.entries(entry).filter(
            ([key]) => !["rolearn", "username", "groups"].includes(key.toLowerCase()),
        ),
    );
}

/** aws-iam-authenticator compares ARNs case-insensitively. */
function maps(entry: MapRolesEntry, roleArn: string): boolean {
    const found = field(entry, "rolearn");
    return typeof found === "string" && found.toLowerCase() === roleArn.toLowerCase();
}

function groupsOf(entry: MapRolesEntry): readonly unknown[] {
    const groups = field(entry, "groups") ?? [];
    return Array.isArray(groups) ? groups : [groups];
}

function isSame(entry: MapRolesEntry, role: AwsAuthRole): boolean {
    const found = new Set(groupsOf(entry));
    const wanted = new Set<unknown>(role.groups);
    return (
        field(entry, "username") === role.userName &&
        Array.isArray(field(entry, "groups")) &&
        found.size === wanted.size &&
        [...wanted].every((group) => found.has(group))
    );
}

function conflict(found: MapRolesEntry, role: AwsAuthRole): UserError {
    const theirs = `user ${JSON.stringify(field(found, "username") ?? "")} in groups ${JSON.stringify(groupsOf(found))}`;
    const ours = `user ${JSON.stringify(role.userName)} in groups ${JSON.stringify(role.groups)}`;
    return new UserError(
        `kube-system/aws-auth maps ${role.roleArn} to ${theirs}, but this stack would map it to ${ours}. This stack did not create that entry and does not change it. If someone edited this stack's entry, run pulumi refresh first; otherwise remove the entry or use another role.`,
    );
}

function shown(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value ?? "");
}
