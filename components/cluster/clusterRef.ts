import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { ClusterReach } from "./enforcedObjects";

/** A cluster as other components know it, whoever created it. */
export interface ClusterRef {
    /** Known at preview. */
    readonly clusterArn: string;
    readonly clusterName: pulumi.Output<string>;
    readonly clusterEndpoint: pulumi.Output<string>;
    /** base64 of the PEM, as EKS returns it. */
    readonly clusterCertificateAuthorityData: pulumi.Output<string>;
    readonly vpcId: pulumi.Output<string>;
    /** Minor version, `1.35`. */
    readonly kubernetesVersion: pulumi.Output<string>;
}

/** A cluster to create objects in. */
export interface ConnectedCluster extends ClusterRef {
    /** Twelve digits. */
    readonly accountId: string;
    readonly region: string;
    /** Acts in the cluster as an administrator. */
    readonly kubernetesProvider: k8s.Provider;
    /** The same for dynamic resources. */
    readonly reach: ClusterReach;
    /** Everything that must still exist while something runs on the cluster. */
    readonly running: readonly pulumi.Resource[];
    /** Pass as `deletedWith` to in-cluster objects. Undefined if this stack does not own the cluster. */
    readonly cluster: pulumi.Resource | undefined;
}

/** The management cluster as the agent's role and the targets know it. */
export interface HubCluster extends ConnectedCluster {
    /** Prefix of every role and RBAC name of the fleet. */
    readonly fleet: string;
    /** `https://oidc.eks...` */
    readonly oidcIssuerUrl: pulumi.Output<string>;
    /** ARN of the issuer's IAM OIDC provider in the hub account. */
    readonly oidcProviderArn: pulumi.Output<string>;
    /** Public egress CIDRs of the agent's pods: targets' allow-lists contain them. */
    readonly egressCidrs: pulumi.Output<string[]>;
}
