/** Clusters: where they are kept, how they are found and shown. */
import type { Scope, Store, Table } from "../store";
import { autoModeView } from "./autoMode";
import type { Cluster } from "./types";

/** All types of control plane logs. EKS user guide, "Send control plane logs to CloudWatch Logs". */
export const LOG_TYPES = [
    "api",
    "audit",
    "authenticator",
    "controllerManager",
    "scheduler",
] as const;

/** The clusters of an account and region by name. */
export function clustersOf(store: Store, scope: Scope): Table<Cluster> {
    return store.table("eks:cluster", scope);
}

/** A cluster by name, in any state. */
export function findCluster(
    store: Store,
    scope: { readonly account: string; readonly region: string },
    name: string,
): Cluster | undefined {
    return clustersOf(store, scope).get(name);
}

/** The cluster with this issuer, in any account; with or without `https://`. */
export function clusterByIssuer(store: Store, issuer: string): Cluster | undefined {
    const bare = (url: string): string => url.replace(/^https:\/\//, "").replace(/\/$/, "");
    return allClusters(store).find(
        (cluster) => cluster.issuer !== "" && bare(cluster.issuer) === bare(issuer),
    );
}

/** Every cluster there is. */
export function allClusters(store: Store): readonly Cluster[] {
    return store.all<Cluster>("eks:cluster");
}

/** A cluster as DescribeCluster shows it. EKS API Reference, Cluster. */
export function clusterView(cluster: Cluster): object {
    const { computeConfig, storageConfig, elasticLoadBalancing } = autoModeView(cluster);
    const off = LOG_TYPES.filter((type) => !cluster.logTypes.includes(type));
    return {
        name: cluster.name,
        arn: cluster.arn,
        createdAt: cluster.createdAt,
        version: cluster.version,
        endpoint: cluster.endpoint === "" ? undefined : cluster.endpoint,
        roleArn: cluster.roleArn,
        resourcesVpcConfig: cluster.vpcConfig,
        kubernetesNetworkConfig: {
            serviceIpv4Cidr: cluster.serviceIpv4Cidr,
            ipFamily: "ipv4",
            elasticLoadBalancing,
        },
        computeConfig,
        storageConfig,
        logging: {
            clusterLogging: [
                { types: cluster.logTypes, enabled: true },
                { types: off, enabled: false },
            ].filter((setup) => setup.types.length > 0),
        },
        identity: cluster.issuer === "" ? undefined : { oidc: { issuer: cluster.issuer } },
        status: cluster.status,
        certificateAuthority:
            cluster.certificateAuthorityData === ""
                ? undefined
                : { data: cluster.certificateAuthorityData },
        platformVersion: "eks.1",
        tags: cluster.tags,
        encryptionConfig: cluster.encryptionConfig,
        accessConfig: {
            authenticationMode: cluster.authenticationMode,
            bootstrapClusterCreatorAdminPermissions: cluster.bootstrapCreatorAdmin,
        },
        upgradePolicy: { supportType: cluster.supportType },
        deletionProtection: cluster.deletionProtection,
        health: { issues: [] },
    };
}
