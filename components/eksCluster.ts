import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";

import { ClusterAdmins } from "./clusterAdmins";
import { ClusterNodes } from "./clusterNodes";
import { clusterArn, partitionOf } from "./lib/arn";
import type { ClusterConfig } from "./lib/config/cluster/types";
import { ADDON_VERSIONS, type AddonVersions } from "./lib/config/cluster/versions";
import {
    CONTROL_PLANE_LOGS,
    controlPlaneLogGroup,
    publicAccessCidrs,
    withoutCreatorAdmin,
} from "./lib/eks";
import { Network } from "./network";

export interface EksClusterArgs {
    readonly cluster: ClusterConfig;
    /** Ranges, beside the operators', from which the public endpoint is reached. @default none */
    readonly egressCidrs?: pulumi.Input<string[]>;
}

/** What others need to know of a cluster. */
export interface ClusterRef {
    /** Known at preview. */
    readonly clusterArn: string;
    readonly clusterName: pulumi.Output<string>;
    readonly clusterEndpoint: pulumi.Output<string>;
    /** base64 of the PEM, as EKS returns it. */
    readonly clusterCertificateAuthorityData: pulumi.Output<string>;
    readonly vpcId: pulumi.Output<string>;
    /** Minor version, `1.35`. */
    readonly kubernetesVersion: string;
}

/**
 * An EKS cluster with everything it needs, nothing of it hidden: network, log group, the cluster itself by
 * @pulumi/eks, administrators, add-ons with explicit versions, nodes. ManagementCluster and TargetCluster are made of it.
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
        const addonVersions = ADDON_VERSIONS[kubernetesVersion];
        if (addonVersions === undefined) {
            throw new pulumi.ResourceError(
                `EksCluster ${name}: 'kubernetesVersion' ${kubernetesVersion} has no known add-on versions. Known: ${Object.keys(ADDON_VERSIONS).join(", ")}.`,
                this,
            );
        }

        const network = new Network(
            `${name}-network`,
            { clusterName, network: args.cluster.network },
            { parent: this },
        );
        this.clusterArn = clusterArn(region, accountId, clusterName);
        this.cluster = this.createCluster(name, args, network);
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
        const networking = (["vpc-cni", "kube-proxy"] as const).map((addon) =>
            this.createAddon(name, addon, addonVersions),
        );
        const nodes = new ClusterNodes(
            `${name}-nodes`,
            {
                clusterName: this.clusterName,
                partition: partitionOf(region),
                subnetIds: network.privateSubnetIds,
                nodes: args.cluster.nodes,
                prerequisites: network.egress.apply((egress) => [...networking, ...egress]),
            },
            { parent: this },
        );
        // CoreDNS is a Deployment: its add-on is not active before there are nodes.
        const dns = this.createAddon(name, "coredns", addonVersions, [nodes.nodeGroup]);
        this.running = [nodes.nodeGroup, dns, ...admins.associations];
        this.registerOutputs({
            clusterName: this.clusterName,
            clusterEndpoint: this.clusterEndpoint,
            oidcIssuerUrl: this.oidcIssuerUrl,
        });
    }

    private createCluster(name: string, args: EksClusterArgs, network: Network): eks.Cluster {
        const { clusterName, kubernetesVersion, logRetentionInDays } = args.cluster;
        const access = args.cluster.endpointAccess;
        // EKS makes the group itself where there is none, without retention, and again where it goes too early.
        const logGroup = new aws.cloudwatch.LogGroup(
            `${name}-logs`,
            { name: controlPlaneLogGroup(clusterName), retentionInDays: logRetentionInDays },
            { parent: this },
        );
        return new eks.Cluster(
            `${name}-cluster`,
            {
                name: clusterName,
                version: kubernetesVersion,
                vpcId: network.vpcId,
                publicSubnetIds: network.publicSubnetIds,
                privateSubnetIds: network.privateSubnetIds,
                // Nodes and pods reach the endpoint inside the VPC, whoever else may.
                endpointPrivateAccess: true,
                ...(access.kind === "private"
                    ? { endpointPublicAccess: false }
                    : {
                          // Public is EKS's default; said outright, @pulumi/eks polls the endpoint at every `up`.
                          publicAccessCidrs: pulumi
                              .output(args.egressCidrs ?? [])
                              .apply((egress) => publicAccessCidrs(access, egress) ?? []),
                      }),
                enabledClusterLogTypes: [...CONTROL_PLANE_LOGS],
                upgradePolicy: { supportType: "STANDARD" },
                authenticationMode: "API",
                // Everything below is made by us, or not at all.
                skipDefaultNodeGroup: true,
                skipDefaultSecurityGroups: true,
                createOidcProvider: false,
                useDefaultVpcCni: true,
                kubeProxyAddonOptions: { enabled: false },
                corednsAddonOptions: { enabled: false },
                bootstrapSelfManagedAddons: false,
            },
            {
                parent: this,
                dependsOn: [logGroup],
                transforms: [
                    (resource) => ({
                        props: withoutCreatorAdmin(resource.type, resource.props),
                        opts: resource.opts,
                    }),
                ],
            },
        );
    }

    private createAddon(
        name: string,
        addon: keyof AddonVersions,
        versions: AddonVersions,
        dependsOn: pulumi.Resource[] = [],
    ): aws.eks.Addon {
        return new aws.eks.Addon(
            `${name}-${addon}`,
            {
                clusterName: this.clusterName,
                addonName: addon,
                addonVersion: versions[addon],
                resolveConflictsOnCreate: "OVERWRITE",
                resolveConflictsOnUpdate: "PRESERVE",
            },
            { parent: this, dependsOn },
        );
    }
}
