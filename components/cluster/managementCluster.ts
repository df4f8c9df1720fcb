import * as aws from "@pulumi/aws";
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { HubCluster } from "./clusterRef";
import { EksCluster, type EksClusterTransform } from "./eksCluster";
import type { ClusterReach } from "./enforcedObjects";
import { ExistingCluster } from "./existingCluster";
import { clusterReach, kubernetesProvider } from "./kubernetesProvider";
import type { AgentIdentity } from "../../lib/agent/types";
import type { ManagementArgs } from "../../lib/cluster/args";
import type { ExistingClusterFacts } from "../../lib/cluster/existing";
import { resolveCluster, resolveExistingManagement } from "../../lib/cluster/resolve";
import type { ManagementConfig } from "../../lib/cluster/types";
import { STS_AUDIENCE } from "../../lib/iam/trust";
import { fleetTags, OWNER_TAG, ownerName } from "../../lib/naming/owner";
import { transformed, type Transform } from "../transform";
import { TrustedIssuer } from "./trustedIssuer";

export type ManagementClusterArgs = ManagementArgs & {
    /**
     * How the agent's pods get their role. podIdentity adds the add-on eks-pod-identity-agent to managed nodes.
     * @default irsa
     */
    readonly agentIdentity?: AgentIdentity;
    /** Facts about an existing cluster that are already known. @default looked up with the component's AWS provider */
    readonly facts?: pulumi.Input<ExistingClusterFacts>;
    /** Stack that an OIDC provider is tagged with. @default the running stack, `organization/project/stack` */
    readonly owner?: string;
    /** Changes the arguments of children. @default none */
    readonly transform?: ManagementClusterTransform;
};

/** The children of a created management cluster whose arguments can be changed. */
export interface ManagementClusterTransform extends EksClusterTransform {
    readonly oidcProvider?: Transform<aws.iam.OpenIdConnectProviderArgs>;
}

/**
 * The cluster that runs the agent, created or existing, with an IAM OIDC provider of its issuer in its own account. For
 * an existing cluster, an OIDC provider created by someone else is used but not managed, and one that this stack
 * created stays as long as any role trusts it.
 *
 * Pass the AWS provider of the cluster's account and region. The component creates a Kubernetes provider for the cluster.
 *
 * @throws ConfigError with every problem of the arguments, before anything is registered
 * @example
 * const hub = new ManagementCluster(
 *     "management",
 *     { clusterName: "management", accountId: "111111111111", region: "eu-west-1", operatorCidrs: ["203.0.113.0/24"],
 *       provisionerRoleName: "Provisioner" },
 *     { providers: [awsHub] },
 * );
 * @example An existing cluster
 * new ManagementCluster(
 *     "management",
 *     { existing: true, clusterName: "tools", accountId: "111111111111", region: "eu-west-1" },
 *     { providers: [awsHub] },
 * );
 */
export class ManagementCluster extends pulumi.ComponentResource implements HubCluster {
    public readonly accountId: string;
    public readonly region: string;
    public readonly fleet: string;
    public readonly clusterName: pulumi.Output<string>;
    public readonly clusterArn: string;
    public readonly clusterEndpoint: pulumi.Output<string>;
    public readonly clusterCertificateAuthorityData: pulumi.Output<string>;
    public readonly vpcId: pulumi.Output<string>;
    public readonly kubernetesVersion: pulumi.Output<string>;
    /** `https://oidc.eks...` */
    public readonly oidcIssuerUrl: pulumi.Output<string>;
    public readonly oidcProviderArn: pulumi.Output<string>;
    /** Public egress CIDRs of the agent's pods: targets' allow-lists contain them. */
    public readonly egressCidrs: pulumi.Output<string[]>;
    public readonly kubernetesProvider: k8s.Provider;
    public readonly reach: ClusterReach;
    public readonly running: readonly pulumi.Resource[];
    public readonly cluster: pulumi.Resource | undefined;

    constructor(name: string, args: ManagementClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        const { agentIdentity = "irsa", facts, owner = runningStack(), transform, ...plain } = args;
        const config = resolved(name, plain, agentIdentity);
        super(
            "eks-gitops-fleet:index:ManagementCluster",
            name,
            { ...plain, agentIdentity, owner },
            opts,
        );

        const fleet = plain.fleet ?? pulumi.getProject();
        const cluster =
            config.kind === "created"
                ? new EksCluster(`${name}-eks`, { cluster: config, transform }, { parent: this })
                : new ExistingCluster(
                      `${name}-existing`,
                      {
                          accountId: config.accountId,
                          region: config.region,
                          clusterName: config.clusterName,
                          facts,
                          egressCidrs: config.egressCidrs,
                      },
                      { parent: this },
                  );
        const issuerUrl = cluster.oidcIssuerUrl;
        // No thumbprint: IAM trusts the issuer's public authority, and fetching one would need the network at preview.
        const providerArgs: aws.iam.OpenIdConnectProviderArgs = {
            url: issuerUrl,
            clientIdLists: [STS_AUDIENCE],
            tags: { [OWNER_TAG]: owner },
        };
        const provider =
            config.kind === "created"
                ? new aws.iam.OpenIdConnectProvider(
                      ...transformed(transform?.oidcProvider, `${name}-oidc`, providerArgs, {
                          parent: this,
                      }),
                  )
                : // The cluster outlives this stack, and so may others that need the provider.
                  new TrustedIssuer(
                      `${name}-oidc`,
                      {
                          issuerUrl,
                          accountId: config.accountId,
                          region: config.region,
                          provisionerRoleArn: config.provisionerRoleArn,
                          owner,
                          tags: { ...plain.tags, ...fleetTags(fleet) },
                      },
                      { parent: this },
                  );

        this.accountId = config.accountId;
        this.region = config.region;
        this.fleet = fleet;
        this.clusterName = cluster.clusterName;
        this.clusterArn = cluster.clusterArn;
        this.clusterEndpoint = cluster.clusterEndpoint;
        this.clusterCertificateAuthorityData = cluster.clusterCertificateAuthorityData;
        this.vpcId = cluster.vpcId;
        this.kubernetesVersion = cluster.kubernetesVersion;
        this.oidcIssuerUrl = cluster.oidcIssuerUrl;
        this.oidcProviderArn = provider.arn;
        this.egressCidrs = cluster.egressCidrs;
        this.running = [...cluster.running, provider];
        this.cluster = cluster.cluster;
        this.reach = clusterReach(this, config);
        this.kubernetesProvider = kubernetesProvider(`${name}-kubernetes`, {
            cluster: this,
            place: config,
            administration: cluster.administration,
        });
        this.registerOutputs({
            clusterName: this.clusterName,
            oidcProviderArn: this.oidcProviderArn,
        });
    }
}

function resolved(
    name: string,
    args: ManagementArgs,
    agentIdentity: AgentIdentity,
): ManagementConfig {
    const options = {
        subject: `ManagementCluster ${name}`,
        project: pulumi.getProject(),
        agentIdentity,
    };
    return args.existing === true
        ? resolveExistingManagement(args, options)
        : resolveCluster(name, args, options);
}

function runningStack(): string {
    return ownerName({
        organization: pulumi.getOrganization(),
        project: pulumi.getProject(),
        stack: pulumi.getStack(),
    });
}
