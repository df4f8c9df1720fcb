/** Nodes as a cluster's API shows them: the labels and taints by which EKS distinguishes them. */
import type { ClusterNode, NodeTaint } from "../contract";
import type { Cluster, Nodegroup, Taint } from "./types";

/** Label with the compute type of a node: `auto` or `fargate`; managed nodes don't have it. */
export const COMPUTE_TYPE = "eks.amazonaws.com/compute-type";

/** All nodes of a cluster. */
export function clusterNodes(cluster: Cluster): readonly ClusterNode[] {
    return [
        ...[...cluster.nodegroups.values()].flatMap((group) =>
            group.nodes.map((node) => managedNodeView(group, node.name)),
        ),
        ...[...cluster.autoNodes.values()].map((node) => autoNodeView(node.name)),
        ...[...cluster.fargateNodes.values()].map((node) => fargateNodeView(node.name)),
    ];
}

/** A node of Auto Mode's pool `general-purpose`. EKS user guide, "Create a node pool for EKS Auto Mode", supported labels. */
export function autoNodeView(name: string): ClusterNode {
    return {
        name,
        labels: {
            [COMPUTE_TYPE]: "auto",
            "karpenter.sh/nodepool": "general-purpose",
            "karpenter.sh/capacity-type": "on-demand",
            "eks.amazonaws.com/nodeclass": "default",
            "node.kubernetes.io/instance-type": "c6a.xlarge",
        },
        taints: [],
    };
}

/** EKS user guide, "Simplify compute management with AWS Fargate": each pod has a node, which takes no other. */
function fargateNodeView(name: string): ClusterNode {
    return {
        name,
        labels: { [COMPUTE_TYPE]: "fargate" },
        taints: [{ key: COMPUTE_TYPE, value: "fargate", effect: "NoSchedule" }],
    };
}

function managedNodeView(group: Nodegroup, name: string): ClusterNode {
    return {
        name,
        labels: {
            "eks.amazonaws.com/nodegroup": group.nodegroupName,
            "eks.amazonaws.com/capacityType": group.capacityType,
            "node.kubernetes.io/instance-type": group.instanceTypes[0] ?? "",
            ...group.labels,
        },
        taints: group.taints.map(({ key, value, effect }) => ({
            key,
            ...(value === undefined ? {} : { value }),
            effect: EFFECTS[effect],
        })),
    };
}

const EFFECTS: Readonly<Record<Taint["effect"], NodeTaint["effect"]>> = {
    NO_SCHEDULE: "NoSchedule",
    NO_EXECUTE: "NoExecute",
    PREFER_NO_SCHEDULE: "PreferNoSchedule",
};
