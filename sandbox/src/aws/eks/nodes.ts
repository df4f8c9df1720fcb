/** Nodes: addresses in subnets, and the names passed to the cluster's host. */
import { setTimeout as sleep } from "node:timers/promises";

import { freePublicAddress } from "../ec2/addresses";
import { egressOf } from "../ec2/egress";
import { deleteInterfaces, newInterface } from "../ec2/networkInterfaces";
import { existing } from "../ec2/tables";
import type { RequestContext } from "../service";
import type { Eks } from "./eks";
import { asServerError } from "./errors";
import { mayReach } from "./gate";
import { clusterNodes } from "./nodeViews";
import type { Cluster, Node, Nodegroup } from "./types";

/** Creates nodes, spread over the subnets after the existing ones; all of them or none. */
export function newNodes(
    eks: Eks,
    cluster: Cluster,
    group: Pick<Nodegroup, "nodegroupName" | "subnets">,
    count: number,
    first: number = 0,
): readonly Node[] {
    const made: Node[] = [];
    try {
        for (let index = first; index < first + count; index += 1) {
            made.push(
                newNode(eks, cluster, {
                    subnetId: group.subnets[index % group.subnets.length] ?? "",
                    description: `Node of ${cluster.name}/${group.nodegroupName}`,
                    public: true,
                    name: (address) => nodeName(cluster.region, address),
                }),
            );
        }
        return made;
    } catch (error) {
        removeNodes(eks, cluster, made);
        throw asServerError(error);
    }
}

/** Creates a node: an address in a subnet, and a public one if the subnet assigns them. */
export function newNode(
    eks: Eks,
    cluster: Cluster,
    wanted: {
        readonly subnetId: string;
        readonly description: string;
        /** Whether it takes a public address. */
        readonly public: boolean;
        readonly name: (privateAddress: string) => string;
    },
): Node {
    const ec2 = eks.ec2(cluster);
    const subnet = existing(ec2, "subnet", wanted.subnetId);
    const held = newInterface(ec2, cluster.account, {
        subnetId: wanted.subnetId,
        description: wanted.description,
        groupIds: [cluster.vpcConfig.clusterSecurityGroupId],
        publicAddress:
            wanted.public && subnet.MapPublicIpOnLaunch
                ? { PublicIp: freePublicAddress(eks.store) }
                : undefined,
    });
    return { name: wanted.name(held.PrivateIpAddress), interfaceId: held.NetworkInterfaceId };
}

/** Releases the addresses of nodes. */
export function removeNodes(eks: Eks, cluster: Cluster, nodes: readonly Node[]): void {
    deleteInterfaces(
        eks.ec2(cluster),
        nodes.map((node) => node.interfaceId),
    );
}

/** Passes all the cluster's nodes to the host. */
export async function applyNodes(eks: Eks, cluster: Cluster): Promise<void> {
    await eks.host.setNodes(cluster.id, clusterNodes(cluster));
}

/** A node's private DNS name. EC2 user guide, "Amazon EC2 instance hostnames and domains". */
export function nodeName(region: string, address: string): string {
    const domain = region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
    return `ip-${address.replaceAll(".", "-")}.${domain}`;
}

/**
 * Why machines of the node group would not join, or undefined. They keep trying for a while, since routes may come
 * after the node group.
 * EKS user guide, "Troubleshoot problems with Amazon EKS clusters and nodes": nodes fail to join the cluster.
 */
export async function joinFailure(
    eks: Eks,
    request: RequestContext,
    clusterName: string,
    group: Pick<Nodegroup, "nodeRole" | "subnets">,
): Promise<string | undefined> {
    const deadline = Date.now() + (eks.deps.nodeJoinTimeout ?? 15_000);
    for (;;) {
        const problem = joinProblem(eks, eks.cluster(request, clusterName), group);
        if (problem === undefined || Date.now() >= deadline) {
            return problem;
        }
        await sleep(Math.min(100, Math.max(1, deadline - Date.now())));
    }
}

function joinProblem(
    eks: Eks,
    cluster: Cluster,
    group: Pick<Nodegroup, "nodeRole" | "subnets">,
): string | undefined {
    // aws/containers-roadmap#2631: the entry outlives node groups, and is dead once the role was recreated.
    const entry = cluster.accessEntries.get(group.nodeRole);
    const stale =
        entry !== undefined && entry.principal.uniqueId !== eks.deps.roleUniqueId(group.nodeRole);
    if (cluster.authenticationMode === "API" && stale) {
        return `the access entry of ${group.nodeRole} was made for an earlier role of that name`;
    }
    return group.subnets
        .map((id) => reachProblem(eks, cluster, id))
        .find((problem) => problem !== undefined);
}

/** Why a node in this subnet would not reach the cluster's endpoint, or undefined. */
export function reachProblem(eks: Eks, cluster: Cluster, subnetId: string): string | undefined {
    const ec2 = eks.ec2(cluster);
    const egress = egressOf(ec2, subnetId);
    // A node in a public subnet gets its address when it starts; it is in no allow-list but one open to all.
    const own = ec2.subnet.get(subnetId)?.MapPublicIpOnLaunch === true ? ["192.0.2.0"] : [];
    const addresses = egress.kind === "nat" ? [egress.publicAddress] : own;
    const reach = mayReach(cluster.name, cluster.vpcConfig, {
        name: `a node in ${subnetId}`,
        addresses: egress.kind === "none" ? [] : addresses,
        vpcId: cluster.vpcConfig.vpcId,
    });
    return reach.allowed ? undefined : reach.reason;
}
