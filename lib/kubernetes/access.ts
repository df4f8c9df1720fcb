/** How far a deployer reaches on its target: one value from which RBAC, the registration and the AppProject follow. */

import type { PodSecurityLevel } from "./podSecurity";

/** Options of one namespace. */
export interface NamespaceAccess {
    /** The namespace exists already: it is used and never deleted. @default false: it is created and owned. */
    readonly existing: boolean;
    /** The deployer may read and write Secrets. @default false */
    readonly secrets: boolean;
    /** The deployer may write Roles and RoleBindings, up to what it may do itself. @default false */
    readonly roles: boolean;
    /**
     * What pods of the namespace may be. An existing namespace gets this label by a patch; without a level its label stays
     * as it is. @default baseline for a namespace that is created, none for an existing one
     */
    readonly podSecurity?: PodSecurityLevel;
    /**
     * The namespace is Kubernetes' own or named like the agent's, and is deployed to all the same. The configuration is
     * refused without it; a DeployerRole gives the same rules either way. @default false
     */
    readonly allowSystemNamespace?: boolean;
}

/** The whole cluster as cluster-admin, or a listed rule set in named namespaces. */
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
