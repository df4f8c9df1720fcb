/** From a cluster's `network` to the network as configured. */
import { defaultVpcCidr } from "../../lib/network/ranges";
import type { Sections } from "../schema";
import { clusterDefaults } from "./environment";
import type { CreatedNetworkSection, NetworkSection } from "./networkSchema";
import type { NetworkConfig, ZonesConfig } from "../../lib/cluster/types";

/** @param identity what the cluster is known by, whatever its key becomes */
export function networkConfig(
    identity: string,
    section: NetworkSection,
    sections: Pick<Sections, "environment" | "fleet">,
): NetworkConfig {
    if ("vpcId" in section) {
        return { kind: "brought", ...section, egressCidrs: section.egressCidrs ?? [] };
    }
    const defaults = clusterDefaults(sections.environment);
    return {
        kind: "created",
        cidr: vpcCidr(identity, section, sections),
        zones: zonesConfig(section.availabilityZones ?? defaults.zones),
        natGateway: section.natGateway ?? defaults.natGateway,
    };
}

/** Range of a VPC that is made. */
export function vpcCidr(
    identity: string,
    section: CreatedNetworkSection,
    { fleet }: Pick<Sections, "fleet">,
): string {
    return section.cidr ?? defaultVpcCidr(fleet, identity);
}

function zonesConfig(zones: 2 | 3 | readonly string[]): ZonesConfig {
    return typeof zones === "number"
        ? { kind: "count", count: zones }
        : { kind: "named", names: zones };
}
