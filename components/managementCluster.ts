import * as aws from "@pulumi/aws";
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { EksCluster } from "./eksCluster";
import type { ClusterConfig } from "./lib/config/cluster/types";
import { STS_AUDIENCE } from "./lib/iam/trust";

export interface ManagementClusterArgs {
    readonly cluster: ClusterConfig;
}

/** The cluster that runs the agent, with its issuer registered as an identity provider in its own account. */
export class ManagementCluster extends pulumi.ComponentResource {
    public readonly clusterName: pulumi.Output<string>;
    /** Known at preview. */
    public readonly clusterArn: string;
    public readonly clusterEndpoint: pulumi.Output<string>;
    /** `https://oidc.eks...` */
    public readonly oidcIssuerUrl: pulumi.Output<string>;
    public readonly oidcProviderArn: pulumi.Output<string>;
    /** Ranges that Argo CD is seen from: targets' allow-lists hold them. */
    public readonly egressCidrs: pulumi.Output<string[]>;
    /** Acts in the cluster as the provisioner. */
    public readonly kubernetesProvider: k8s.Provider;
    /** Everything that must still stand while something runs on the cluster. */
    public readonly running: readonly pulumi.Resource[];
    /** What in-cluster objects die with. */
    public readonly cluster: pulumi.Resource;

    constructor(name: string, args: ManagementClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ManagementCluster", name, {}, opts);

        const cluster = new EksCluster(`${name}-eks`, { cluster: args.cluster }, { parent: this });
        // No thumbprint: IAM trusts the issuer's public authority, and fetching one would need the network at preview.
        const provider = new aws.iam.OpenIdConnectProvider(
            `${name}-oidc`,
            { url: cluster.oidcIssuerUrl, clientIdLists: [STS_AUDIENCE] },
            { parent: this },
        );

        this.clusterName = cluster.clusterName;
        this.clusterArn = cluster.clusterArn;
        this.clusterEndpoint = cluster.clusterEndpoint;
        this.oidcIssuerUrl = cluster.oidcIssuerUrl;
        this.oidcProviderArn = provider.arn;
        this.egressCidrs = cluster.egressCidrs;
        this.kubernetesProvider = cluster.kubernetesProvider;
        this.running = [...cluster.running, provider];
        this.cluster = cluster.cluster;
        this.registerOutputs({
            clusterName: this.clusterName,
            oidcProviderArn: this.oidcProviderArn,
        });
    }
}
