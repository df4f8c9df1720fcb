/** Decisions about the network that is created for a cluster, on plain values. */
import { knownCidr } from "./cidr";
import type { NatGateway, ZonesConfig } from "./types";

/** Number of availability zones. */
export function zoneCount(zones: ZonesConfig): number {
    return zones.kind === "count" ? zones.count : zones.names.length;
}

/** NAT gateways in @pulumi/awsx's terms, and how many there are. */
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

/** Prefix length of one zone's range: a quarter of the VPC's range, whatever the number of zones. */
export function zoneCidrMask(cidr: string): number {
    return knownCidr(cidr).prefix + 2;
}

/**
 * Subnets for EKS's own network interfaces: those of the first two zones. EKS accepts no zone that the cluster did not
 * have when it was created, so zones that are added later have nodes only.
 * https://github.com/aws/containers-roadmap/issues/2330
 * @param privateSubnetIds one per zone, in the order of the zones
 */
export function controlPlaneSubnets(privateSubnetIds: readonly string[]): string[] {
    return privateSubnetIds.slice(0, 2);
}
