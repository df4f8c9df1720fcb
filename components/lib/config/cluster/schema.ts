/** The keys of a cluster: rules of their values, defaults. */
import type { z } from "zod";

import * as field from "../fields";
import { DEFAULT_KUBERNETES_VERSION, KUBERNETES_VERSIONS } from "./versions";

const network = field.record({
    cidr: field.vpcCidr.default("10.0.0.0/16"),
    availabilityZones: field
        .wholeNumber("allowed: 2 or 3; EKS wants subnets in two zones at least.", 2, 3)
        .default(2),
    natGateway: field.oneOf(["single", "perZone"]).default("single"),
});

const SIZE = "allowed: a whole number from 1 to 100, with minSize <= desiredSize <= maxSize.";

const nodes = field.record({
    instanceTypes: field
        .listOf(field.instanceType, 1, "allowed: a list of at least one EC2 instance type.")
        .default(["t3.large"]),
    minSize: field.wholeNumber(SIZE, 1, 100).default(2),
    desiredSize: field.wholeNumber(SIZE, 1, 100).default(2),
    maxSize: field.wholeNumber(SIZE, 1, 100).default(4),
});

const admins = field.mapOf(
    field.DNS_LABEL,
    "allowed as an administrator's name: lower-case letters, digits and hyphens.",
    field.principalArn,
);

export const clusterShape = {
    accountId: field.accountId,
    region: field.region,
    clusterName: field.clusterName,
    kubernetesVersion: field
        .oneOf(KUBERNETES_VERSIONS as readonly [string, ...string[]])
        .default(DEFAULT_KUBERNETES_VERSION),
    endpointAccess: field.oneOf(["allowList", "world", "private"]).default("allowList"),
    network: network.prefault({}),
    nodes: nodes.prefault({}),
    admins: admins.default({}),
    provisionerRoleArn: field.provisionerRoleArn.optional(),
    logRetentionInDays: field.logRetention.default(90),
};

export const cluster = field.record(clusterShape);

/** A cluster as its section parses. */
export type ClusterSection = z.output<typeof cluster>;
