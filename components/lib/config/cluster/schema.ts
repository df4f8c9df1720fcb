/** The keys of a cluster: rules of their values, defaults. */
import type { z } from "zod";

import * as field from "../fields";
import { DEFAULT_KUBERNETES_VERSION, KUBERNETES_VERSIONS } from "./versions";

const network = field.record({
    cidr: field.vpcCidr
        .default("10.0.0.0/16")
        .meta({ description: "IPv4 range of the cluster's VPC" }),
    availabilityZones: field
        .wholeNumber("allowed: 2 or 3; EKS wants subnets in two zones at least.", 2, 3)
        .default(2)
        .meta({ description: "Number of availability zones that the VPC has subnets in" }),
    natGateway: field.oneOf(["single", "perZone"]).default("single").meta({
        description:
            "NAT gateways: one for all zones, or one in each, so that a zone's failure stays its own",
    }),
});

const SIZE = "allowed: a whole number from 1 to 100, with minSize <= desiredSize <= maxSize.";

const nodes = field.record({
    instanceTypes: field
        .listOf(field.instanceType, 1, "allowed: a list of at least one EC2 instance type.")
        .default(["t3.large"])
        .meta({ description: "EC2 instance types of the nodes, the preferred first" }),
    minSize: field.wholeNumber(SIZE, 1, 100).default(2).meta({ description: "Fewest nodes" }),
    desiredSize: field
        .wholeNumber(SIZE, 1, 100)
        .default(2)
        .meta({ description: "Nodes at first; whatever scales the group moves it later" }),
    maxSize: field.wholeNumber(SIZE, 1, 100).default(4).meta({ description: "Most nodes" }),
});

const admins = field.mapOf(
    field.DNS_LABEL,
    "allowed as an administrator's name: lower-case letters, digits and hyphens.",
    field.principalArn,
);

export const clusterShape = {
    accountId: field.accountId.meta({ description: "AWS account that the cluster is in" }),
    region: field.region.meta({
        description:
            "AWS region that the cluster is in; all clusters of a fleet are in one partition",
    }),
    clusterName: field.clusterName.meta({
        description:
            "Name of the EKS cluster, unique in its account and region; it can't be changed later",
    }),
    kubernetesVersion: field
        .oneOf(KUBERNETES_VERSIONS as readonly [string, ...string[]])
        .default(DEFAULT_KUBERNETES_VERSION)
        .meta({
            description:
                "Minor version of Kubernetes, one whose add-on versions this program knows",
        }),
    endpointAccess: field.oneOf(["allowList", "world", "private"]).default("allowList").meta({
        description:
            "Who reaches the API endpoint: operatorCidrs and the management cluster's egress addresses, the whole world, or only who is inside the VPC",
    }),
    network: network.prefault({}).meta({ description: "The cluster's VPC" }),
    nodes: nodes.prefault({}).meta({ description: "The cluster's nodes" }),
    admins: admins.default({}).meta({
        description:
            "Administrators of the cluster: the ARN of an IAM role or user by a name of your own; the provisioner role is always one of them",
    }),
    provisionerRoleArn: field.provisionerRoleArn.optional().meta({
        description: "Role that Pulumi assumes for this cluster, in place of provisionerRoleName",
    }),
    logRetentionInDays: field.logRetention
        .default(90)
        .meta({ description: "Days that CloudWatch keeps the control plane's logs" }),
};

export const cluster = field.record(clusterShape);

/** A cluster as its section parses. */
export type ClusterSection = z.output<typeof cluster>;
