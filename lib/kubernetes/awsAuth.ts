/**
 * How a role is mapped on a cluster that knows its principals from the ConfigMap kube-system/aws-auth alone. Everything
 * is decided on the text of `data.mapRoles`; others' entries are never touched.
 */
import { parsePrincipalArn } from "../aws/arn";
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
    /** Kubernetes user; `{{SessionName}}` is what the role's session is called. */
    readonly userName: string;
    /** Kubernetes groups; their order means nothing. */
    readonly groups: readonly string[];
}

/**
 * Prefixes that EKS refuses in access entries. The same here: a mapping must survive the way from aws-auth to access
 * entries, and `system:masters` is nobody's to give. https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
 */
const RESERVED_PREFIXES = ["system:", "eks:", "aws:", "amazon:", "iam:"] as const;

/**
 * Checks a role before it is mapped.
 * @throws UserError where aws-auth would never match it, or where it would be more than a deployer
 */
export function checkAwsAuthRole(role: AwsAuthRole): void {
    const principal = parsePrincipalArn(role.roleArn);
    if (principal?.kind !== "role") {
        throw new UserError(
            `aws-auth maps roles by their ARN: ${JSON.stringify(role.roleArn)} is none. Allowed: arn:<partition>:iam::<account>:role/<name>.`,
        );
    }
    if (principal.path !== "/") {
        // A session's ARN has no path, and aws-iam-authenticator compares with that (argoproj/argo-cd#2347).
        throw new UserError(
            `aws-auth never matches a role with a path: ${role.roleArn}. Leave rolePath out, or let the cluster use access entries.`,
        );
    }
    if (role.groups.length === 0) {
        throw new UserError(`aws-auth: ${role.roleArn} has no group, so it could do nothing.`);
    }
    for (const name of [role.userName, ...role.groups]) {
        if (!/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u.test(name)) {
            throw new UserError(
                `aws-auth: ${JSON.stringify(name)} is no name of a Kubernetes user or group. Allowed: printable characters, at least one.`,
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
 * The entry as it is pasted into `mapRoles` by whoever may write it.
 * @throws UserError as checkAwsAuthRole
 */
export function awsAuthEntry(role: AwsAuthRole): string {
    checkAwsAuthRole(role);
    return renderLines(entryOf(role));
}

/**
 * How a role is mapped now.
 * @param role as it was mapped by us: told again where nothing but order and spelling differs
 * @returns undefined where it isn't mapped
 * @throws UserError where `mapRoles` is malformed
 */
export function findAwsAuthRole(
    mapRoles: string | undefined,
    role: AwsAuthRole,
): AwsAuthRole | undefined {
    // Of several entries for a role aws-iam-authenticator takes the last.
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
 * Maps a role: our entry is added, or put in the place of the one that we made before.
 * @param previous how we mapped the role before; absent: not at all
 * @returns the new `mapRoles`; the given one, where nothing is to change
 * @throws UserError where `mapRoles` is malformed, where an entry for the role isn't ours, and as checkAwsAuthRole
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
 * Takes our entry away: the one we made, or where somebody edited it, whatever maps the role.
 * @returns the new `mapRoles`; the given one, where nothing is to change
 * @throws UserError where `mapRoles` is malformed
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

/** Value of a key, as Go's JSON reads keys: in any case. */
function field(entry: MapRolesEntry, name: string): unknown {
    return Object.entries(entry).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** What somebody added to our entry, such as `userid`. */
function othersKeys(entry: MapRolesEntry): MapRolesEntry {
    return Object.fromEntries(
        Object.entries(entry).filter(
            ([key]) => !["rolearn", "username", "groups"].includes(key.toLowerCase()),
        ),
    );
}

/** aws-iam-authenticator compares ARNs in any case. */
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
        `kube-system/aws-auth maps ${role.roleArn} to ${theirs}; here it would be ${ours}. That entry wasn't made here, so it is left as it is. If somebody edited ours, run pulumi refresh first; else remove the entry or use another role.`,
    );
}

function shown(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value ?? "");
}
