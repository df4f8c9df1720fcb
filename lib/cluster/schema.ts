/** The keys of a cluster: rules of their values, defaults. */
import { z } from "zod";

import * as field from "../fields";
import { addons } from "./addonsSchema";
import { network } from "./networkSchema";
import { nodes } from "./nodesSchema";
import { encryption, logs, serviceIpv4Cidr } from "./settingsSchema";
import { DEFAULT_KUBERNETES_VERSION, KUBERNETES_VERSIONS, minorOf } from "./versions";

const OLDEST = minorOf(KUBERNETES_VERSIONS[0]!);

const VERSION_ALLOWED = `allowed: a minor version of Kubernetes: ${KUBERNETES_VERSIONS.join(", ")} or newer.`;

const kubernetesVersion = z
    .string({
        error: ({ input }) =>
            // To YAML 1.35 is a number.
            VERSION_ALLOWED + (typeof input === "number" ? ` Quote it: "${input}".` : ""),
    })
    .refine((version) => /^1\.[1-9]\d$/.test(version) && minorOf(version) >= OLDEST, {
        error: () => VERSION_ALLOWED,
    })
    .meta({ pattern: "^1\\.[1-9][0-9]$" });

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
            "Name of the EKS cluster, unique in its account and region; it cannot be changed later",
    }),
    kubernetesVersion: kubernetesVersion.default(DEFAULT_KUBERNETES_VERSION).meta({
        description:
            "Minor version of Kubernetes; it can be raised one version at a time and never lowered. For a version newer than this program, set the versions of the add-ons",
    }),
    upgradePolicy: field.oneOf(["STANDARD", "EXTENDED"]).default("STANDARD").meta({
        description:
            "At the end of standard support EKS upgrades the cluster (STANDARD) or charges for another year of support (EXTENDED)",
    }),
    endpointAccess: field.oneOf(["allowList", "world", "private"]).default("allowList").meta({
        description:
            "Who can reach the API endpoint: operatorCidrs and the management cluster's egress addresses (allowList), everyone (world), or only clients inside the VPC (private)",
    }),
    network: network.prefault({}).meta({
        description: "The cluster's VPC: created, or an existing one",
    }),
    serviceIpv4Cidr: serviceIpv4Cidr.optional().meta({
        description:
            "IPv4 range of Services, not visible outside the cluster; EKS defaults to 10.100.0.0/16 or 172.20.0.0/16; it cannot be changed later",
    }),
    nodes: nodes.prefault({}).meta({ description: "What the cluster's pods run on" }),
    addons: addons.default({}).meta({
        description:
            "EKS add-ons by name, in addition to those of the node strategy; false removes one of these",
    }),
    admins: admins.default({}).meta({
        description:
            "Administrators of the cluster: the ARN of an IAM role or user by a name you choose; the provisioner role is always one of them",
    }),
    provisionerRoleArn: field.provisionerRoleArn.optional().meta({
        description: "Role that Pulumi assumes for this cluster, in place of provisionerRoleName",
    }),
    logs: logs.prefault({}).meta({ description: "Logs of the control plane" }),
    encryption: encryption.optional().meta({
        description:
            "KMS key that encrypts the cluster's Secrets: awsOwned, in production createKey. A key can be added later, but never removed or changed; a created key is kept, disabled, for deletionWindowInDays after the cluster is destroyed",
    }),
    deletionProtection: field.trueOrFalse.optional().meta({
        description:
            "EKS and Pulumi refuse to delete the cluster until it is false and `pulumi up` has run; false, in production true",
    }),
};

export const cluster = field.record(clusterShape);

/** A cluster as its section parses. */
export type ClusterSection = z.output<typeof cluster>;
