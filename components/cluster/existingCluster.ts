import * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "./clusterRef";
import { clusterArn } from "../../lib/aws/arn";
import type { ExistingClusterConfig } from "../../lib/cluster/types";
import type { ExistingClusterFacts } from "../../lib/cluster/existing";

export interface ExistingClusterArgs {
    readonly cluster: ExistingClusterConfig;
    /** What was looked up before anything is built. */
    readonly facts: ExistingClusterFacts | undefined;
    /** Ranges that pods are seen from outside. */
    readonly egressCidrs: readonly string[];
}

/** A cluster that somebody else made, in the same words as one of ours. It owns nothing, so it outlives every destroy. */
export class ExistingCluster extends pulumi.ComponentResource implements ClusterRef {
    public readonly clusterName: pulumi.Output<string>;
    public readonly clusterArn: string;
    public readonly clusterEndpoint: pulumi.Output<string>;
    public readonly clusterCertificateAuthorityData: pulumi.Output<string>;
    public readonly vpcId: pulumi.Output<string>;
    public readonly kubernetesVersion: string;
    public readonly oidcIssuerUrl: pulumi.Output<string>;
    public readonly egressCidrs: pulumi.Output<string[]>;
    /** None: the cluster exists, and so must the provisioner's access to it. */
    public readonly administration = undefined;
    public readonly running: readonly pulumi.Resource[] = [];
    public readonly cluster: pulumi.Resource | undefined = undefined;

    constructor(name: string, args: ExistingClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:ExistingCluster", name, {}, opts);

        const { cluster, facts } = args;
        if (facts === undefined) {
            throw new pulumi.ResourceError(
                `ExistingCluster ${name}: 'facts' are missing; look up cluster ${cluster.clusterName} first (discovery/clusters.ts).`,
                this,
            );
        }

        this.clusterName = pulumi.output(cluster.clusterName);
        this.clusterArn = clusterArn(cluster.region, cluster.accountId, cluster.clusterName);
        this.clusterEndpoint = pulumi.output(facts.endpoint);
        this.clusterCertificateAuthorityData = pulumi.output(facts.certificateAuthorityData);
        this.vpcId = pulumi.output(facts.vpcId);
        this.kubernetesVersion = facts.kubernetesVersion;
        this.oidcIssuerUrl = pulumi.output(facts.oidcIssuerUrl);
        this.egressCidrs = pulumi.output([...args.egressCidrs]);
        this.registerOutputs({ clusterName: this.clusterName });
    }
}
