/** What eks.Cluster creates for its argument autoMode. Source: pulumi-eks nodejs/eks/cluster/cluster.ts (4.3). */
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterArgs } from "./eksArguments";
import { ServiceRole } from "./eksServiceRole";

/** Policies of the control plane's role: Auto Mode acts with it. */
export function clusterPolicies(args: ClusterArgs): readonly string[] {
    return [
        "AmazonEKSClusterPolicy",
        ...(args.autoMode?.enabled === true
            ? [
                  "AmazonEKSComputePolicy",
                  "AmazonEKSBlockStoragePolicy",
                  "AmazonEKSLoadBalancingPolicy",
                  "AmazonEKSNetworkingPolicy",
              ]
            : []),
    ];
}

/** The role of Auto Mode's nodes; undefined if it has none, or a given one. */
export function autoModeNodeRole(
    name: string,
    args: ClusterArgs,
    partition: pulumi.Output<string>,
    parent: pulumi.ComponentResource,
): ServiceRole | undefined {
    return args.autoMode?.enabled === true && args.autoMode.createNodeRole !== false
        ? new ServiceRole(
              `${name}-nodeRole`,
              {
                  service: "ec2.amazonaws.com",
                  managedPolicies: [
                      "AmazonEKSWorkerNodeMinimalPolicy",
                      "AmazonEC2ContainerRegistryPullOnly",
                  ],
                  partition,
                  tags: args.tags,
              },
              { parent },
          )
        : undefined;
}

/**
 * The range of Services, and Auto Mode's three settings of the cluster: these all known at once, or none, as the aws
 * provider wants them.
 */
export function autoModeSettings(
    args: ClusterArgs,
    nodeRole: ServiceRole | undefined,
): Pick<aws.eks.ClusterArgs, "computeConfig" | "kubernetesNetworkConfig" | "storageConfig"> {
    const serviceIpv4Cidr = args.kubernetesServiceIpAddressRange;
    if (args.autoMode?.enabled !== true) {
        return serviceIpv4Cidr === undefined
            ? {}
            : { kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr } };
    }
    const settings = pulumi
        .all([
            pulumi.output(args.autoMode.computeConfig),
            nodeRole?.role.arn,
            pulumi.output(serviceIpv4Cidr),
        ])
        .apply(([config, nodeRoleArn, range]) => ({
            computeConfig: {
                enabled: true,
                nodeRoleArn,
                nodePools: ["general-purpose", "system"],
                ...config,
            },
            kubernetesNetworkConfig: {
                ipFamily: "ipv4",
                ...(range === undefined ? {} : { serviceIpv4Cidr: range }),
                elasticLoadBalancing: { enabled: true },
            },
            storageConfig: { blockStorage: { enabled: true } },
        }));
    return {
        computeConfig: settings.computeConfig,
        kubernetesNetworkConfig: settings.kubernetesNetworkConfig,
        storageConfig: settings.storageConfig,
    };
}
