/** What is looked up of a VPC that the user brings, and what about it can't work. */
import type { BroughtNetworkConfig } from "../cluster/types";
import { shown, type Problem } from "../problems";
import { ALL_ENDPOINTS, type EndpointService } from "./endpoints";

export interface VpcFacts {
    readonly enableDnsHostnames: boolean;
    readonly enableDnsSupport: boolean;
}

/** Where a subnet's default route leads. */
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
    /** By id; all of the configuration's. */
    readonly subnets: Readonly<Record<string, SubnetFacts>>;
    /** AWS services that the VPC has endpoints for; looked up only where a private subnet has no default route. */
    readonly endpoints: readonly EndpointService[];
}

/** Free addresses that EKS wants in each subnet of its own. https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html */
const NEEDED_ADDRESSES = 6;
/** What the same page recommends. */
const RECOMMENDED_ADDRESSES = 16;

/** Tags by which controllers find subnets for load balancers. Same page. */
const INTERNAL_TAG = "kubernetes.io/role/internal-elb";
const PUBLIC_TAG = "kubernetes.io/role/elb";

type Check = (network: BroughtNetworkConfig, facts: NetworkFacts) => readonly Problem[];

const PROBLEMS: readonly Check[] = [
    namesInsideTheVpc,
    subnetsOfTheVpc,
    twoZones,
    privateSubnetsArePrivate,
    someWayOut,
    roomForEks,
];

/**
 * What makes a network unworkable, all at once.
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

/** What works, and may not be meant. One line each. */
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
                          `${path}.${at}: ${id} has ${subnet.freeAddresses} free addresses; EKS recommends ${RECOMMENDED_ADDRESSES} and every pod takes another.`,
                      ]
                    : []),
                ...untagged(`${path}.${at}`, id, subnet, INTERNAL_TAG, "inside the VPC"),
            ],
        ),
        ...listed(network.publicSubnetIds, "publicSubnetIds", facts).flatMap(([at, subnet, id]) => [
            ...(subnet.defaultRoute === "internetGateway"
                ? []
                : [
                      `${path}.${at}: ${id} has no route to an internet gateway; a load balancer there is not reached from the internet.`,
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
              `${at}: ${id} is not tagged ${tag}=1; controllers put no load balancers ${which} into it.`,
          ];
}

/** Without both, nodes resolve the endpoint to its public address, or not at all. */
function namesInsideTheVpc(
    { vpcId }: BroughtNetworkConfig,
    { vpc }: NetworkFacts,
): readonly Problem[] {
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
                  remedy: `the VPC has no ${missing.join(" and no ")}, by which nodes find the API endpoint; turn it on.`,
              },
          ];
}

function subnetsOfTheVpc(network: BroughtNetworkConfig, facts: NetworkFacts): readonly Problem[] {
    return [
        ...listed(network.privateSubnetIds, "privateSubnetIds", facts),
        ...listed(network.publicSubnetIds, "publicSubnetIds", facts),
    ]
        .filter(([, subnet]) => subnet.vpcId !== network.vpcId)
        .map(([path, subnet, id]) => ({
            path,
            found: shown(id)!,
            remedy: `the subnet is in ${subnet.vpcId}; one of ${network.vpcId} is needed.`,
        }));
}

function twoZones(
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
                  remedy: `they are all in ${[...zones].join()}; EKS wants subnets in two availability zones at least.`,
              },
          ];
}

/** Nodes there have no public addresses: what they send to an internet gateway never leaves. */
function privateSubnetsArePrivate(
    network: BroughtNetworkConfig,
    facts: NetworkFacts,
): readonly Problem[] {
    return listed(network.privateSubnetIds, "privateSubnetIds", facts)
        .filter(([, { defaultRoute }]) => defaultRoute === "internetGateway")
        .map(([path, , id]) => ({
            path,
            found: shown(id)!,
            remedy: "its default route leads to an internet gateway, so it is a public subnet, where nodes without public addresses reach nothing: name subnets behind a NAT gateway, or list it under publicSubnetIds.",
        }));
}

function someWayOut(network: BroughtNetworkConfig, facts: NetworkFacts): readonly Problem[] {
    const missing = ALL_ENDPOINTS.filter((service) => !facts.endpoints.includes(service));
    return listed(network.privateSubnetIds, "privateSubnetIds", facts)
        .filter(([, { defaultRoute }]) => defaultRoute === "none" && missing.length > 0)
        .map(([path, , id]) => ({
            path,
            found: shown(id)!,
            remedy: `it has no default route, and ${network.vpcId} has no VPC endpoints for ${missing.join(", ")}: nodes could neither pull images nor join; add a route to a NAT gateway, or these endpoints.`,
        }));
}

function roomForEks(network: BroughtNetworkConfig, facts: NetworkFacts): readonly Problem[] {
    return listed(network.privateSubnetIds, "privateSubnetIds", facts)
        .filter(([, { freeAddresses }]) => freeAddresses < NEEDED_ADDRESSES)
        .map(([path, { freeAddresses }, id]) => ({
            path,
            found: shown(id)!,
            remedy: `it has ${freeAddresses} free addresses; EKS needs ${NEEDED_ADDRESSES} for itself, and every pod takes another.`,
        }));
}

/** Subnets of a list with their path and id. */
function listed(
    ids: readonly string[],
    key: string,
    facts: NetworkFacts,
): readonly (readonly [path: string, subnet: SubnetFacts, id: string])[] {
    return ids.map((id, index) => [`${key}.${index}`, facts.subnets[id]!, id]);
}
