/** Facts that are looked up about the user's own VPC, and the problems that they show. */
import type { BroughtNetworkConfig } from "./types";
import { shown, type Problem } from "../problems";
import { ALL_ENDPOINTS, type EndpointService } from "./endpoints";

export interface VpcFacts {
    readonly enableDnsHostnames: boolean;
    readonly enableDnsSupport: boolean;
}

/** Target of a subnet's default route. */
export type DefaultRoute = "internetGateway" | "natGateway" | "other" | "none";

export interface SubnetFacts {
    readonly vpcId: string;
    readonly availabilityZone: string;
    readonly freeAddresses: number;
    readonly tags: Readonly<Record<string, string>>;
    readonly defaultRoute: DefaultRoute;
}

export interface NetworkFacts {
    readonly vpc: VpcFacts;
    /** All subnets of the configuration, by id. */
    readonly subnets: Readonly<Record<string, SubnetFacts>>;
    /** AWS services that the VPC has endpoints for. Looked up only if a private subnet has no default route. */
    readonly endpoints: readonly EndpointService[];
}

/**
 * Free addresses that EKS requires in each subnet for its network interfaces.
 * https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
const NEEDED_ADDRESSES = 6;
/** Free addresses that the same page recommends. */
const RECOMMENDED_ADDRESSES = 16;

/** Tags by which controllers find subnets for load balancers. Same page. */
const INTERNAL_TAG = "kubernetes.io/role/internal-elb";
const PUBLIC_TAG = "kubernetes.io/role/elb";

type Check = (network: BroughtNetworkConfig, facts: NetworkFacts) => readonly Problem[];

const PROBLEMS: readonly Check[] = [
    requireDns,
    requireSubnetsInVpc,
    requireTwoZones,
    requirePrivateSubnets,
    requireEgress,
    requireFreeAddresses,
];

/**
 * All problems that make a network unusable.
 * @param path of the network in the configuration
 */
export function networkProblems(
    path: string,
    network: BroughtNetworkConfig,
    facts: NetworkFacts,
): readonly Problem[] {
    return PROBLEMS.flatMap((check) => check(network, facts)).map((problem) => ({
        ...problem,
        path: `${path}.${problem.path}`,
    }));
}

/** Settings that work but may be unintended, one line each. */
export function networkWarnings(
    path: string,
    network: BroughtNetworkConfig,
    facts: NetworkFacts,
): readonly string[] {
    return [
        ...listed(network.privateSubnetIds, "privateSubnetIds", facts).flatMap(
            ([at, subnet, id]) => [
                ...(subnet.freeAddresses >= NEEDED_ADDRESSES &&
                subnet.freeAddresses < RECOMMENDED_ADDRESSES
                    ? [
                          `${path}.${at}: ${id} has ${subnet.freeAddresses} free addresses; EKS recommends ${RECOMMENDED_ADDRESSES} and every pod uses one more.`,
                      ]
                    : []),
                ...untagged(`${path}.${at}`, id, subnet, INTERNAL_TAG, "inside the VPC"),
            ],
        ),
        ...listed(network.publicSubnetIds, "publicSubnetIds", facts).flatMap(([at, subnet, id]) => [
            ...(subnet.defaultRoute === "internetGateway"
                ? []
                : [
                      `${path}.${at}: ${id} has no route to an internet gateway; a load balancer there cannot be reached from the internet.`,
                  ]),
            ...untagged(`${path}.${at}`, id, subnet, PUBLIC_TAG, "that face the internet"),
        ]),
    ];
}

function untagged(
    at: string,
    id: string,
    subnet: SubnetFacts,
    tag: string,
    which: string,
): readonly string[] {
    return subnet.tags[tag] === "1"
        ? []
        : [
              `${at}: ${id} is not tagged ${tag}=1; controllers create no load balancers ${which} in it.`,
          ];
}

/** Without both, nodes resolve the endpoint to its public address or cannot resolve it. */
function requireDns({ vpcId }: BroughtNetworkConfig, { vpc }: NetworkFacts): readonly Problem[] {
    const missing = [
        ...(vpc.enableDnsSupport ? [] : ["DNS resolution (enableDnsSupport)"]),
        ...(vpc.enableDnsHostnames ? [] : ["DNS hostnames (enableDnsHostnames)"]),
    ];
    return missing.length === 0
        ? []
        : [
              {
                  path: "vpcId",
                  found: shown(vpcId)!,
                  remedy: `the VPC has no ${missing.join(" and no ")}, which nodes need to resolve the API endpoint; enable it.`,
              },
          ];
}

function requireSubnetsInVpc(
    network: BroughtNetworkConfig,
    facts: NetworkFacts,
): readonly Problem[] {
    return [
        ...listed(network.privateSubnetIds, "privateSubnetIds", facts),
        ...listed(network.publicSubnetIds, "publicSubnetIds", facts),
    ]
        .filter(([, subnet]) => subnet.vpcId !== network.vpcId)
        .map(([path, subnet, id]) => ({
            path,
            found: shown(id)!,
            remedy: `the subnet is in ${subnet.vpcId}; name a subnet of ${network.vpcId}.`,
        }));
}

function requireTwoZones(
    { privateSubnetIds }: BroughtNetworkConfig,
    facts: NetworkFacts,
): readonly Problem[] {
    const zones = new Set(privateSubnetIds.map((id) => facts.subnets[id]!.availabilityZone));
    return zones.size > 1
        ? []
        : [
              {
                  path: "privateSubnetIds",
                  found: shown(privateSubnetIds)!,
                  remedy: `they are all in ${[...zones].join()}; EKS requires subnets in at least two availability zones.`,
              },
          ];
}

/** Nodes there have no public addresses, so an internet gateway drops their traffic. */
function requirePrivateSubnets(
    network: BroughtNetworkConfig,
    facts: NetworkFacts,
): readonly Problem[] {
    return listed(network.privateSubnetIds, "privateSubnetIds", facts)
        .filter(([, { defaultRoute }]) => defaultRoute === "internetGateway")
        .map(([path, , id]) => ({
            path,
            found: shown(id)!,
            remedy: "its default route leads to an internet gateway, so it is a public subnet, where nodes without public addresses cannot reach anything: name subnets behind a NAT gateway, or list it under publicSubnetIds.",
        }));
}

function requireEgress(network: BroughtNetworkConfig, facts: NetworkFacts): readonly Problem[] {
    const missing = ALL_ENDPOINTS.filter((service) => !facts.endpoints.includes(service));
    return listed(network.privateSubnetIds, "privateSubnetIds", facts)
        .filter(([, { defaultRoute }]) => defaultRoute === "none" && missing.length > 0)
        .map(([path, , id]) => ({
            path,
            found: shown(id)!,
            remedy: `it has no default route, and ${network.vpcId} has no VPC endpoints for ${missing.join(", ")}: nodes could neither pull images nor join; add a route to a NAT gateway, or these endpoints.`,
        }));
}

function requireFreeAddresses(
    network: BroughtNetworkConfig,
    facts: NetworkFacts,
): readonly Problem[] {
    return listed(network.privateSubnetIds, "privateSubnetIds", facts)
        .filter(([, { freeAddresses }]) => freeAddresses < NEEDED_ADDRESSES)
        .map(([path, { freeAddresses }, id]) => ({
            path,
            found: shown(id)!,
            remedy: `it has ${freeAddresses} free addresses; EKS needs ${NEEDED_ADDRESSES} for itself, and every pod uses one more.`,
        }));
}

/** Subnets of a list with their paths and ids. */
function listed(
    ids: readonly string[],
    key: string,
    facts: NetworkFacts,
): readonly (readonly [path: string, subnet: SubnetFacts, id: string])[] {
    return ids.map((id, index) => [`${key}.${index}`, facts.subnets[id]!, id]);
}
