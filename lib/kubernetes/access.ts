/** What a deployer may access on its target: RBAC, the registration and the AppProject all follow from this value. */

import type { PodSecurityLevel } from "./podSecurity";

/** Options of one namespace. */
export interface NamespaceAccess {
    /** The namespace exists: it is used and never deleted. @default false: it is created and owned */
    readonly existing: boolean;
    /** The deployer may read and write Secrets. @default false */
    readonly secrets: boolean;
    /** The deployer may write Roles and RoleBindings, but cannot grant more than it has. @default false */
    readonly roles: boolean;
    /**
     * Pod Security level of the namespace. A patch sets the label of an existing namespace; unset, an existing label is
     * not changed. @default baseline for a namespace that is created, none for an existing one
     */
    readonly podSecurity?: PodSecurityLevel;
    /**
     * Allows a namespace that belongs to Kubernetes or has the name of the agent's namespace. Without it the
     * configuration is rejected. The rules of a DeployerRole are the same either way. @default false
     */
    readonly allowSystemNamespace?: boolean;
}

/** The whole cluster as cluster-admin, or a fixed rule set in named namespaces. */
export type AccessScope =
    | { readonly kind: "cluster" }
    | {
          readonly kind: "namespaces";
          readonly namespaces: Readonly<Record<string, NamespaceAccess>>;
      };

/** Names of the namespaces in scope, sorted; undefined for the whole cluster. */
export function scopeNamespaces(scope: AccessScope): readonly string[] | undefined {
    return scope.kind === "cluster" ? undefined : Object.keys(scope.namespaces).sort();
}
