/** The network of a cluster, every default filled in. */
import { defaultVpcCidr } from "../network/ranges";
import { clusterDefaults } from "./environment";
import type { FleetSection } from "./fleetSchema";
import type { CreatedNetworkSection, NetworkSection } from "./networkSchema";
import type { NetworkConfig, ZonesConfig } from "./types";

/** @param identity name that never changes: the default range follows from it */
export function networkConfig(
    identity: string,
    section: NetworkSection,
    fleet: Pick<FleetSection, "environment" | "fleet">,
): NetworkConfig {
    if ("vpcId" in section) {
        return { kind: "brought", ...section, egressCidrs: section.egressCidrs ?? [] };
    }
    const defaults = clusterDefaults(fleet.environment);
    return {
        kind: "created",
        cidr: vpcCidr(identity, section, fleet),
        zones: zonesConfig(section.availabilityZones ?? defaults.zones),
        natGateway: section.natGateway ?? defaults.natGateway,
    };
}

/** Range of a VPC to create. */
export function vpcCidr(
    identity: string,
    section: CreatedNetworkSection,
    { fleet }: Pick<FleetSection, "fleet">,
): string {
    return section.cidr ?? defaultVpcCidr(fleet, identity);
}

function zonesConfig(zones: 2 | 3 | readonly string[]): ZonesConfig {
    return typeof zones === "number"
        ? { kind: "count", count: zones }
        : { kind: "named", names: zones };
}
