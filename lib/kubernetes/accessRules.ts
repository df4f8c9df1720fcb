/** Which namespaces a deployer may be given: on the management cluster, and on every other cluster. */
import { DNS_LABEL, NAMESPACE_ALLOWED } from "../fields";
import { shown, type Problem } from "../problems";
import { accessScope, type AccessArgs, type AccessScope, type NamespaceAccess } from "./access";
import { privilegedProblems } from "./podSecurity";
import {
    isKubernetesNamespace,
    KUBERNETES_NAMESPACES_TEXT,
    namespaceRisk,
} from "./systemNamespaces";

/** The cluster that a deployer is given access to. */
export interface AccessPlace {
    /** This stack creates the cluster. */
    readonly owned: boolean;
    /** The agent runs on this cluster. */
    readonly isManagementCluster: boolean;
    /** Namespace of the agent on the management cluster. */
    readonly agentNamespace: string;
}

/** An access with its defaults, and everything that is wrong with it. */
export interface ResolvedAccess {
    readonly scope: AccessScope;
    readonly problems: readonly Problem[];
}

/**
 * Fills in the defaults of an access and applies every rule to it.
 * @param path of the access in messages: `access`
 */
export function resolveAccess(
    path: string,
    access: AccessArgs,
    place: AccessPlace,
): ResolvedAccess {
    const scope = accessScope(access, place.owned);
    const { agentNamespace, isManagementCluster } = place;
    return {
        scope,
        problems: [
            ...namespaceNameProblems(path, scope),
            ...(isManagementCluster
                ? managementScopeProblems(path, scope, agentNamespace)
                : missingSwitchProblems(path, scope, agentNamespace)),
            ...uselessSwitchProblems(path, scope, agentNamespace),
        ],
    };
}

/** The stack file's schema checks the same while it parses. */
function namespaceNameProblems(path: string, scope: AccessScope): readonly Problem[] {
    if (scope.kind === "cluster") {
        return [];
    }
    const names = Object.keys(scope.namespaces);
    if (names.length === 0) {
        return [{ path: `${path}.namespaces`, remedy: "must list at least one namespace." }];
    }
    return names
        .filter((name) => !DNS_LABEL.test(name))
        .map((name) => ({
            path: `${path}.namespaces`,
            found: shown(name)!,
            remedy: NAMESPACE_ALLOWED,
        }));
}

const ESCAPE =
    "an Application there could run a pod under the controller's own ServiceAccount and reach every cluster of the fleet.";

/**
 * What a target must not reach if its cluster is the management cluster. Anyone who may deploy into the agent's
 * namespace, into Kubernetes' own or into the whole cluster can run a pod under a controller's ServiceAccount, and so has
 * the agent's permissions in every cluster of the fleet.
 * @param path of the target's `access`
 */
export function managementScopeProblems(
    path: string,
    scope: AccessScope,
    agentNamespace: string,
): readonly Problem[] {
    if (scope.kind === "cluster") {
        return [
            {
                path,
                found: shown("cluster")!,
                remedy: `must list namespaces, because this is the management cluster: ${ESCAPE}`,
            },
        ];
    }
    return entriesOf(path, scope).flatMap(({ at, name, podSecurity }) => {
        if (name === agentNamespace) {
            return [
                {
                    path: at,
                    remedy: `must be removed, because the agent runs in this namespace: ${ESCAPE}`,
                },
            ];
        }
        return isKubernetesNamespace(name)
            ? [
                  {
                      path: at,
                      remedy: "must be removed: an Application in a system namespace of the management cluster could run a pod under a controller's ServiceAccount, become administrator of the cluster and so reach every cluster of the fleet. Name a namespace of your applications; allowSystemNamespace has no effect on the management cluster.",
                  },
              ]
            : privilegedProblems(at, podSecurity);
    });
}

/**
 * System namespaces of any other cluster that are deployed to without `allowSystemNamespace`.
 * @param agentNamespace undefined if it is not known
 */
export function missingSwitchProblems(
    path: string,
    scope: AccessScope,
    agentNamespace: string | undefined,
): readonly Problem[] {
    return entriesOf(path, scope).flatMap(({ at, name, allowSystemNamespace, existing }) => {
        const risk = namespaceRisk(name, agentNamespace);
        if (risk === undefined) {
            return [];
        }
        if (allowSystemNamespace !== true) {
            return [
                {
                    path: at,
                    remedy: `must be removed, or have allowSystemNamespace: true: ${risk}.`,
                },
            ];
        }
        return existing || !isKubernetesNamespace(name)
            ? []
            : [
                  {
                      path: `${at}.existing`,
                      found: shown(existing)!,
                      remedy: "must be true: every cluster has this namespace, and this program neither creates nor deletes it.",
                  },
              ];
    });
}

/** `allowSystemNamespace` on an ordinary namespace, where a reader would think that the namespace needs it. */
export function uselessSwitchProblems(
    path: string,
    scope: AccessScope,
    agentNamespace: string,
): readonly Problem[] {
    return entriesOf(path, scope)
        .filter(
            ({ name, allowSystemNamespace }) =>
                allowSystemNamespace === true && namespaceRisk(name, agentNamespace) === undefined,
        )
        .map(({ at, name }) => ({
            path: `${at}.allowSystemNamespace`,
            found: shown(true)!,
            remedy: `must be removed: it has no effect on ${name}, which is not one of ${KUBERNETES_NAMESPACES_TEXT}, ${agentNamespace}.`,
        }));
}

/** The risk of each system namespace that a target is deployed to, one line each. */
export function systemNamespaceWarnings(
    path: string,
    scope: AccessScope,
    agentNamespace: string | undefined,
): readonly string[] {
    return entriesOf(path, scope).flatMap(({ at, name }) => {
        const risk = namespaceRisk(name, agentNamespace);
        return risk === undefined ? [] : [`${at}: allowSystemNamespace is true: ${risk}.`];
    });
}

interface Entry extends NamespaceAccess {
    /** `access.namespaces.shop` */
    readonly at: string;
    readonly name: string;
}

function entriesOf(path: string, scope: AccessScope): readonly Entry[] {
    return scope.kind === "cluster"
        ? []
        : Object.entries(scope.namespaces).map(([name, access]) => ({
              ...access,
              at: `${path}.namespaces.${name}`,
              name,
          }));
}
