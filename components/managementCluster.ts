import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { EksCluster, type ClusterRef } from "./eksCluster";
import { ExistingCluster } from "./existingCluster";
import type { ManagementConfig } from "./lib/config/cluster/types";
import type { ExistingHubFacts } from "./lib/existingCluster";
import { STS_AUDIENCE } from "./lib/iam/trust";

export interface ManagementClusterArgs {
    readonly cluster: ManagementConfig;
    /** What was looked up, where the cluster exists already. @default none: the cluster is created */
    readonly existing?: ExistingHubFacts;
    /** Tag of what this stack makes and looks for again: `eks-gitops-fleet:stack`. @default none */
    readonly ownerTags?: Readonly<Record<string, string>>;
}

/**
 * The cluster that runs the agent, created or found, with its issuer registered as an identity provider in its own
 * account. A provider that somebody else registered is used and not owned.
 */
export class ManagementCluster extends pulumi.ComponentResource implements ClusterRef {
    public readonly clusterName: pulumi.Output<string>;
    /** Known at preview. */
    public readonly clusterArn: string;
    public readonly clusterEndpoint: pulumi.Output<string>;
    public readonly clusterCertificateAuthorityData: pulumi.Output<string>;
    public readonly vpcId: pulumi.Output<string>;
    public readonly kubernetesVersion: string;
    /** `https://oidc.eks...` */
    public readonly oidcIssuerUrl: pulumi.Output<string>;
    public readonly oidcProviderArn: pulumi.Output<string>;
    /** Ranges that Argo CD is seen from: targets' allow-lists hold them. */
    public readonly egressCidrs: pulumi.Output<string[]>;
    /** What makes the provisioner an administrator. */
    public readonly administration: readonly pulumi.Resource[];
    /** Everything that must still stand while something runs on the cluster. */
    public readonly running: readonly pulumi.Resource[];
    /** What in-cluster objects die with; undefined for a cluster of somebody else's. */
    public readonly cluster: pulumi.Resource | undefined;

    constructor(name: string, args: ManagementClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ManagementCluster", name, {}, opts);

        const cluster =
            args.cluster.kind === "created"
                ? new EksCluster(`${name}-eks`, { cluster: args.cluster }, { parent: this })
                : new ExistingCluster(
                      `${name}-existing`,
                      {
                          cluster: args.cluster,
                          facts: args.existing,
                          egressCidrs: args.cluster.egressCidrs ?? [],
                      },
                      { parent: this },
                  );
        const owner = args.existing?.oidcProvider ?? { kind: "managed" };
        // No thumbprint: IAM trusts the issuer's public authority, and fetching one would need the network at preview.
        const provider =
            owner.kind === "used"
                ? undefined
                : new aws.iam.OpenIdConnectProvider(
                      `${name}-oidc`,
                      {
                          url: cluster.oidcIssuerUrl,
                          clientIdLists: [STS_AUDIENCE],
                          ...(args.ownerTags === undefined ? {} : { tags: args.ownerTags }),
                      },
                      { parent: this },
                  );

        this.clusterName = cluster.clusterName;
        this.clusterArn = cluster.clusterArn;
        this.clusterEndpoint = cluster.clusterEndpoint;
        this.clusterCertificateAuthorityData = cluster.clusterCertificateAuthorityData;
        this.vpcId = cluster.vpcId;
        this.kubernetesVersion = cluster.kubernetesVersion;
        this.oidcIssuerUrl = cluster.oidcIssuerUrl;
        this.oidcProviderArn = owner.kind === "used" ? pulumi.output(owner.arn) : provider!.arn;
        this.egressCidrs = cluster.egressCidrs;
        this.administration = cluster.administration;
        this.running = [...cluster.running, ...(provider === undefined ? [] : [provider])];
        this.cluster = cluster.cluster;
        this.registerOutputs({
            clusterName: this.clusterName,
            oidcProviderArn: this.oidcProviderArn,
        });
    }
}
