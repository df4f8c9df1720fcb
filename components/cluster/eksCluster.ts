import type * as awsx from "@pulumi/awsx";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "./clusterRef";
import { ClusterAddons } from "./clusterAddons";
import { ClusterAdmins } from "./clusterAdmins";
import { createControlPlane, type ControlPlaneTransform } from "./controlPlane";
import { FargateProfiles } from "./fargateProfiles";
import type { CreatedClusterArgs, FleetArgs } from "../../lib/cluster/args";
import { resolveCluster } from "../../lib/cluster/resolve";
import { addonsInOrder } from "../../lib/cluster/addons";
import { clusterArn, partitionOf } from "../../lib/aws/arn";
import type { ClusterConfig, NetworkConfig } from "../../lib/cluster/types";
import type { Transform } from "../transform";
import { ManagedNodes, type ManagedNodesTransform } from "./managedNodes";
import { broughtNetwork, Network, type NetworkRef } from "./network";

export type EksClusterArgs = (PlainEksClusterArgs | ResolvedEksClusterArgs) & {
    /** Ranges beside operatorCidrs that reach the public endpoint. @default none */
    readonly egressCidrs?: pulumi.Input<string[]>;
    /** Changes the arguments of children. @default none */
    readonly transform?: EksClusterTransform | undefined;
};

export type PlainEksClusterArgs = CreatedClusterArgs &
    FleetArgs & {
        /** Name that never changes: the default range of the VPC follows from it. @default the component's name */
        readonly identity?: string;
        readonly cluster?: undefined;
    };

export interface ResolvedEksClusterArgs {
    /** The cluster, every default filled in: what `resolveCluster` returns. */
    readonly cluster: ClusterConfig;
}

/** The children of a created cluster whose arguments can be changed. */
export interface EksClusterTransform extends ControlPlaneTransform, ManagedNodesTransform {
    /** The VPC, if one is created. */
    readonly vpc?: Transform<awsx.ec2.VpcArgs>;
}

/**
 * An EKS cluster with everything it needs: network, key, log group, roles, the cluster itself by @pulumi/eks,
 * administrators, add-ons with explicit versions, nodes. ManagementCluster and TargetCluster contain one.
 * An upgrade updates the cluster, then networking add-ons, nodes, and the add-ons that are Deployments.
 *
 * @throws ConfigError with every problem of the arguments, before anything is registered
 * @example
 * new EksCluster(
 *     "batch",
 *     { clusterName: "batch", accountId: "222222222222", region: "eu-central-1", operatorCidrs: ["203.0.113.0/24"],
 *       admins: { platform: "arn:aws:iam::222222222222:role/Platform" } },
 *     { providers: [awsBatch] },
 * );
 */
export class EksCluster extends pulumi.ComponentResource implements ClusterRef {
    public readonly clusterName: pulumi.Output<string>;
    /** Known at preview. */
    public readonly clusterArn: string;
    public readonly clusterEndpoint: pulumi.Output<string>;
    public readonly clusterCertificateAuthorityData: pulumi.Output<string>;
    public readonly vpcId: pulumi.Output<string>;
    public readonly kubernetesVersion: pulumi.Output<string>;
    /** `https://oidc.eks...` */
    public readonly oidcIssuerUrl: pulumi.Output<string>;
    /** Public egress CIDRs of the pods. */
    public readonly egressCidrs: pulumi.Output<string[]>;
    /** The access of the administrators, the provisioner among them. */
    public readonly administration: readonly pulumi.Resource[];
    /** Everything that must still exist while something runs on the cluster. */
    public readonly running: readonly pulumi.Resource[];
    /** Pass as `deletedWith` to in-cluster objects. */
    public readonly cluster: eks.Cluster;

    constructor(name: string, args: EksClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        const cluster = args.cluster ?? resolved(name, args);
        const { egressCidrs = [], transform } = args;
        super("eks-gitops-fleet:index:EksCluster", name, { cluster }, opts);

        const { accountId, region, clusterName, kubernetesVersion } = cluster;
        const network = this.createNetwork(name, { cluster, transform });
        this.clusterArn = clusterArn(region, accountId, clusterName);
        this.cluster = createControlPlane(
            name,
            {
                cluster,
                network,
                egressCidrs,
                transform,
            },
            this,
        );
        const core = this.cluster.eksCluster;
        this.clusterName = core.name;
        this.clusterEndpoint = core.endpoint;
        this.clusterCertificateAuthorityData = core.certificateAuthority.data;
        this.vpcId = network.vpcId;
        this.kubernetesVersion = pulumi.output(kubernetesVersion);
        this.oidcIssuerUrl = this.cluster.oidcProviderUrl;
        this.egressCidrs = network.egressCidrs;

        const admins = new ClusterAdmins(
            `${name}-admins`,
            {
                clusterName: this.clusterName,
                partition: partitionOf(region),
                admins: cluster.admins,
            },
            { parent: this },
        );
        this.administration = admins.associations;
        const { beforeNodes, afterNodes } = addonsInOrder(cluster.addons);
        const networking = this.createAddons(`${name}-networking`, cluster, beforeNodes, []);
        const nodes = this.createNodes(name, { cluster, transform }, network, networking);
        const addons = this.createAddons(`${name}-addons`, cluster, afterNodes, nodes);
        this.running = [
            // Nodes depend on their networking; without nodes of this stack there is nothing else.
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

    private createNetwork(name: string, { cluster, transform }: Parts): NetworkRef {
        const { clusterName, network, region } = cluster;
        return network.kind === "brought"
            ? broughtNetwork(network)
            : new Network(
                  `${name}-network`,
                  { clusterName, region, network, transform: transform?.vpc },
                  { parent: this },
              );
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

    /** What pods run on, as far as this component creates it. */
    private createNodes(
        name: string,
        { cluster, transform }: Parts,
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
                            transform,
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

interface Parts extends ResolvedEksClusterArgs {
    readonly transform: EksClusterTransform | undefined;
}

function resolved(name: string, args: PlainEksClusterArgs): ClusterConfig {
    const { identity = name, ...plain } = args;
    return resolveCluster(
        identity,
        // What is not of the cluster itself.
        { ...plain, ...{ egressCidrs: undefined, transform: undefined } },
        { subject: `EksCluster ${name}`, project: pulumi.getProject() },
    );
}

/** What the subnets of nodes follow from, before they exist. */
function placementOf(network: NetworkConfig): unknown {
    return network.kind === "created" ? network.zones : network.privateSubnetIds;
}
