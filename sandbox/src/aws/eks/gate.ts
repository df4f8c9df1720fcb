/** Whether a cluster's endpoint may be reached from somewhere. */
import { BlockList } from "node:net";

import { systemClock } from "../clock";
import type { ConnectionSource, ConnectionVerdict, EndpointGate } from "../contract";
import { ec2Tables } from "../ec2/tables";
import { egressOf } from "../ec2/egress";
import type { Store } from "../store";
import { formatDuration, NO_DELAYS, type AwsTime } from "../time";
import { allClusters } from "./clusters";
import type { EksDeps } from "./eks";
import type { Cluster, VpcConfig } from "./types";

/** The gate over a store's clusters, as they are at the moment of the question. */
export function endpointGate({
    store,
    time = NO_DELAYS,
    clock = systemClock,
}: Pick<EksDeps, "store" | "time" | "clock">): EndpointGate {
    return {
        mayConnect: (host, source) => {
            const cluster = allClusters(store).find((it) => endpointHost(it) === host);
            return cluster === undefined
                ? { allowed: false, reason: `no cluster has the endpoint ${host}` }
                : (notYetUp(cluster, time, clock.now()) ??
                      mayReach(cluster.name, cluster.vpcConfig, source));
        },
    };
}

/**
 * Why the endpoint of a new cluster is not reachable yet; undefined when it is. EKS reports ACTIVE before the endpoint's name
 * resolves and before its load balancer accepts connections (aws/containers-roadmap#654).
 */
export function notYetUp(
    { name, activeSince }: Pick<Cluster, "name" | "activeSince">,
    { resolve, accept }: AwsTime,
    now: number,
): ConnectionVerdict | undefined {
    const age = activeSince === undefined ? -1 : now - activeSince;
    const refused = (
        failure: NonNullable<ConnectionVerdict["failure"]>,
        what: string,
        delay: number,
    ): ConnectionVerdict => ({
        allowed: false,
        failure,
        reason: `${failure}: the endpoint of ${name} ${what} ${formatDuration(delay)} after the cluster became ACTIVE (--aws-time)`,
    });
    if (age < resolve) {
        return refused("no such host", "resolves", resolve);
    }
    return age < resolve + accept
        ? refused("connection refused", "accepts connections", resolve + accept)
        : undefined;
}

/**
 * The rule. Inside its VPC a private endpoint answers regardless of the public ranges; all other sources, and
 * the VPC itself without private access, comes through the public endpoint.
 * EKS user guide, "Cluster API server endpoint".
 */
export function mayReach(
    name: string,
    config: Pick<
        VpcConfig,
        "vpcId" | "endpointPublicAccess" | "endpointPrivateAccess" | "publicAccessCidrs"
    >,
    source: ConnectionSource,
): { readonly allowed: boolean; readonly reason: string } {
    if (config.endpointPrivateAccess && source.vpcId === config.vpcId) {
        return {
            allowed: true,
            reason: `private endpoint of ${name}, from its VPC ${config.vpcId}`,
        };
    }
    if (!config.endpointPublicAccess) {
        return {
            allowed: false,
            reason: `the public endpoint of ${name} is off and ${source.name} is not in its VPC ${config.vpcId}`,
        };
    }
    if (source.addresses.length === 0) {
        return { allowed: false, reason: `${source.name} has no way out to the internet` };
    }
    const ranges = new BlockList();
    for (const cidr of config.publicAccessCidrs) {
        const [network = "", prefix = ""] = cidr.split("/");
        ranges.addSubnet(network, Number(prefix));
    }
    const passing = source.addresses.find((address) => ranges.check(address));
    const listed = config.publicAccessCidrs.join(", ");
    return passing === undefined
        ? {
              allowed: false,
              reason: `${source.name} is seen as ${source.addresses.join(", ")}, not in publicAccessCidrs of ${name} [${listed}]`,
          }
        : { allowed: true, reason: `${passing} is in publicAccessCidrs of ${name} [${listed}]` };
}

/**
 * Public IPv4 addresses that the cluster's nodes, and pods on them, are seen as: those of the NAT gateways their
 * subnets' default routes lead to, or the nodes' own in public subnets. Auto Mode's nodes are in the cluster's subnets,
 * and so are those of a cluster that has none yet.
 */
export function egressAddresses(store: Store, cluster: Cluster): readonly string[] {
    const ec2 = ec2Tables(store, cluster);
    const groups = [...cluster.nodegroups.values()];
    const placed = [...groups, ...cluster.fargateProfiles.values()].flatMap((it) => it.subnets);
    const inClusters = placed.length === 0 || cluster.autoMode?.enabled === true;
    const subnets = [...placed, ...(inClusters ? cluster.vpcConfig.subnetIds : [])];
    const nodes = [...groups.flatMap((group) => group.nodes), ...cluster.autoNodes.values()].map(
        (node) => node.interfaceId,
    );
    const addresses = [...new Set(subnets)]
        .filter((id) => ec2.subnet.has(id))
        .flatMap((id) => {
            const egress = egressOf(ec2, id);
            switch (egress.kind) {
                case "none":
                    return [];
                case "nat":
                    return [egress.publicAddress];
                case "internet-gateway":
                    return nodes.flatMap((node) => {
                        const held = ec2.networkInterface.get(node);
                        const own = held?.SubnetId === id ? held.Association?.PublicIp : undefined;
                        return own ?? [];
                    });
            }
        });
    return [...new Set(addresses)];
}

/** The cluster's nodes as a source of connections. */
export function clusterSource(store: Store, cluster: Cluster): ConnectionSource {
    return {
        name: `nodes of ${cluster.name}`,
        addresses: egressAddresses(store, cluster),
        vpcId: cluster.vpcConfig.vpcId,
    };
}

function endpointHost(cluster: Cluster): string | undefined {
    return cluster.endpoint === "" ? undefined : new URL(cluster.endpoint).hostname;
}
