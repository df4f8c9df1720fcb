import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "./clusterRef";
import { clusterArn } from "../../lib/aws/arn";
import { lookedUpFacts, type ExistingClusterFacts } from "../../lib/cluster/existing";
import type { ClusterLocation } from "../../lib/cluster/roles";

export interface LookedUpClusterArgs extends ClusterLocation {
    /** Facts that are already known. @default looked up with the component's AWS provider */
    readonly facts?: pulumi.Input<ExistingClusterFacts> | undefined;
    /** Public egress CIDRs of the pods. @default none */
    readonly egressCidrs?: readonly string[] | undefined;
}

/** A cluster that this stack does not manage. It creates nothing, so every destroy leaves the cluster alone. */
export class ExistingCluster extends pulumi.ComponentResource implements ClusterRef {
    public readonly clusterName: pulumi.Output<string>;
    public readonly clusterArn: string;
    public readonly clusterEndpoint: pulumi.Output<string>;
    public readonly clusterCertificateAuthorityData: pulumi.Output<string>;
    public readonly vpcId: pulumi.Output<string>;
    public readonly kubernetesVersion: pulumi.Output<string>;
    public readonly oidcIssuerUrl: pulumi.Output<string>;
    public readonly egressCidrs: pulumi.Output<string[]>;
    /** None: the provisioner must have access already. */
    public readonly administration = undefined;
    public readonly running: readonly pulumi.Resource[] = [];
    public readonly cluster: pulumi.Resource | undefined = undefined;

    constructor(name: string, args: LookedUpClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        const { accountId, clusterName, egressCidrs = [], region } = args;
        super(
            "eks-gitops-fleet:index:ExistingCluster",
            name,
            { accountId, clusterName, egressCidrs, region },
            opts,
        );

        this.clusterName = pulumi.output(clusterName);
        this.clusterArn = clusterArn(region, accountId, clusterName);
        const facts = pulumi.output(args.facts ?? this.lookUp(clusterName));
        this.clusterEndpoint = facts.endpoint;
        this.clusterCertificateAuthorityData = facts.certificateAuthorityData;
        this.vpcId = facts.vpcId;
        this.kubernetesVersion = facts.kubernetesVersion;
        this.oidcIssuerUrl = facts.oidcIssuerUrl;
        this.egressCidrs = pulumi.output([...egressCidrs]);
        this.registerOutputs({ clusterName: this.clusterName });
    }

    private lookUp(clusterName: string): pulumi.Output<ExistingClusterFacts> {
        return aws.eks
            .getClusterOutput({ name: clusterName }, { parent: this })
            .apply((found) => lookedUpFacts(this.clusterArn, found));
    }
}
