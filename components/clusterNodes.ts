import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { awsManagedPolicyArn, type Partition } from "./lib/arn";
import type { NodesConfig } from "./lib/config/cluster/types";
import { policyText } from "./lib/iam/documents";
import { serviceTrust } from "./lib/iam/trust";

export interface ClusterNodesArgs {
    readonly clusterName: pulumi.Input<string>;
    readonly partition: Partition;
    readonly subnetIds: pulumi.Input<string[]>;
    readonly nodes: NodesConfig;
    /** What nodes need before they start and until they are gone: networking add-ons, routes, NAT gateways. */
    readonly prerequisites: pulumi.Input<pulumi.Resource[]>;
}

/** Policies of a node's role. https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html */
const NODE_POLICIES = [
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKS_CNI_Policy",
    "AmazonEC2ContainerRegistryPullOnly",
];

/** The managed nodes of a cluster and the role they run under. */
export class ClusterNodes extends pulumi.ComponentResource {
    public readonly nodeGroup: aws.eks.NodeGroup;

    constructor(name: string, args: ClusterNodesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ClusterNodes", name, {}, opts);

        const role = new aws.iam.Role(
            `${name}-role`,
            {
                description: "Nodes of an EKS cluster",
                assumeRolePolicy: policyText(serviceTrust("ec2.amazonaws.com")),
            },
            { parent: this },
        );
        const attachments = NODE_POLICIES.map(
            (policy) =>
                new aws.iam.RolePolicyAttachment(
                    `${name}-${policy}`,
                    { role: role.name, policyArn: awsManagedPolicyArn(args.partition, policy) },
                    { parent: this },
                ),
        );
        // Pods must not reach the node's credentials: one hop ends at the node itself.
        const template = new aws.ec2.LaunchTemplate(
            `${name}-template`,
            {
                description: "Nodes of an EKS cluster",
                metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
                updateDefaultVersion: true,
            },
            { parent: this },
        );
        this.nodeGroup = new aws.eks.NodeGroup(
            `${name}-default`,
            {
                clusterName: args.clusterName,
                nodeRoleArn: role.arn,
                subnetIds: args.subnetIds,
                instanceTypes: [...args.nodes.instanceTypes],
                launchTemplate: {
                    id: template.id,
                    version: template.latestVersion.apply(String),
                },
                scalingConfig: {
                    minSize: args.nodes.minSize,
                    desiredSize: args.nodes.desiredSize,
                    maxSize: args.nodes.maxSize,
                },
                updateConfig: { maxUnavailable: 1 },
            },
            {
                parent: this,
                dependsOn: pulumi
                    .output(args.prerequisites)
                    .apply((prerequisites) => [...attachments, ...prerequisites]),
                // An autoscaler moves the desired size; what is configured is where it starts.
                ignoreChanges: ["scalingConfig.desiredSize"],
            },
        );
        this.registerOutputs();
    }
}
