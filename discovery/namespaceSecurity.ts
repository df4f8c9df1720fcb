/**
 * Existing namespaces of existing clusters that Argo CD deploys into: their Pod Security labels are not this stack's, and
 * decide whether a pod can leave its namespace.
 */
import type { ClusterPlace } from "../lib/cluster/types";
import type { Problem } from "../lib/problems";
import type { FleetConfig } from "../config/types";
import { clusterId } from "../config/workloadIdentity/sections";
import { confinesPods, podSecurityOf } from "../lib/kubernetes/podSecurity";
import { isKubernetesNamespace } from "../lib/kubernetes/systemNamespaces";

/** A namespace to look at before anything is built. */
export interface NamespaceCheck {
    /** `targets.testing.access.namespaces.shop` */
    readonly path: string;
    readonly name: string;
    /** Key of the target. */
    readonly target: string;
    /** Whether its cluster is the one that runs the agent. */
    readonly onManagement: boolean;
}

/**
 * Namespaces to look at: they exist, on a cluster that exists, and no level is configured for them.
 * @param hub where the management cluster is, if it exists; undefined if this stack creates it
 */
export function namespaceChecks(
    targets: FleetConfig["targets"],
    hub: Pick<ClusterPlace, "accountId" | "clusterName" | "region"> | undefined,
): readonly NamespaceCheck[] {
    return Object.entries(targets).flatMap(([target, { access, cluster }]) => {
        const onManagement = hub !== undefined && clusterId(cluster) === clusterId(hub);
        const exists = cluster.kind === "existing" || onManagement;
        if (access.kind === "cluster" || !exists) {
            return [];
        }
        return Object.entries(access.namespaces)
            .filter(
                ([name, { existing, podSecurity }]) =>
                    existing && podSecurity === undefined && !isKubernetesNamespace(name),
            )
            .map(([name]) => ({
                path: `targets.${target}.access.namespaces.${name}`,
                name,
                target,
                onManagement,
            }));
    });
}

/** What was found of a namespace: its labels, or undefined if it does not exist. */
export type NamespaceLabels = Readonly<Record<string, string>> | undefined;

/** What is wrong with a namespace as it is: it is missing, or pods of the management cluster could leave it. */
export function namespaceProblems(
    { name, onManagement, path }: NamespaceCheck,
    labels: NamespaceLabels,
): readonly Problem[] {
    if (labels === undefined) {
        return [
            {
                path,
                remedy: `namespace ${name} does not exist, although existing is true; leave existing out to have it created, or create it first.`,
            },
        ];
    }
    return onManagement && !confinesPods(podSecurityOf(labels))
        ? [
              {
                  path: `${path}.podSecurity`,
                  remedy: `must be baseline or restricted: namespace ${name} of the management cluster enforces no Pod Security level, so a pod there could read the agent's token from the node and reach every cluster of the fleet. Set it here, or label the namespace: kubectl label namespace ${name} pod-security.kubernetes.io/enforce=baseline.`,
              },
          ]
        : [];
}

/** Warns about a target's namespace that does not confine pods. */
export function namespaceWarnings(
    { name, onManagement, path }: NamespaceCheck,
    labels: NamespaceLabels,
): readonly string[] {
    return labels === undefined || onManagement || confinesPods(podSecurityOf(labels))
        ? []
        : [
              `${path}: namespace ${name} enforces no Pod Security level, so a pod there can use the node's file system, network and processes. Set podSecurity: baseline here, or label the namespace: kubectl label namespace ${name} pod-security.kubernetes.io/enforce=baseline.`,
          ];
}
