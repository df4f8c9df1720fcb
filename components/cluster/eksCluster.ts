import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "./clusterRef";
import { ClusterAddons } from "./clusterAddons";
import { ClusterAdmins } from "./clusterAdmins";
import { createControlPlane } from "./controlPlane";
import { FargateProfiles } from "./fargateProfiles";
import { addonsInOrder } from "../../lib/cluster/addons";
import { clusterArn, partitionOf } from "../../lib/aws/arn";
import type { ClusterConfig, NetworkConfig } from "../../lib/cluster/types";
import { ManagedNodes } from "./managedNodes";
import { broughtNetwork, Network, type NetworkRef } from "./network";

export interface EksClusterArgs {
    readonly cluster: ClusterConfig;
    /** Ranges, beside the operators', from which the public endpoint is reached. @default none */
    readonly egressCidrs?: pulumi.Input<string[]>;
}

/**
 * An EKS cluster with everything it needs, nothing of it hidden: network, key, log group, roles, the cluster itself by
 * @pulumi/eks, administrators, add-ons with explicit versions, nodes. ManagementCluster and TargetCluster are made of it.
 * An upgrade goes in this order: cluster, networking add-ons, nodes, add-ons that are Deployments.
 */
export class EksCluster extends pulumi.ComponentResource implements ClusterRef {
    public readonly clusterName: pulumi.Output<string>;
    /** Known at preview. */
    public readonly clusterArn: string;
    public readonly clusterEndpoint: pulumi.Output<string>;
    public readonly clusterCertificateAuthorityData: pulumi.Output<string>;
    public readonly vpcId: pulumi.Output<string>;
    public readonly kubernetesVersion: string;
    /** `https://oidc.eks...` */
    public readonly oidcIssuerUrl: pulumi.Output<string>;
    /** Ranges that pods are seen from outside. */
    public readonly egressCidrs: pulumi.Output<string[]>;
    /** What makes the provisioner an administrator. */
    public readonly administration: readonly pulumi.Resource[];
    /** Everything that must still stand while something runs on the cluster. */
    public readonly running: readonly pulumi.Resource[];
    /** The cluster itself: objects inside it die with it. */
    public readonly cluster: eks.Cluster;

    constructor(name: string, args: EksClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:EksCluster", name, {}, opts);

        const { accountId, region, clusterName, kubernetesVersion } = args.cluster;
        const network = this.createNetwork(name, args.cluster);
        this.clusterArn = clusterArn(region, accountId, clusterName);
        this.cluster = createControlPlane(
            name,
            { cluster: args.cluster, network, egressCidrs: args.egressCidrs ?? [] },
            this,
        );
        const core = this.cluster.eksCluster;
        this.clusterName = core.name;
        this.clusterEndpoint = core.endpoint;
        this.clusterCertificateAuthorityData = core.certificateAuthority.data;
        this.vpcId = network.vpcId;
        this.kubernetesVersion = kubernetesVersion;
        this.oidcIssuerUrl = this.cluster.oidcProviderUrl;
        this.egressCidrs = network.egressCidrs;

        const admins = new ClusterAdmins(
            `${name}-admins`,
            {
                clusterName: this.clusterName,
                partition: partitionOf(region),
                admins: args.cluster.admins,
            },
            { parent: this },
        );
        this.administration = admins.associations;
        const { beforeNodes, afterNodes } = addonsInOrder(args.cluster.addons);
        const networking = this.createAddons(`${name}-networking`, args.cluster, beforeNodes, []);
        const nodes = this.createNodes(name, args.cluster, network, networking);
        const addons = this.createAddons(`${name}-addons`, args.cluster, afterNodes, nodes);
        this.running = [
            // Nodes hold on to their networking; without nodes of ours it is all there is.
            ...(nodes.length > 0 ? nodes : networking),
            ...addons,
            ...admins.associations,
        ];
        this.registerOutputs({
            clusterName: this.clusterName,
            clusterEndpoint: this.clusterEndpoint,
            oidcIssuerUrl: this.oidcIssuerUrl,
        });
    }

    private createNetwork(name: string, cluster: ClusterConfig): NetworkRef {
        const { clusterName, network, region } = cluster;
        return network.kind === "brought"
            ? broughtNetwork(network)
            : new Network(`${name}-network`, { clusterName, region, network }, { parent: this });
    }

    private createAddons(
        name: string,
        cluster: ClusterConfig,
        addons: ReturnType<typeof addonsInOrder>["beforeNodes"],
        prerequisites: readonly pulumi.Resource[],
    ): readonly pulumi.Resource[] {
        return new ClusterAddons(
            name,
            {
                clusterName: this.clusterName,
                place: cluster,
                roleSettings: cluster.roleSettings,
                strategy: cluster.nodes.kind,
                addons,
                prerequisites,
            },
            { parent: this },
        ).addons;
    }

    /** What pods run on, as far as this program makes it. */
    private createNodes(
        name: string,
        cluster: ClusterConfig,
        network: NetworkRef,
        networking: readonly pulumi.Resource[],
    ): readonly pulumi.Resource[] {
        const { nodes } = cluster;
        const common = {
            clusterName: this.clusterName,
            place: cluster,
            roleSettings: cluster.roleSettings,
            subnetIds: network.privateSubnetIds,
            prerequisites: network.egress.apply((egress) => [...networking, ...egress]),
        };
        switch (nodes.kind) {
            case "managed":
                return [
                    new ManagedNodes(
                        `${name}-nodes`,
                        {
                            ...common,
                            nodes,
                            kubernetesVersion: cluster.kubernetesVersion,
                            tags: { Name: cluster.clusterName, ...cluster.tags },
                        },
                        { parent: this },
                    ).nodeGroup,
                ];
            case "fargate":
                return new FargateProfiles(
                    `${name}-pods`,
                    { ...common, nodes, placement: placementOf(cluster.network) },
                    { parent: this },
                ).profiles;
            case "autoMode":
            case "none":
                return [];
        }
    }
}

/** What the subnets of nodes follow from, before they exist. */
function placementOf(network: NetworkConfig): unknown {
    return network.kind === "created" ? network.zones : network.privateSubnetIds;
}
