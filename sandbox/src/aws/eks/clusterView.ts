/** Clusters as EKS shows them. */
import { autoModeView } from "./autoMode";
import { LOG_TYPES } from "./clusters";
import type { Cluster } from "./types";

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
