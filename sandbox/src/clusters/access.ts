/**
 * What a cluster's mapping becomes: entries of the authenticator's file, and RBAC bindings for the access
 * policies among them.
 *
 * Each mapping with access policies gets one more group, `sandbox:access:<hash of the principal's ARN>`,
 * that nobody can ask for (EKS and the local AWS refuse it in access entries) and that the bindings of its
 * policies name. Two mappings thus never share rights, whatever their own groups are.
 */
import { createHash } from "node:crypto";

import type { AccessMapping } from "../aws/contract";
import { policyName } from "./accessPolicies";

/** A binding of an access policy's ClusterRole to a mapping's group. */
export interface Binding {
    readonly name: string;
    /** Undefined for the whole cluster. */
    readonly namespace: string | undefined;
    readonly clusterRole: string;
    readonly group: string;
}

/** Identifies an existing binding. */
export type BindingKey = Pick<Binding, "name" | "namespace">;

/** Starts the names of groups, ClusterRoles and bindings that realise access policies. */
const prefix = "sandbox:access:";

/** Label of the objects the host made, by which it finds them again. */
export const accessLabel = "sandbox/access-policy";

/** Name of an access policy's ClusterRole. */
export function clusterRoleName(policy: string): string {
    return `${prefix}${policy}`;
}

/** The synthetic group of a principal's access policies. */
export function accessGroup(principalArn: string): string {
    const hash = createHash("sha256").update(principalArn).digest("hex").slice(0, 16);
    return `${prefix}${hash}`;
}

/**
 * All bindings the mappings need, given the namespaces that exist. A policy for a namespace that does not
 * exist has no effect until it does; `*` in a namespace's name matches any characters, as on EKS.
 */
export function bindingsOf(
    mappings: readonly AccessMapping[],
    namespaces: readonly string[],
): readonly Binding[] {
    return mappings.flatMap(({ principalArn, policies }) =>
        policies.flatMap(({ policyArn, scope }): readonly Binding[] => {
            const policy = policyName(policyArn);
            const group = accessGroup(principalArn);
            const binding = {
                name: `${group}:${policy}`,
                clusterRole: clusterRoleName(policy),
                group,
            };
            if (scope.type === "cluster") {
                return [{ ...binding, namespace: undefined }];
            }
            return namespaces
                .filter((name) => scope.namespaces.some((pattern) => matches(pattern, name)))
                .map((namespace) => ({ ...binding, namespace }));
        }),
    );
}

/** Whether some mapping's rights change with the namespaces that exist. */
export function dependsOnNamespaces(mappings: readonly AccessMapping[]): boolean {
    return mappings.some(({ policies }) =>
        policies.some(({ scope }) => scope.type === "namespace"),
    );
}

/** What to create and what to remove. A binding's content follows from its name, so it never changes. */
export function planBindings(
    desired: readonly Binding[],
    actual: readonly BindingKey[],
): { readonly create: readonly Binding[]; readonly remove: readonly BindingKey[] } {
    const wanted = new Set(desired.map(keyOf));
    const present = new Set(actual.map(keyOf));
    return {
        create: desired.filter((binding) => !present.has(keyOf(binding))),
        remove: actual.filter((binding) => !wanted.has(keyOf(binding))),
    };
}

/**
 * The authenticator's file of access entries.
 * @param version appears in the authenticator's log when it has read the file
 * @param now milliseconds since 1970
 * @throws Error for a principal that is neither a role without path nor a user
 */
export function accessEntriesFile(
    mappings: readonly AccessMapping[],
    version: string,
    now: number,
): string {
    const entries = mappings.map((mapping) => ({ kind: principalKind(mapping), mapping }));
    return JSON.stringify({
        // Whole seconds: the authenticator refuses a time that lies ahead of its clock.
        LastUpdatedDateTime: String(Math.floor(now / 1000)),
        Version: version,
        mapRoles: entries
            .filter(({ kind }) => kind === "role")
            .map(({ mapping }) => ({ rolearn: mapping.principalArn, ...subjectOf(mapping) })),
        mapUsers: entries
            .filter(({ kind }) => kind === "user")
            .map(({ mapping }) => ({ userarn: mapping.principalArn, ...subjectOf(mapping) })),
        mapAccounts: [],
    });
}

/** Whether a line of the authenticator's log shows that it has read this version of the file. */
export function tellsVersion(line: string, version: string): boolean {
    return line.includes("Type=dynamic_file") && line.trimEnd().endsWith(` Version=${version}`);
}

function subjectOf({ principalArn, username, groups, policies }: AccessMapping): {
    readonly username: string;
    readonly groups: readonly string[];
} {
    return {
        username,
        groups: policies.length === 0 ? groups : [...groups, accessGroup(principalArn)],
    };
}

function principalKind({ principalArn }: AccessMapping): "role" | "user" {
    if (/^arn:[^:]+:iam::\d{12}:role\/[^/]+$/.test(principalArn)) {
        return "role";
    }
    if (/^arn:[^:]+:iam::\d{12}:user\/.+$/.test(principalArn)) {
        return "user";
    }
    throw new Error(`${principalArn} is neither a role without a path nor a user`);
}

function matches(pattern: string, name: string): boolean {
    const source = pattern
        .split("*")
        .map((part) => part.replace(/[.\\+?^${}()|[\]]/g, "\\$&"))
        .join(".*");
    return new RegExp(`^${source}$`).test(name);
}

function keyOf({ name, namespace }: BindingKey): string {
    return `${namespace ?? ""}/${name}`;
}
