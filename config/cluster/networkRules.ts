/** Rules between clusters' networks, and between a network and what lives in it. */
import { knownCidr, overlap } from "../../lib/network/cidr";
import { MAX_ENDPOINT_RANGES } from "../../lib/cluster/eks";
import { natStrategy, zoneCount } from "../../lib/network/zones";
import { freeVpcCidr } from "../../lib/network/ranges";
import { shown, type Problem } from "../../lib/problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";
import { clusterDefaults } from "./environment";
import { networkConfig, vpcCidr } from "./networkParse";
import type { ClusterSection } from "./schema";
import { createdClusters } from "./sections";

export const NETWORK_RULES: readonly Rule[] = [
    distinctRanges,
    servicesApart,
    zonesOfTheRegion,
    subnetsOfOneUse,
    hubHasAWayOut,
    guestbookHasAWayOut,
    egressOfABroughtHub,
    endpointRangesWithinQuota,
];

interface CreatedVpc {
    readonly path: string;
    readonly identity: string;
    readonly cidr: string;
    readonly isDefault: boolean;
}

/** VPCs that are made, with their ranges. */
function createdVpcs(sections: Partial<Sections>): readonly CreatedVpc[] {
    const { fleet } = sections;
    return fleet === undefined
        ? []
        : createdClusters(sections).flatMap(([path, cluster]) => {
              const { network } = cluster;
              const identity = identityOf(path, cluster);
              return "vpcId" in network
                  ? []
                  : [
                        {
                            path,
                            identity,
                            cidr: vpcCidr(identity, network, { fleet }),
                            isDefault: network.cidr === undefined,
                        },
                    ];
          });
}

function identityOf(path: string, cluster: ClusterSection): string {
    const former = "formerKey" in cluster ? cluster.formerKey : undefined;
    return typeof former === "string" ? former : path.replace(/^targets\./, "");
}

/** Networks of one range can never be connected, and a fleet's sooner or later are. */
function distinctRanges(sections: Partial<Sections>): readonly Problem[] {
    const vpcs = createdVpcs(sections);
    const ranges = vpcs.map(({ cidr }) => knownCidr(cidr));
    const taken = [...ranges];
    return vpcs.flatMap(({ path, identity, cidr, isDefault }, index) => {
        const range = ranges[index]!;
        const other = vpcs.slice(0, index).find((_, at) => overlap(ranges[at]!, range));
        // Two targets of one identity share more than their range: that is said elsewhere.
        if (other === undefined || other.identity === identity) {
            return [];
        }
        const free = freeVpcCidr(range.prefix, taken, path);
        taken.push(...(free === undefined ? [] : [knownCidr(free)]));
        const remedy = free === undefined ? "choose one outside of it" : `"${free}" is free`;
        return [
            {
                path: `${path}.network.cidr`,
                found: `${shown(cidr)!}${isDefault ? " (the default for this key)" : ""}`,
                remedy: `the network of ${other.path} has ${shown(other.cidr)!}, which overlaps; ${remedy}.`,
            },
        ];
    });
}

function servicesApart(sections: Partial<Sections>): readonly Problem[] {
    const ranges = new Map(createdVpcs(sections).map(({ path, cidr }) => [path, cidr]));
    return createdClusters(sections).flatMap(([path, { serviceIpv4Cidr }]) => {
        const vpc = ranges.get(path);
        return serviceIpv4Cidr === undefined ||
            vpc === undefined ||
            !overlap(knownCidr(serviceIpv4Cidr), knownCidr(vpc))
            ? []
            : [
                  {
                      path: `${path}.serviceIpv4Cidr`,
                      found: shown(serviceIpv4Cidr)!,
                      remedy: `the cluster's VPC has ${shown(vpc)!}, which overlaps; choose a range outside of it.`,
                  },
              ];
    });
}

function zonesOfTheRegion(sections: Partial<Sections>): readonly Problem[] {
    return createdClusters(sections).flatMap(([path, { network, region }]) => {
        const zones = "vpcId" in network ? undefined : network.availabilityZones;
        return typeof zones === "object"
            ? zones.flatMap((zone, index) =>
                  zone.slice(0, -1) === region
                      ? []
                      : [
                            {
                                path: `${path}.network.availabilityZones.${index}`,
                                found: shown(zone)!,
                                remedy: `a zone of region ${region} is needed, such as "${region}a".`,
                            },
                        ],
              )
            : [];
    });
}

function subnetsOfOneUse(sections: Partial<Sections>): readonly Problem[] {
    return createdClusters(sections).flatMap(([path, { network }]) =>
        "vpcId" in network
            ? network.publicSubnetIds.flatMap((id, index) =>
                  network.privateSubnetIds.includes(id)
                      ? [
                            {
                                path: `${path}.network.publicSubnetIds.${index}`,
                                found: shown(id)!,
                                remedy: "it is among privateSubnetIds; a subnet is one or the other.",
                            },
                        ]
                      : [],
              )
            : [],
    );
}

/** Whether the nodes of a network that is made reach AWS's own services only. */
function isClosed(cluster: ClusterSection, sections: Partial<Sections>): boolean {
    const { network } = cluster;
    const said = "vpcId" in network ? "brought" : network.natGateway;
    return (said ?? clusterDefaults(sections.environment ?? "nonproduction").natGateway) === "none";
}

function hubHasAWayOut(sections: Partial<Sections>): readonly Problem[] {
    return createdClusters(sections)
        .filter(([path, cluster]) => path === "management" && isClosed(cluster, sections))
        .map(([path]) => ({
            path: `${path}.network.natGateway`,
            found: shown("none")!,
            remedy: "Argo CD reaches registries, git repositories and the targets' endpoints from here: allowed for the management cluster: single, perZone, or a VPC of your own with a way there.",
        }));
}

function guestbookHasAWayOut(sections: Partial<Sections>): readonly Problem[] {
    const deployed = sections.guestbook?.targets ?? [];
    return createdClusters(sections)
        .filter(([path, cluster]) => {
            const key = path.replace(/^targets\./, "");
            return deployed.includes(key) && isClosed(cluster, sections);
        })
        .map(([path]) => ({
            path: `${path}.network.natGateway`,
            found: shown("none")!,
            remedy: "the guestbook's images come from a public registry, which its nodes could not reach: leave it out of guestbook.targets, or choose single or perZone.",
        }));
}

/** Without its addresses in their allow-lists, Argo CD could never reach the targets. */
function egressOfABroughtHub(sections: Partial<Sections>): readonly Problem[] {
    const clusters = createdClusters(sections);
    const [hub] = clusters.filter(([path]) => path === "management");
    if (hub === undefined || !("vpcId" in hub[1].network) || hub[1].network.egressCidrs) {
        return [];
    }
    const listed = clusters
        .filter(([path, { endpointAccess }]) => path !== hub[0] && endpointAccess === "allowList")
        .map(([path]) => path);
    return listed.length === 0
        ? []
        : [
              {
                  path: `${hub[0]}.network.egressCidrs`,
                  remedy: `missing; name the addresses that the nodes are seen from (your NAT gateways'): the endpoints of ${listed.join(", ")} let in no others.`,
              },
          ];
}

function endpointRangesWithinQuota(sections: Partial<Sections>): readonly Problem[] {
    const operators = new Set(sections.operatorCidrs ?? []);
    const hub = hubRanges(sections);
    const [listed] = createdClusters(sections).filter(
        ([path, { endpointAccess }]) =>
            endpointAccess === "allowList" &&
            operators.size + (path === "management" ? 0 : hub) > MAX_ENDPOINT_RANGES,
    );
    return listed === undefined
        ? []
        : [
              {
                  path: "operatorCidrs",
                  found: `${operators.size} ranges`,
                  remedy: `with the management cluster's ${hub} addresses they are more than the ${MAX_ENDPOINT_RANGES} that EKS takes at an endpoint (of ${listed[0]}): join neighbouring ranges, or come from fewer.`,
              },
          ];
}

/** Number of ranges that the management cluster is seen from, as far as this stack knows. */
function hubRanges(sections: Partial<Sections>): number {
    const { environment, fleet, management } = sections;
    if (management === undefined) {
        return 0;
    }
    if ("egressCidrs" in management) {
        return management.egressCidrs?.length ?? 0;
    }
    const [hub] = createdClusters(sections).filter(([path]) => path === "management");
    if (hub === undefined || environment === undefined || fleet === undefined) {
        return 0;
    }
    const network = networkConfig("management", hub[1].network, { environment, fleet });
    return network.kind === "brought"
        ? network.egressCidrs.length
        : natStrategy(network.natGateway, zoneCount(network.zones)).gateways;
}
