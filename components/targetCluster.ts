import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { EksCluster, type ClusterRef } from "./eksCluster";
import type { ClusterConfig } from "./lib/config/cluster/types";

export interface TargetClusterArgs {
    readonly cluster: ClusterConfig;
    /** Ranges that the management cluster's pods are seen from. */
    readonly managementEgressCidrs: pulumi.Input<string[]>;
}

/** A cluster that workloads are deployed to, in an account and region of its own. */
export class TargetCluster extends pulumi.ComponentResource implements ClusterRef {
    public readonly clusterName: pulumi.Output<string>;
    /** Known at preview. */
    public readonly clusterArn: string;
    public readonly clusterEndpoint: pulumi.Output<string>;
    public readonly clusterCertificateAuthorityData: pulumi.Output<string>;
    /** Acts in the cluster as the provisioner. */
    public readonly kubernetesProvider: k8s.Provider;
    /** Everything that must still stand while something runs on the cluster. */
    public readonly running: readonly pulumi.Resource[];
    /** What in-cluster objects die with. */
    public readonly cluster: pulumi.Resource;

    constructor(name: string, args: TargetClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:TargetCluster", name, {}, opts);

        const cluster = new EksCluster(
            `${name}-eks`,
            { cluster: args.cluster, egressCidrs: args.managementEgressCidrs },
            { parent: this },
        );

        this.clusterName = cluster.clusterName;
        this.clusterArn = cluster.clusterArn;
        this.clusterEndpoint = cluster.clusterEndpoint;
        this.clusterCertificateAuthorityData = cluster.clusterCertificateAuthorityData;
        this.kubernetesProvider = cluster.kubernetesProvider;
        this.running = cluster.running;
        this.cluster = cluster.cluster;
        this.registerOutputs({
            clusterName: this.clusterName,
            clusterEndpoint: this.clusterEndpoint,
        });
    }
}
