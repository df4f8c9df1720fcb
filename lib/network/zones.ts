/** Decisions about a network that is made for a cluster, on plain values. */
import { knownCidr } from "./cidr";
import type { NatGateway, ZonesConfig } from "../cluster/types";

/** Number of availability zones. */
export function zoneCount(zones: ZonesConfig): number {
    return zones.kind === "count" ? zones.count : zones.names.length;
}

/** NAT gateways as @pulumi/awsx has them, and how many there are. */
export interface NatStrategy {
    readonly strategy: "None" | "Single" | "OnePerAz";
    readonly gateways: number;
}

export function natStrategy(natGateway: NatGateway, zones: number): NatStrategy {
    switch (natGateway) {
        case "none":
            return { strategy: "None", gateways: 0 };
        case "single":
            return { strategy: "Single", gateways: 1 };
        case "perZone":
            return { strategy: "OnePerAz", gateways: zones };
    }
}

/** Length of the prefix of one zone's range: a quarter of the VPC's, however many zones there are. */
export function zoneCidrMask(cidr: string): number {
    return knownCidr(cidr).prefix + 2;
}

/**
 * Subnets that EKS's own interfaces are in: the first two zones'. EKS takes no zone that it did not have when the cluster
 * was made, so that a zone added later has nodes only. https://github.com/aws/containers-roadmap/issues/2330
 * @param privateSubnetIds one of each zone, in the zones' order
 */
export function controlPlaneSubnets(privateSubnetIds: readonly string[]): string[] {
    return privateSubnetIds.slice(0, 2);
}
