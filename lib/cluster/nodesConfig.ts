/** The nodes of a cluster, every default filled in. */
import { defaultAmiType } from "./nodes";
import { clusterDefaults, type Environment } from "./environment";
import { SYSTEM_PROFILE, type ManagedNodesSection, type NodesSection } from "./nodesSchema";
import type { FargateSelector, NodesConfig } from "./types";

/** Pods of CoreDNS, which need a Fargate profile like any others. https://docs.aws.amazon.com/eks/latest/userguide/fargate-getting-started.html */
const COREDNS: FargateSelector = { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } };

export function nodesConfig(section: NodesSection, environment: Environment): NodesConfig {
    switch (section.strategy) {
        case "managed": {
            const { strategy, taints, ...nodes } = section;
            return {
                kind: strategy,
                ...nodes,
                desiredSize: desiredSize(section, environment),
                amiType: nodes.amiType ?? defaultAmiType(nodes.instanceTypes),
                taints: taints.map(({ key, value, effect }) => ({
                    key,
                    ...(value === undefined ? {} : { value }),
                    effect,
                })),
            };
        }
        case "autoMode":
            return { kind: "autoMode", nodePools: [...section.nodePools].sort() };
        case "fargate":
            return {
                kind: "fargate",
                profiles: {
                    [SYSTEM_PROFILE]: [COREDNS],
                    ...Object.fromEntries(
                        Object.entries(section.profiles).map(([name, { selectors }]) => [
                            name,
                            selectors,
                        ]),
                    ),
                },
            };
        case "none":
            return { kind: "none" };
    }
}

/** Initial number of managed nodes. */
export function desiredSize(section: ManagedNodesSection, environment: Environment): number {
    return section.desiredSize ?? clusterDefaults(environment).desiredNodes;
}
