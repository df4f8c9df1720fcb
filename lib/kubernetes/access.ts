/** How far a deployer reaches on its target: RBAC, registration and AppProject follow from one value. */
import { DEFAULT_POD_SECURITY, type PodSecurityLevel } from "./podSecurity";
import { isKubernetesNamespace } from "./systemNamespaces";

/**
 * How far a deployer reaches, as its user describes it, in the stack file and in code: `"cluster"` is cluster-admin;
 * otherwise the namespaces with their options, `{ namespaces: { shop: {}, default: { existing: true } } }`.
 */
export type AccessArgs =
    "cluster" | { readonly namespaces: Readonly<Record<string, NamespaceAccessArgs>> };

/** Options of one namespace. */
export interface NamespaceAccessArgs {
    /** The namespace already exists: it is used and never deleted. @default false: it is created and owned */
    readonly existing?: boolean;
    /** The deployer may read and write Secrets. @default false */
    readonly secrets?: boolean;
    /** The deployer may write Roles and RoleBindings, limited to its own permissions. @default false */
    readonly roles?: boolean;
    /**
     * Pod Security level that the namespace enforces. An existing namespace is labeled by a patch.
     * @default baseline; for an existing namespace of a cluster that this stack does not own, the label is left as it is
     */
    readonly podSecurity?: PodSecurityLevel;
    /**
     * Allows a namespace of Kubernetes' own, or one with the name of the agent's namespace. Rejected without it. It does
     * not change the RBAC rules. @default false
     */
    readonly allowSystemNamespace?: boolean;
}

/** Options of one namespace, with every default filled in. */
export interface NamespaceAccess extends NamespaceAccessArgs {
    readonly existing: boolean;
    readonly secrets: boolean;
    readonly roles: boolean;
}

/** The whole cluster as cluster-admin, or a listed rule set in named namespaces. */
export type AccessScope =
    | { readonly kind: "cluster" }
    | {
          readonly kind: "namespaces";
          readonly namespaces: Readonly<Record<string, NamespaceAccess>>;
      };

/**
 * Fills in the defaults. Applying it to a scope that is already complete changes nothing.
 * @param owned this stack creates the cluster, so it labels every namespace except Kubernetes' own
 */
export function accessScope(access: AccessArgs, owned: boolean): AccessScope {
    if (access === "cluster") {
        return { kind: "cluster" };
    }
    return {
        kind: "namespaces",
        namespaces: Object.fromEntries(
            Object.entries(access.namespaces).map(([name, options]) => [
                name,
                namespaceAccess(options, owned && !isKubernetesNamespace(name)),
            ]),
        ),
    };
}

/** An option that is off is left out: the Guestbook hashes the scope, and another hash verifies every guestbook again. */
function namespaceAccess(options: NamespaceAccessArgs, labeled: boolean): NamespaceAccess {
    const { allowSystemNamespace, existing = false, roles = false, secrets = false } = options;
    const podSecurity =
        options.podSecurity ?? (existing && labeled ? DEFAULT_POD_SECURITY : undefined);
    return {
        existing,
        secrets,
        roles,
        ...(podSecurity === undefined ? {} : { podSecurity }),
        ...(allowSystemNamespace ? { allowSystemNamespace } : {}),
    };
}

/** A scope in the form that users write. */
export function accessArgs(scope: AccessScope): AccessArgs {
    return scope.kind === "cluster" ? "cluster" : { namespaces: scope.namespaces };
}

/** Names of the namespaces in scope, sorted; undefined for the whole cluster. */
export function scopeNamespaces(scope: AccessScope): readonly string[] | undefined {
    return scope.kind === "cluster" ? undefined : Object.keys(scope.namespaces).sort();
}
