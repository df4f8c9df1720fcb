/**
 * Namespaces of a stack whose hub is in another stack: the name of the agent's namespace is known only from the hub's
 * contract.
 */
import type { ClusterPlace } from "../lib/cluster/types";
import { privilegedProblems } from "../lib/kubernetes/podSecurity";
import type { Problem } from "../lib/problems";
import {
    managementScopeProblems,
    missingSwitchProblems,
    systemNamespaceWarnings,
    uselessSwitchProblems,
} from "../lib/kubernetes/accessRules";
import type { FleetConfig } from "../config/fleet";
import { agentNamespaceProblems, systemNamespaceProblems } from "../config/namespaces";
import { clusterId } from "../config/workloadIdentity";
import type { HubContract } from "../lib/fleet/hubContract";
import { isKubernetesNamespace } from "../lib/kubernetes/systemNamespaces";

type Hub = Pick<HubContract, "accountId" | "agentNamespace" | "clusterName" | "region">;
type Config = Pick<FleetConfig, "targets" | "workloadIdentities">;

/**
 * Rejects namespaces of targets and workload identities that would give them the permissions of the agent or of
 * Kubernetes.
 */
export function hubNamespaceProblems(config: Config, hub: Hub): readonly Problem[] {
    const { agentNamespace } = hub;
    return [
        ...Object.entries(config.targets).flatMap(([key, { access, cluster }]) => {
            const path = `targets.${key}.access`;
            return isHubs(cluster, hub)
                ? managementScopeProblems(path, access, agentNamespace)
                : [
                      ...missingSwitchProblems(path, access, agentNamespace),
                      ...uselessSwitchProblems(path, access, agentNamespace),
                  ];
        }),
        ...Object.entries(config.workloadIdentities)
            .filter(([, { cluster }]) => cluster.kind === "management" || isHubs(cluster, hub))
            .flatMap(([key, { namespace }]) => {
                const path = `workloadIdentities.${key}`;
                return [
                    ...agentNamespaceProblems(path, namespace.name, agentNamespace),
                    ...systemNamespaceProblems(path, namespace.name),
                    ...privilegedProblems(`${path}.namespace`, namespace.podSecurity),
                ];
            }),
    ];
}

/**
 * Warns about namespaces with the name of the agent's namespace; those of Kubernetes are known without the contract.
 */
export function hubNamespaceWarnings(
    { targets }: Pick<Config, "targets">,
    { agentNamespace }: Pick<Hub, "agentNamespace">,
): readonly string[] {
    return Object.entries(targets).flatMap(([key, { access }]) =>
        access.kind === "cluster"
            ? []
            : systemNamespaceWarnings(
                  `targets.${key}.access`,
                  { ...access, namespaces: withoutKubernetes(access.namespaces) },
                  agentNamespace,
              ),
    );
}

function withoutKubernetes<T>(
    namespaces: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
    return Object.fromEntries(
        Object.entries(namespaces).filter(([name]) => !isKubernetesNamespace(name)),
    );
}

/** Whether a cluster is the hub's management cluster. */
function isHubs(
    cluster: Pick<ClusterPlace, "accountId" | "clusterName" | "region">,
    hub: Hub,
): boolean {
    return clusterId(cluster) === clusterId(hub);
}
