/**
 * Existing namespaces of existing clusters that Argo CD deploys into. This stack does not manage their Pod Security
 * labels, which decide whether a pod is confined to its namespace.
 */
import type { ClusterPlace } from "../lib/cluster/types";
import type { Problem } from "../lib/problems";
import type { FleetConfig } from "../config/fleet";
import { clusterId } from "../config/workloadIdentity";
import { confinesPods, podSecurityOf } from "../lib/kubernetes/podSecurity";
import { isKubernetesNamespace } from "../lib/kubernetes/systemNamespaces";

/** A namespace to check before resources are created. */
export interface NamespaceCheck {
    /** `targets.testing.access.namespaces.shop` */
    readonly path: string;
    readonly name: string;
    /** Key of the target. */
    readonly target: string;
    /** Whether its cluster runs the agent. */
    readonly onManagement: boolean;
}

/**
 * Namespaces to check: existing ones, on existing clusters, without a configured level.
 * @param hub the management cluster, if it exists; undefined if this stack creates it
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

/** Labels of a namespace; undefined if it does not exist. */
export type NamespaceLabels = Readonly<Record<string, string>> | undefined;

/** Rejects a namespace that does not exist, or that does not confine pods of the management cluster. */
export function namespaceProblems(
    { name, onManagement, path }: NamespaceCheck,
    labels: NamespaceLabels,
): readonly Problem[] {
    if (labels === undefined) {
        return [
            {
                path,
                remedy: `namespace ${name} does not exist, although existing is true: leave existing unset to create the namespace, or create it first.`,
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
