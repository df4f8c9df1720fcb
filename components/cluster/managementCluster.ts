import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { EksCluster } from "./eksCluster";
import type { ClusterRef } from "./clusterRef";
import { ExistingCluster } from "./existingCluster";
import type { ManagementConfig } from "../../lib/cluster/types";
import type { ExistingClusterFacts } from "../../lib/cluster/existing";
import { STS_AUDIENCE } from "../../lib/iam/trust";
import { OWNER_TAG } from "../../lib/naming/owner";
import { TrustedIssuer } from "./trustedIssuer";

export interface ManagementClusterArgs {
    readonly cluster: ManagementConfig;
    /** What was looked up, where the cluster exists already. @default none: the cluster is created */
    readonly existing?: ExistingClusterFacts;
    /** The running stack's whole name: in the tag of an identity provider that it makes. */
    readonly owner: string;
    /** Tags of an identity provider that it makes. @default none */
    readonly tags?: Readonly<Record<string, string>>;
}

/**
 * The cluster that runs the agent, created or found, with its issuer registered as an identity provider in its own
 * account. Of a cluster that exists, a provider that somebody else registered is used and not owned, and one that this
 * stack registered stays while any role trusts it.
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
    /** What makes the provisioner an administrator of a created cluster; undefined for an existing one. */
    public readonly administration: readonly pulumi.Resource[] | undefined;
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
        const issuerUrl = cluster.oidcIssuerUrl;
        const provider =
            args.cluster.kind === "created"
                ? // No thumbprint: IAM trusts the issuer's public authority, and fetching one would need the network at preview.
                  new aws.iam.OpenIdConnectProvider(
                      `${name}-oidc`,
                      {
                          url: issuerUrl,
                          clientIdLists: [STS_AUDIENCE],
                          tags: { [OWNER_TAG]: args.owner },
                      },
                      { parent: this },
                  )
                : // The cluster outlives this stack, and so may others who need the provider.
                  new TrustedIssuer(
                      `${name}-oidc`,
                      {
                          issuerUrl,
                          place: args.cluster,
                          owner: args.owner,
                          ...(args.tags === undefined ? {} : { tags: args.tags }),
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
        this.oidcProviderArn = provider.arn;
        this.egressCidrs = cluster.egressCidrs;
        this.administration = cluster.administration;
        this.running = [...cluster.running, provider];
        this.cluster = cluster.cluster;
        this.registerOutputs({
            clusterName: this.clusterName,
            oidcProviderArn: this.oidcProviderArn,
        });
    }
}
