import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { ManagedNodesConfig } from "../../lib/cluster/types";
import { managedNodeRole, type ClusterLocation } from "../../lib/cluster/roles";
import type { RoleSettings } from "../../lib/iam/settings";
import { nodeVolumes, TAGGED_BY_TEMPLATE } from "../../lib/cluster/nodes";
import { transformed, type Transform } from "../transform";
import { createServiceRole } from "./serviceRole";

export interface ManagedNodesArgs {
    readonly clusterName: pulumi.Input<string>;
    /** Minor version, `1.35`: the nodes follow the control plane's. */
    readonly kubernetesVersion: string;
    /** Where the cluster is. */
    readonly place: ClusterLocation;
    readonly roleSettings: RoleSettings;
    readonly subnetIds: pulumi.Input<string[]>;
    readonly nodes: ManagedNodesConfig;
    /** Tags of the instances, their disks and interfaces; `Name` among them. */
    readonly tags: Readonly<Record<string, string>>;
    /** Created before the nodes and deleted after them: networking add-ons, routes, NAT gateways. */
    readonly prerequisites: pulumi.Input<pulumi.Resource[]>;
    /** Changes the arguments of the node group and of its launch template. @default none */
    readonly transform?: ManagedNodesTransform | undefined;
}

export interface ManagedNodesTransform {
    readonly nodeGroup?: Transform<aws.eks.NodeGroupArgs>;
    readonly launchTemplate?: Transform<aws.ec2.LaunchTemplateArgs>;
}

/**
 * The managed nodes of a cluster and their role. A change of instance types, image, capacity, disk or role creates new
 * nodes before it deletes the old ones; a change of version or tags replaces them one by one.
 */
export class ManagedNodes extends pulumi.ComponentResource {
    public readonly nodeGroup: aws.eks.NodeGroup;

    constructor(name: string, args: ManagedNodesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ManagedNodes", name, {}, opts);

        const { role, attachments } = createServiceRole(
            name,
            {
                cluster: args.place,
                purpose: "nodes",
                description: "Nodes of an EKS cluster",
                plan: managedNodeRole(),
                settings: args.roleSettings,
            },
            this,
        );
        const template = this.createTemplate(name, args);
        const { nodes } = args;
        const groupArgs: aws.eks.NodeGroupArgs = {
            clusterName: args.clusterName,
            // Unique within the cluster; EKS's names have 63 characters, which a logical name can exceed.
            nodeGroupNamePrefix: "default-",
            version: args.kubernetesVersion,
            nodeRoleArn: role.arn,
            subnetIds: args.subnetIds,
            instanceTypes: [...nodes.instanceTypes],
            amiType: nodes.amiType,
            capacityType: nodes.capacityType,
            labels: { ...nodes.labels },
            taints: nodes.taints.map((taint) => ({ ...taint })),
            launchTemplate: {
                id: template.id,
                version: template.latestVersion.apply(String),
            },
            scalingConfig: {
                minSize: nodes.minSize,
                desiredSize: nodes.desiredSize,
                maxSize: nodes.maxSize,
            },
            updateConfig: { maxUnavailable: 1 },
        };
        this.nodeGroup = new aws.eks.NodeGroup(
            ...transformed(args.transform?.nodeGroup, `${name}-default`, groupArgs, {
                parent: this,
                dependsOn: pulumi
                    .output(args.prerequisites)
                    .apply((prerequisites) => [...attachments, ...prerequisites]),
                // An autoscaler moves the desired size; the configured one is only its start.
                ignoreChanges: ["scalingConfig.desiredSize"],
            }),
        );
        this.registerOutputs();
    }

    private createTemplate(name: string, args: ManagedNodesArgs): aws.ec2.LaunchTemplate {
        const { amiType, diskSize } = args.nodes;
        const templateArgs: aws.ec2.LaunchTemplateArgs = {
            description: "Nodes of an EKS cluster",
            // One hop ends at the node itself: pods must not reach the node's credentials.
            metadataOptions: {
                httpEndpoint: "enabled",
                httpTokens: "required",
                httpPutResponseHopLimit: 1,
            },
            blockDeviceMappings: nodeVolumes(amiType, diskSize).map((volume) => ({
                ...volume,
            })),
            tagSpecifications: TAGGED_BY_TEMPLATE.map((resourceType) => ({
                resourceType,
                tags: { ...args.tags },
            })),
            updateDefaultVersion: true,
        };
        return new aws.ec2.LaunchTemplate(
            ...transformed(args.transform?.launchTemplate, `${name}-template`, templateArgs, {
                parent: this,
            }),
        );
    }
}
