/** Nodes that EKS creates for pods: Auto Mode's instances and Fargate's. */
import { randomHex } from "../regional";
import type { ClusterNode, NodeSupply, WaitingPod } from "../contract";
import { egressOf } from "../ec2/egress";
import { allClusters } from "./clusters";
import { Eks } from "./eks";
import type { EksDeps } from "./eks";
import { profileFor } from "./fargateProfiles";
import { applyNodes, newNode, nodeName, reachProblem, removeNodes } from "./nodes";
import { autoNodeView } from "./nodeViews";
import { queueOf } from "./queue";
import type { Cluster, FargateNode } from "./types";

/** Over a store's clusters, as they are at the moment of the question. */
export function nodeSupply(deps: EksDeps): NodeSupply {
    const eks = new Eks(deps);
    const active = (id: string): Cluster | undefined =>
        allClusters(deps.store).find((it) => it.id === id && it.status === "ACTIVE");
    /**
     * In the cluster's queue, so that two pods that wait for the same node get the same one; a cluster that has nothing
     * to do with the question answers at once.
     */
    const inCluster = async <T>(
        id: string,
        concerns: (cluster: Cluster) => boolean,
        run: (cluster: Cluster) => Promise<T>,
    ): Promise<T | undefined> => {
        const now = active(id);
        return now === undefined || !concerns(now)
            ? undefined
            : queueOf(deps.store).run(id, async () => {
                  const cluster = active(id);
                  return cluster === undefined ? undefined : run(cluster);
              });
    };
    return {
        fargateNode: (id, pod) =>
            inCluster(
                id,
                (cluster) => profileFor(cluster, pod) !== undefined,
                (cluster) => fargateNode(eks, cluster, pod),
            ),
        autoNode: (id, suits) =>
            inCluster(
                id,
                (cluster) => cluster.autoMode?.enabled === true,
                (cluster) => autoNode(eks, cluster, suits),
            ),
        podGone: async (id, uid) => {
            const nodesOf = (cluster: Cluster): readonly FargateNode[] =>
                [...cluster.fargateNodes.values()].filter((node) => node.pod === uid);
            await inCluster(
                id,
                (cluster) => nodesOf(cluster).length > 0,
                async (cluster) => {
                    const gone = nodesOf(cluster);
                    gone.forEach((node) => cluster.fargateNodes.delete(node.name));
                    await applyNodes(eks, cluster);
                    removeNodes(eks, cluster, gone);
                },
            );
        },
    };
}

async function fargateNode(
    eks: Eks,
    cluster: Cluster,
    pod: WaitingPod,
): Promise<string | undefined> {
    const profile = profileFor(cluster, pod);
    if (profile === undefined) {
        return undefined;
    }
    const known = [...cluster.fargateNodes.values()].find((it) => it.pod === pod.uid);
    if (known !== undefined) {
        return known.name;
    }
    const made = newNode(eks, cluster, {
        subnetId: reachingSubnet(eks, cluster, profile.subnets),
        description: `Fargate pod of ${cluster.name}/${profile.fargateProfileName}`,
        public: false,
        name: (address) => `fargate-${nodeName(cluster.region, address)}`,
    });
    const node = { ...made, profile: profile.fargateProfileName, pod: pod.uid };
    await addNode(eks, cluster, cluster.fargateNodes, node);
    return node.name;
}

async function autoNode(
    eks: Eks,
    cluster: Cluster,
    suits: (node: ClusterNode) => boolean,
): Promise<string | undefined> {
    const known = [...cluster.autoNodes.values()].find((node) => suits(autoNodeView(node.name)));
    if (known !== undefined) {
        return known.name;
    }
    const name = `i-${randomHex(17)}`;
    const pools = cluster.autoMode?.enabled === true ? cluster.autoMode.nodePools : [];
    // Nodes of the pool `system` are for critical add-ons only, which the sandbox has not.
    if (!pools.includes("general-purpose") || !suits(autoNodeView(name))) {
        return undefined;
    }
    const node = newNode(eks, cluster, {
        subnetId: reachingSubnet(eks, cluster, cluster.vpcConfig.subnetIds),
        description: `Auto Mode node of ${cluster.name}`,
        public: true,
        name: () => name,
    });
    await addNode(eks, cluster, cluster.autoNodes, node);
    return name;
}

/** Ends Auto Mode's nodes and the pods on them. */
export async function removeAutoNodes(eks: Eks, cluster: Cluster): Promise<void> {
    const nodes = [...cluster.autoNodes.values()];
    cluster.autoNodes.clear();
    await applyNodes(eks, cluster);
    removeNodes(eks, cluster, nodes);
}

async function addNode<T extends { readonly name: string; readonly interfaceId: string }>(
    eks: Eks,
    cluster: Cluster,
    table: Map<string, T>,
    node: T,
): Promise<void> {
    table.set(node.name, node);
    try {
        await applyNodes(eks, cluster);
    } catch (error) {
        table.delete(node.name);
        removeNodes(eks, cluster, [node]);
        throw error;
    }
}

/**
 * The first subnet from which a node reaches the cluster's endpoint, private ones before public ones.
 * @throws Error saying why the first of them gets no node
 */
function reachingSubnet(eks: Eks, cluster: Cluster, subnets: readonly string[]): string {
    const ec2 = eks.ec2(cluster);
    const isPublic = (id: string): number =>
        egressOf(ec2, id).kind === "internet-gateway" ? 1 : 0;
    const tried = subnets
        .filter((id) => ec2.subnet.has(id))
        .toSorted((a, b) => isPublic(a) - isPublic(b))
        .map((id) => ({ id, problem: reachProblem(eks, cluster, id) }));
    const found = tried.find(({ problem }) => problem === undefined);
    if (found === undefined) {
        throw new Error(`no node can join: ${tried[0]?.problem ?? "there is no subnet for one"}`);
    }
    return found.id;
}
