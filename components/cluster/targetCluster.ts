import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ConnectedCluster } from "./clusterRef";
import { EksCluster, type EksClusterTransform } from "./eksCluster";
import type { ClusterReach } from "./enforcedObjects";
import { ExistingCluster } from "./existingCluster";
import { clusterReach, kubernetesProvider } from "./kubernetesProvider";
import type { TargetArgs } from "../../lib/cluster/args";
import type { ExistingClusterFacts } from "../../lib/cluster/existing";
import { resolveCluster, resolveExistingCluster } from "../../lib/cluster/resolve";
import type { ClusterConfig, ExistingClusterConfig } from "../../lib/cluster/types";

export type TargetClusterArgs = TargetArgs & {
    /**
     * Name of the target that never changes: the default range of the VPC and the name of the Kubernetes provider follow
     * from it. @default the component's name
     */
    readonly identity?: string;
    /** Public egress CIDRs of the management cluster: an allow-list contains them. @default none */
    readonly hubEgressCidrs?: pulumi.Input<string[]>;
    /** Facts about an existing cluster that are already known. @default looked up with the component's AWS provider */
    readonly facts?: pulumi.Input<ExistingClusterFacts>;
    /** Changes the arguments of children. @default none */
    readonly transform?: EksClusterTransform;
};

/**
 * A cluster that workloads are deployed to, created or existing, in an account and region of its own.
 *
 * Pass the AWS provider of the cluster's account and region. The component creates a Kubernetes provider for the cluster.
 *
 * @throws ConfigError with every problem of the arguments, before anything is registered
 * @example
 * const testing = new TargetCluster(
 *     "testing",
 *     { clusterName: "testing", accountId: "222222222222", region: "eu-central-1", operatorCidrs: ["203.0.113.0/24"],
 *       provisionerRoleName: "Provisioner", hubEgressCidrs: hub.egressCidrs },
 *     { providers: [awsTesting] },
 * );
 * @example An existing cluster
 * new TargetCluster(
 *     "shop",
 *     { existing: true, clusterName: "shop", accountId: "333333333333", region: "us-east-1" },
 *     { providers: [awsShop] },
 * );
 */
export class TargetCluster extends pulumi.ComponentResource implements ConnectedCluster {
    public readonly accountId: string;
    public readonly region: string;
    public readonly fleet: string;
    public readonly clusterName: pulumi.Output<string>;
    public readonly clusterArn: string;
    public readonly clusterEndpoint: pulumi.Output<string>;
    public readonly clusterCertificateAuthorityData: pulumi.Output<string>;
    public readonly vpcId: pulumi.Output<string>;
    public readonly kubernetesVersion: pulumi.Output<string>;
    public readonly kubernetesProvider: k8s.Provider;
    public readonly reach: ClusterReach;
    public readonly running: readonly pulumi.Resource[];
    public readonly cluster: pulumi.Resource | undefined;

    constructor(name: string, args: TargetClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        const { facts, hubEgressCidrs = [], identity = name, transform, ...plain } = args;
        const config = resolved(name, identity, plain);
        super(
            "eks-gitops-fleet:index:TargetCluster",
            name,
            // Without hubEgressCidrs: the registration would wait for the hub's network.
            { ...plain, identity },
            opts,
        );

        const cluster =
            config.kind === "created"
                ? new EksCluster(
                      `${name}-eks`,
                      { cluster: config, egressCidrs: hubEgressCidrs, transform },
                      { parent: this },
                  )
                : new ExistingCluster(
                      `${name}-existing`,
                      {
                          accountId: config.accountId,
                          region: config.region,
                          clusterName: config.clusterName,
                          facts,
                      },
                      { parent: this },
                  );

        this.accountId = config.accountId;
        this.region = config.region;
        this.fleet = plain.fleet ?? pulumi.getProject();
        this.clusterName = cluster.clusterName;
        this.clusterArn = cluster.clusterArn;
        this.clusterEndpoint = cluster.clusterEndpoint;
        this.clusterCertificateAuthorityData = cluster.clusterCertificateAuthorityData;
        this.vpcId = cluster.vpcId;
        this.kubernetesVersion = cluster.kubernetesVersion;
        this.running = cluster.running;
        this.cluster = cluster.cluster;
        this.reach = clusterReach(this, config);
        // The hub's is `management-kubernetes`, whatever a target is called.
        this.kubernetesProvider = kubernetesProvider(`kubernetes-${identity}`, {
            cluster: this,
            place: config,
            administration: cluster.administration,
            // `pulumi state move` moves the whole target with what waits for its cluster.
            readiness: { name: `${identity}-ready`, parent: opts?.parent ?? this },
        });
        this.registerOutputs({
            clusterName: this.clusterName,
            clusterEndpoint: this.clusterEndpoint,
        });
    }
}

function resolved(
    name: string,
    identity: string,
    args: TargetArgs,
): ClusterConfig | ExistingClusterConfig {
    const options = { subject: `TargetCluster ${name}`, project: pulumi.getProject() };
    return args.existing === true
        ? resolveExistingCluster(args, options)
        : resolveCluster(identity, args, options);
}
