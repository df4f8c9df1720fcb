/** What a cluster's configuration does that works, and may meet a limit of AWS's. */
import { natStrategy, zoneCount } from "../../lib/network/zones";
import type { Sections } from "../schema";
import type { Warning } from "../rule";
import { networkConfig } from "./networkParse";
import type { ClusterSection } from "./schema";
import { createdClusters } from "./sections";
import type { NetworkConfig } from "../../lib/cluster/types";
import { isNewerThanKnown, KUBERNETES_VERSIONS } from "./versions";

export const CLUSTER_WARNINGS: readonly Warning[] = [newerKubernetes, quotas];

function newerKubernetes(sections: Sections): readonly string[] {
    return createdClusters(sections)
        .filter(([, { kubernetesVersion }]) => isNewerThanKnown(kubernetesVersion))
        .map(
            ([path, { kubernetesVersion }]) =>
                `${path}.kubernetesVersion: ${kubernetesVersion} is newer than this program, which was tried with ${KUBERNETES_VERSIONS.join(", ")}; read its release notes before \`pulumi up\`.`,
        );
}

/** AWS's default quota of something in an account and region. https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html */
interface Quota {
    /** Its name in Service Quotas. */
    readonly name: string;
    readonly value: number;
    /** Number that one cluster takes. */
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
        // A VPC has one gateway in a zone at most.
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

/** What others in the account have counts too, and is not known here. */
function quotas(sections: Sections): readonly string[] {
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
