import * as pulumi from "@pulumi/pulumi";

import { EksCluster } from "./eksCluster";
import type { ClusterRef } from "./clusterRef";
import { ExistingCluster } from "./existingCluster";
import type { ClusterConfig } from "../../lib/cluster/types";
import type { ExistingTargetConfig } from "../../lib/cluster/types";
import type { ExistingClusterFacts } from "../../lib/cluster/existing";

export interface TargetClusterArgs {
    readonly cluster: ClusterConfig | ExistingTargetConfig;
    /** What was looked up, where the cluster exists already. @default none: the cluster is created */
    readonly existing?: ExistingClusterFacts;
    /** Ranges that the management cluster's pods are seen from. */
    readonly managementEgressCidrs: pulumi.Input<string[]>;
}

/** A cluster that workloads are deployed to, created or found, in an account and region of its own. */
export class TargetCluster extends pulumi.ComponentResource implements ClusterRef {
    public readonly clusterName: pulumi.Output<string>;
    /** Known at preview. */
    public readonly clusterArn: string;
    public readonly clusterEndpoint: pulumi.Output<string>;
    public readonly clusterCertificateAuthorityData: pulumi.Output<string>;
    public readonly vpcId: pulumi.Output<string>;
    public readonly kubernetesVersion: string;
    /** What makes the provisioner an administrator of a created cluster; undefined for an existing one. */
    public readonly administration: readonly pulumi.Resource[] | undefined;
    /** Everything that must still stand while something runs on the cluster. */
    public readonly running: readonly pulumi.Resource[];
    /** What in-cluster objects die with; undefined for a cluster of somebody else's. */
    public readonly cluster: pulumi.Resource | undefined;

    constructor(name: string, args: TargetClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:TargetCluster", name, {}, opts);

        const cluster =
            args.cluster.kind === "created"
                ? new EksCluster(
                      `${name}-eks`,
                      { cluster: args.cluster, egressCidrs: args.managementEgressCidrs },
                      { parent: this },
                  )
                : new ExistingCluster(
                      `${name}-existing`,
                      { cluster: args.cluster, facts: args.existing, egressCidrs: [] },
                      { parent: this },
                  );

        this.clusterName = cluster.clusterName;
        this.clusterArn = cluster.clusterArn;
        this.clusterEndpoint = cluster.clusterEndpoint;
        this.clusterCertificateAuthorityData = cluster.clusterCertificateAuthorityData;
        this.vpcId = cluster.vpcId;
        this.kubernetesVersion = cluster.kubernetesVersion;
        this.administration = cluster.administration;
        this.running = cluster.running;
        this.cluster = cluster.cluster;
        this.registerOutputs({
            clusterName: this.clusterName,
            clusterEndpoint: this.clusterEndpoint,
        });
    }
}
