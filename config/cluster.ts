/** The clusters of a configuration: how they are found in it, and the rules that look at several of them. */
import { partitionOf } from "../lib/aws/arn";
import type { CreatedClusterArgs, ExistingClusterArgs, FleetArgs } from "../lib/cluster/args";
import { clusterConfig } from "../lib/cluster/clusterConfig";
import { existingShape, type ExistingManagementSection } from "../lib/cluster/existingSchema";
import { networkConfig, vpcCidr } from "../lib/cluster/networkConfig";
import { nodesConfig } from "../lib/cluster/nodesConfig";
import type { FargateNodesSection } from "../lib/cluster/nodesSchema";
import {
    isClosed,
    ONE_CLUSTER_RULES,
    requireOperators,
    requireProvisionerOfTheAccount,
    requireRangesWithinQuota,
    type ClusterUse,
} from "../lib/cluster/rules";
import { clusterShape, type ClusterSection } from "../lib/cluster/schema";
import type { ClusterConfig, FargateSelector } from "../lib/cluster/types";
import { isNewerThanKnown, KUBERNETES_VERSIONS } from "../lib/cluster/versions";
import { matchesGlob } from "../lib/naming/glob";
import { knownCidr, overlap } from "../lib/network/cidr";
import { freeVpcCidr } from "../lib/network/ranges";
import type { NetworkConfig } from "../lib/network/types";
import { natStrategy, zoneCount } from "../lib/network/zones";
import { shown, type Problem } from "../lib/problems";
import { agentSection } from "./agent";
import type { Rule, Warning } from "./rule";
import type { Sections } from "./schema";

type TargetSection = Sections["targets"][string];
type Existing = ExistingManagementSection | Extract<TargetSection, { readonly existing: true }>;
type At<T> = readonly [path: string, section: T];

/** Whether a section describes a cluster to create. */
export function isCreated<T extends ClusterSection>(
    section: T | Existing | TargetSection,
): section is T {
    return !("existing" in section) && !("management" in section);
}

/** Whether a section names an existing cluster. */
export function isExisting(
    section: ClusterSection | Existing | TargetSection,
): section is Existing {
    return "existing" in section;
}

/** Clusters to create by their paths, the management cluster first. */
export function createdClusters(sections: Partial<Sections>): readonly At<ClusterSection>[] {
    return everySection(sections).flatMap(([path, section]) =>
        isCreated<ClusterSection>(section) ? [[path, section] as const] : [],
    );
}

/** Created and existing clusters. A target that is the management cluster is not another cluster. */
export function allClusters(sections: Partial<Sections>): readonly At<ClusterSection | Existing>[] {
    return everySection(sections).flatMap(([path, section]) =>
        isExisting(section) || isCreated<ClusterSection>(section) ? [[path, section] as const] : [],
    );
}

function everySection(
    sections: Partial<Sections>,
): readonly At<ClusterSection | Existing | TargetSection>[] {
    const { management } = sections;
    return [
        ...(management === undefined ? [] : [["management", management] as const]),
        ...Object.entries(sections.targets ?? {}).map(
            ([key, target]) => [`targets.${key}`, target] as const,
        ),
    ];
}

/** A cluster to create, every default filled in. */
export function createdConfig(
    path: string,
    section: ClusterSection,
    sections: Sections,
): ClusterConfig {
    return clusterConfig(section, sections, useOf([path, section], sections));
}

/** The keys of a cluster to create as its component takes them. */
export function createdArgs(
    section: ClusterSection,
    sections: Sections,
): CreatedClusterArgs & FleetArgs {
    const keys = Object.keys(clusterShape) as (keyof typeof clusterShape)[];
    return {
        ...fleetArgs(sections),
        operatorCidrs: sections.operatorCidrs,
        ...picked(section, keys),
    };
}

/** The keys of an existing cluster as its component takes them. */
export function existingArgs(
    section: Existing,
    sections: Sections,
): ExistingClusterArgs & FleetArgs {
    const keys = Object.keys(existingShape) as (keyof typeof existingShape)[];
    return { ...fleetArgs(sections), ...picked(section, keys) };
}

function fleetArgs(sections: Sections): FleetArgs {
    return picked(sections, [
        "fleet",
        "environment",
        "rolePath",
        "permissionsBoundary",
        "provisionerRoleName",
        "tags",
    ]);
}

function picked<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
    return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}

function useOf([path, cluster]: At<ClusterSection>, sections: Partial<Sections>): ClusterUse {
    const former = "formerKey" in cluster ? cluster.formerKey : undefined;
    return {
        identity: typeof former === "string" ? former : keyOf(path),
        agentIdentity: path === "management" ? agentSection(sections).identity : undefined,
    };
}

function keyOf(path: string): string {
    return path.replace(/^targets\./, "");
}

export const CLUSTER_RULES: readonly Rule[] = [
    requireDistinctClusters,
    requireOnePartition,
    requireOperatorsForAllowLists,
    requireProvisionersOfExistingClusters,
    ...ONE_CLUSTER_RULES.map(
        (rule): Rule =>
            (sections) =>
                createdClusters(sections).flatMap(([path, cluster]) =>
                    rule(cluster, sections, useOf([path, cluster], sections)).map(under(path)),
                ),
    ),
    requireDistinctRanges,
    requireWayOutOfTheGuestbook,
    requireEgressOfTheHub,
    requireRangesWithinQuotas,
    requireProfileOfTheAgent,
    requireProfileOfTheGuestbook,
];

function under(path: string): (problem: Problem) => Problem {
    return (problem) => ({ ...problem, path: `${path}.${problem.path}` });
}

function requireDistinctClusters(sections: Partial<Sections>): readonly Problem[] {
    const seen = new Map<string, string>();
    return allClusters(sections).flatMap(([path, cluster]) => {
        const place = [cluster.accountId, cluster.region, cluster.clusterName].join("/");
        const first = seen.get(place);
        seen.set(place, first ?? path);
        return first === undefined
            ? []
            : [
                  {
                      path: `${path}.clusterName`,
                      found: shown(cluster.clusterName)!,
                      remedy: `${first} is the same cluster (account, region and name); give each its own.`,
                  },
              ];
    });
}

function requireOnePartition(sections: Partial<Sections>): readonly Problem[] {
    const [first, ...others] = allClusters(sections);
    if (first === undefined) {
        return [];
    }
    const partition = partitionOf(first[1].region);
    return others
        .filter(([, cluster]) => partitionOf(cluster.region) !== partition)
        .map(([path, cluster]) => ({
            path: `${path}.region`,
            found: shown(cluster.region)!,
            remedy: `a region of partition ${partition} is needed, the partition of ${first[0]}: roles cannot be assumed across partitions.`,
        }));
}

function requireOperatorsForAllowLists(sections: Partial<Sections>): readonly Problem[] {
    return requireOperators(sections, allowListed(sections));
}

/** Paths of the clusters whose endpoint has an allow-list. */
function allowListed(sections: Partial<Sections>): readonly string[] {
    return createdClusters(sections)
        .filter(([, { endpointAccess }]) => endpointAccess === "allowList")
        .map(([path]) => path);
}

function requireProvisionersOfExistingClusters(sections: Partial<Sections>): readonly Problem[] {
    return allClusters(sections).flatMap(([path, cluster]) =>
        isExisting(cluster) ? requireProvisionerOfTheAccount(cluster).map(under(path)) : [],
    );
}

interface CreatedVpc {
    readonly path: string;
    readonly identity: string;
    readonly cidr: string;
    readonly isDefault: boolean;
}

function createdVpcs(sections: Partial<Sections>): readonly CreatedVpc[] {
    const { fleet } = sections;
    return fleet === undefined
        ? []
        : createdClusters(sections).flatMap(([path, cluster]) => {
              const { network } = cluster;
              const { identity } = useOf([path, cluster], sections);
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

/** Networks of one range can never be connected, and the networks of a fleet sooner or later are. */
function requireDistinctRanges(sections: Partial<Sections>): readonly Problem[] {
    const vpcs = createdVpcs(sections);
    const ranges = vpcs.map(({ cidr }) => knownCidr(cidr));
    const taken = [...ranges];
    return vpcs.flatMap(({ path, identity, cidr, isDefault }, index) => {
        const range = ranges[index]!;
        const other = vpcs.slice(0, index).find((_, at) => overlap(ranges[at]!, range));
        // Another rule rejects two targets of one identity.
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

function requireWayOutOfTheGuestbook(sections: Partial<Sections>): readonly Problem[] {
    const deployed = sections.guestbook?.targets ?? [];
    return createdClusters(sections)
        .filter(([path, cluster]) => deployed.includes(keyOf(path)) && isClosed(cluster, sections))
        .map(([path]) => ({
            path: `${path}.network.natGateway`,
            found: shown("none")!,
            remedy: "the guestbook's images come from a public registry, which the nodes could not reach: remove the target from guestbook.targets, or choose single or perZone.",
        }));
}

/** Without its addresses in their allow-lists, Argo CD could never reach the targets. */
function requireEgressOfTheHub(sections: Partial<Sections>): readonly Problem[] {
    const [hub] = createdClusters(sections).filter(([path]) => path === "management");
    if (hub === undefined || !("vpcId" in hub[1].network) || hub[1].network.egressCidrs) {
        return [];
    }
    const listed = allowListed(sections).filter((path) => path !== "management");
    return listed.length === 0
        ? []
        : [
              {
                  path: "management.network.egressCidrs",
                  remedy: `missing; set the public egress CIDRs of the nodes (the addresses of your NAT gateways): the endpoints of ${listed.join(", ")} admit no others.`,
              },
          ];
}

function requireRangesWithinQuotas(sections: Partial<Sections>): readonly Problem[] {
    const hub = hubRanges(sections);
    const problems = allowListed(sections).flatMap((path) =>
        requireRangesWithinQuota(sections, path, path === "management" ? 0 : hub),
    );
    // The ranges are the same everywhere: one problem is enough.
    return problems.slice(0, 1);
}

/** Number of the management cluster's egress ranges, as far as this stack knows. */
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
    return network.kind === "brought" ? network.egressCidrs.length : gateways(network);
}

function requireProfileOfTheAgent(sections: Partial<Sections>): readonly Problem[] {
    const { namespace } = agentSection(sections);
    return onFargate(sections)
        .filter(([path, nodes]) => path === "management" && !takes(nodes, namespace))
        .map(([path]) => unserved(path, namespace, "Argo CD's pods"));
}

function requireProfileOfTheGuestbook(sections: Partial<Sections>): readonly Problem[] {
    const { guestbook } = sections;
    return guestbook === undefined
        ? []
        : onFargate(sections)
              .filter(
                  ([path, nodes]) =>
                      guestbook.targets.includes(keyOf(path)) && !takes(nodes, guestbook.namespace),
              )
              .map(([path]) => unserved(path, guestbook.namespace, "the guestbook's pods"));
}

function onFargate(sections: Partial<Sections>): readonly At<FargateNodesSection>[] {
    return createdClusters(sections).flatMap(([path, { nodes }]) =>
        nodes.strategy === "fargate" ? [[path, nodes] as const] : [],
    );
}

function takes(nodes: FargateNodesSection, namespace: string): boolean {
    const config = nodesConfig(nodes, "nonproduction");
    const selectors = config.kind === "fargate" ? Object.values(config.profiles).flat() : [];
    return selectors.some((selector) => takesAll(selector, namespace));
}

/** Whether a selector matches every pod of a namespace. */
function takesAll(selector: FargateSelector, namespace: string): boolean {
    return Object.keys(selector.labels).length === 0 && matchesGlob(selector.namespace, namespace);
}

function unserved(path: string, namespace: string, pods: string): Problem {
    return {
        path: `${path}.nodes.profiles`,
        remedy: `no profile takes every pod of namespace ${namespace}, and ${pods} would never start; add one: { ${namespace}: { selectors: [{ namespace: ${namespace} }] } }.`,
    };
}

/** What works, and may meet a limit of AWS. */
export const CLUSTER_WARNINGS: readonly Warning[] = [warnOfNewerKubernetes, warnOfQuotas];

function warnOfNewerKubernetes(sections: Sections): readonly string[] {
    return createdClusters(sections)
        .filter(([, { kubernetesVersion }]) => isNewerThanKnown(kubernetesVersion))
        .map(
            ([path, { kubernetesVersion }]) =>
                `${path}.kubernetesVersion: ${kubernetesVersion} is newer than this program, which was tried with ${KUBERNETES_VERSIONS.join(", ")}; read its release notes before \`pulumi up\`.`,
        );
}

/** AWS's default quota in an account and region. https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html */
interface Quota {
    /** Its name in Service Quotas. */
    readonly name: string;
    readonly value: number;
    /** How much of it one cluster uses. */
    readonly takes: (network: NetworkConfig) => number;
}

const QUOTAS: readonly Quota[] = [
    {
        name: "VPCs per Region",
        value: 5,
        takes: ({ kind }) => (kind === "created" ? 1 : 0),
    },
    { name: "EC2-VPC Elastic IPs", value: 5, takes: gateways },
    {
        // A VPC has at most one gateway in a zone.
        name: "NAT gateways per Availability Zone",
        value: 5,
        takes: (network) => Math.min(1, gateways(network)),
    },
    { name: "EKS Clusters", value: 100, takes: () => 1 },
];

function gateways(network: NetworkConfig): number {
    return network.kind === "created"
        ? natStrategy(network.natGateway, zoneCount(network.zones)).gateways
        : 0;
}

/** Whatever else is in the account counts too, and is not known here. */
function warnOfQuotas(sections: Sections): readonly string[] {
    return Object.entries(byPlace(sections)).flatMap(([place, clusters]) => {
        const networks = clusters.map((cluster) => networkConfig("", cluster.network, sections));
        return QUOTAS.flatMap(({ name, value, takes }) => {
            const count = networks.reduce((sum, network) => sum + takes(network), 0);
            return count <= value
                ? []
                : [
                      `${place}: this stack takes ${count} of AWS's quota "${name}", which is ${value} unless it was raised, and whatever else is there counts too; ask for more in Service Quotas before \`pulumi up\`.`,
                  ];
        });
    });
}

function byPlace(sections: Sections): Readonly<Record<string, readonly ClusterSection[]>> {
    const places: Record<string, ClusterSection[]> = {};
    for (const [, cluster] of createdClusters(sections)) {
        (places[`account ${cluster.accountId}, ${cluster.region}`] ??= []).push(cluster);
    }
    return places;
}
