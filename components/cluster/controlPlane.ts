import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";

import { ClusterKey } from "./clusterKey";
import type { ClusterConfig } from "../../lib/cluster/types";
import {
    controlPlaneLogGroup,
    publicAccessCidrs,
    withoutCreatorAdmin,
} from "../../lib/cluster/eks";
import { autoModeNodeRole, controlPlaneRole, secretsKeyPermission } from "../../lib/cluster/roles";
import { policyText } from "../../lib/iam/documents";
import type { NetworkRef } from "./network";
import { createServiceRole, type ServiceRole } from "./serviceRole";

export interface ControlPlaneArgs {
    readonly cluster: ClusterConfig;
    readonly network: NetworkRef;
    /** Ranges, beside the operators', from which the public endpoint is reached. */
    readonly egressCidrs: pulumi.Input<string[]>;
}

/** What the cluster works with. */
interface Parts {
    readonly role: ServiceRole;
    /** Role of Auto Mode's nodes; undefined without Auto Mode. */
    readonly nodeRole: ServiceRole | undefined;
    /** Key of its Secrets; undefined for AWS's own. */
    readonly keyArn: pulumi.Output<string> | undefined;
}

/** Makes a control plane with its log group, its roles and the key of its Secrets, as children of `parent`. */
export function createControlPlane(
    name: string,
    args: ControlPlaneArgs,
    parent: pulumi.Resource,
): eks.Cluster {
    const { cluster, network } = args;
    const logGroup = createLogGroup(name, cluster, parent);
    const role = createServiceRole(
        `${name}-control-plane`,
        {
            cluster,
            purpose: "control-plane",
            description: "Control plane of an EKS cluster",
            plan: controlPlaneRole(cluster.nodes.kind),
            settings: cluster.roleSettings,
        },
        parent,
    );
    const nodeRole =
        cluster.nodes.kind === "autoMode"
            ? createServiceRole(
                  `${name}-nodes`,
                  {
                      cluster,
                      purpose: "nodes",
                      description: "Auto Mode nodes of an EKS cluster",
                      plan: autoModeNodeRole(),
                      settings: cluster.roleSettings,
                  },
                  parent,
              )
            : undefined;
    const keyArn = createKey(name, cluster, parent);
    const needed = [
        logGroup,
        ...role.attachments,
        ...(nodeRole?.attachments ?? []),
        ...(keyArn === undefined ? [] : [createKeyPermission(name, role, keyArn, parent)]),
    ];
    // Nodes that are not resources of ours hold on to nothing: their way out must outlive the cluster.
    const ownNodes = cluster.nodes.kind === "managed" || cluster.nodes.kind === "fargate";
    return new eks.Cluster(`${name}-cluster`, clusterArgs(args, { role, nodeRole, keyArn }), {
        parent,
        // EKS's flag would refuse the deletion after the nodes went; this the preview refuses, before anything goes.
        protect: cluster.deletionProtection,
        dependsOn: ownNodes
            ? needed
            : network.egress.apply((egress): pulumi.Resource[] => [...needed, ...egress]),
        transforms: [
            (resource) => ({
                props: withoutCreatorAdmin(resource.type, resource.props),
                opts: resource.opts,
            }),
        ],
    });
}

function clusterArgs(
    { cluster, network, egressCidrs }: ControlPlaneArgs,
    { role, nodeRole, keyArn }: Parts,
): eks.ClusterArgs {
    const access = cluster.endpointAccess;
    return {
        name: cluster.clusterName,
        version: cluster.kubernetesVersion,
        serviceRole: role.role,
        vpcId: network.vpcId,
        privateSubnetIds: network.controlPlaneSubnetIds,
        ...(cluster.serviceIpv4Cidr === undefined
            ? {}
            : { kubernetesServiceIpAddressRange: cluster.serviceIpv4Cidr }),
        // Nodes and pods reach the endpoint inside the VPC, whoever else may.
        endpointPrivateAccess: true,
        ...(access.kind === "private"
            ? { endpointPublicAccess: false }
            : {
                  // Public is EKS's default; said outright, @pulumi/eks polls the endpoint at every `up`.
                  publicAccessCidrs: pulumi
                      .output(egressCidrs)
                      .apply((egress) => publicAccessCidrs(access, egress) ?? []),
              }),
        enabledClusterLogTypes: [...cluster.logs.types],
        ...(keyArn === undefined ? {} : { encryptionConfigKeyArn: keyArn }),
        upgradePolicy: { supportType: cluster.upgradePolicy },
        deletionProtection: cluster.deletionProtection,
        authenticationMode: "API",
        ...autoMode(cluster, nodeRole),
        // Everything below is made by us, or not at all.
        skipDefaultNodeGroup: true,
        skipDefaultSecurityGroups: true,
        createOidcProvider: false,
        useDefaultVpcCni: true,
        kubeProxyAddonOptions: { enabled: false },
        corednsAddonOptions: { enabled: false },
        bootstrapSelfManagedAddons: false,
    };
}

function autoMode(
    { nodes }: ClusterConfig,
    nodeRole: ServiceRole | undefined,
): Pick<eks.ClusterArgs, "autoMode"> {
    return nodes.kind !== "autoMode" || nodeRole === undefined
        ? {}
        : {
              autoMode: {
                  enabled: true,
                  createNodeRole: false,
                  computeConfig: {
                      nodePools: [...nodes.nodePools],
                      nodeRoleArn: nodeRole.role.arn,
                  },
              },
          };
}

/** EKS makes the group itself where there is none, without retention, and again where it goes too early. */
function createLogGroup(
    name: string,
    { clusterName, logs }: ClusterConfig,
    parent: pulumi.Resource,
): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
        `${name}-logs`,
        {
            name: controlPlaneLogGroup(clusterName),
            retentionInDays: logs.retentionInDays,
            ...(logs.kmsKeyArn === undefined ? {} : { kmsKeyId: logs.kmsKeyArn }),
        },
        { parent },
    );
}

function createKey(
    name: string,
    cluster: ClusterConfig,
    parent: pulumi.Resource,
): pulumi.Output<string> | undefined {
    const { accountId, clusterName, encryption, region } = cluster;
    switch (encryption.kind) {
        case "awsOwned":
            return undefined;
        case "brought":
            return pulumi.output(encryption.keyArn);
        case "created":
            return new ClusterKey(
                `${name}-secrets`,
                {
                    accountId,
                    region,
                    clusterName,
                    deletionWindowInDays: encryption.deletionWindowInDays,
                },
                { parent },
            ).keyArn;
    }
}

function createKeyPermission(
    name: string,
    { role }: ServiceRole,
    keyArn: pulumi.Output<string>,
    parent: pulumi.Resource,
): aws.iam.RolePolicy {
    return new aws.iam.RolePolicy(
        `${name}-secrets-permission`,
        { role: role.name, policy: keyArn.apply((arn) => policyText(secretsKeyPermission(arn))) },
        { parent },
    );
}
