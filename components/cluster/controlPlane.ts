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
import { transformed, type Transform } from "../transform";
import type { NetworkRef } from "./network";
import { createServiceRole, type ServiceRole } from "./serviceRole";

export interface ControlPlaneArgs {
    readonly cluster: ClusterConfig;
    readonly network: NetworkRef;
    /** Ranges beside operatorCidrs that reach the public endpoint. */
    readonly egressCidrs: pulumi.Input<string[]>;
    readonly transform?: ControlPlaneTransform | undefined;
}

export interface ControlPlaneTransform {
    readonly cluster?: Transform<eks.ClusterArgs>;
    readonly logGroup?: Transform<aws.cloudwatch.LogGroupArgs>;
    /** Key of the cluster's Secrets, if one is created. */
    readonly key?: Transform<aws.kms.KeyArgs>;
    readonly controlPlaneRole?: Transform<aws.iam.RoleArgs>;
}

interface Parts {
    readonly role: ServiceRole;
    /** Role of Auto Mode nodes; undefined without Auto Mode. */
    readonly nodeRole: ServiceRole | undefined;
    /** Key of the cluster's Secrets; undefined for a key that AWS owns. */
    readonly keyArn: pulumi.Output<string> | undefined;
}

/** Creates a control plane with its log group, roles and key as children of `parent`. */
export function createControlPlane(
    name: string,
    args: ControlPlaneArgs,
    parent: pulumi.Resource,
): eks.Cluster {
    const { cluster, network, transform } = args;
    const logGroup = createLogGroup(name, args, parent);
    const role = createServiceRole(
        `${name}-control-plane`,
        {
            cluster,
            purpose: "control-plane",
            description: "Control plane of an EKS cluster",
            plan: controlPlaneRole(cluster.nodes.kind),
            settings: cluster.roleSettings,
            transform: transform?.controlPlaneRole,
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
    const keyArn = createKey(name, args, parent);
    const needed = [
        logGroup,
        ...role.attachments,
        ...(nodeRole?.attachments ?? []),
        ...(keyArn === undefined ? [] : [createKeyPermission(name, role, keyArn, parent)]),
    ];
    // Nodes that are no resources of this stack depend on nothing: delete their route to the internet after the cluster.
    const ownNodes = cluster.nodes.kind === "managed" || cluster.nodes.kind === "fargate";
    const inputs = clusterArgs(args, { role, nodeRole, keyArn });
    return new eks.Cluster(
        ...transformed(transform?.cluster, `${name}-cluster`, inputs, {
            parent,
            // EKS would refuse the deletion only after the nodes are deleted; Pulumi refuses it in the preview.
            protect: cluster.deletionProtection,
            dependsOn: ownNodes
                ? needed
                : network.egress.apply((egress): pulumi.Resource[] => [...needed, ...egress]),
            transforms: [
                (resource: pulumi.ResourceTransformArgs) => ({
                    props: withoutCreatorAdmin(resource.type, resource.props),
                    opts: resource.opts,
                }),
            ],
        }),
    );
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
        kubernetesServiceIpAddressRange: cluster.serviceIpv4Cidr,
        // Nodes and pods always reach the endpoint inside the VPC.
        endpointPrivateAccess: true,
        ...(access.kind === "private"
            ? { endpointPublicAccess: false }
            : {
                  // Leave endpointPublicAccess unset (EKS defaults to true): setting it makes @pulumi/eks poll the
                  // endpoint on every `up`.
                  publicAccessCidrs: pulumi
                      .output(egressCidrs)
                      .apply((egress) => publicAccessCidrs(access, egress) ?? []),
              }),
        enabledClusterLogTypes: [...cluster.logs.types],
        encryptionConfigKeyArn: keyArn,
        upgradePolicy: { supportType: cluster.upgradePolicy },
        deletionProtection: cluster.deletionProtection,
        authenticationMode: "API",
        ...autoMode(cluster, nodeRole),
        // This component creates whatever of the following is wanted.
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

/** If this log group is missing, EKS creates one without retention; if it is deleted before the cluster, EKS recreates it. */
function createLogGroup(
    name: string,
    { cluster: { clusterName, logs }, transform }: ControlPlaneArgs,
    parent: pulumi.Resource,
): aws.cloudwatch.LogGroup {
    const groupArgs: aws.cloudwatch.LogGroupArgs = {
        name: controlPlaneLogGroup(clusterName),
        retentionInDays: logs.retentionInDays,
        kmsKeyId: logs.kmsKeyArn,
    };
    return new aws.cloudwatch.LogGroup(
        ...transformed(transform?.logGroup, `${name}-logs`, groupArgs, { parent }),
    );
}

function createKey(
    name: string,
    { cluster, transform }: ControlPlaneArgs,
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
                    transform: transform?.key,
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
