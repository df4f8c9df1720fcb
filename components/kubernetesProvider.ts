import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "./eksCluster";
import type { AccountConfig } from "./lib/config/cluster/types";
import { renderKubeconfig } from "./lib/kubernetes/kubeconfig";

export interface KubernetesProviderArgs {
    readonly cluster: ClusterRef;
    /** Region of the cluster, and the role that the account's AWS provider assumes: the token is made by the same. */
    readonly place: AccountConfig;
    /** What makes that role an administrator: without it every call is refused. @default none */
    readonly administration?: readonly pulumi.Resource[];
}

/**
 * A provider that acts in a cluster as the provisioner. Its only credential is a command.
 * It is no child of its cluster: a cluster that is created, looked up or another stack's has the same provider in the
 * state, so that what lives inside it can change hands.
 */
export function kubernetesProvider(
    name: string,
    args: KubernetesProviderArgs,
    opts: pulumi.ResourceOptions = {},
): k8s.Provider {
    return new k8s.Provider(
        name,
        {
            kubeconfig: clusterKubeconfig(args.cluster, args.place),
            // Objects stay the same objects when the kubeconfig's text changes.
            clusterIdentifier: args.cluster.clusterArn,
            enableServerSideApply: true,
        },
        { ...opts, dependsOn: [...(args.administration ?? [])] },
    );
}

/** A kubeconfig for acting in a cluster as the provisioner. It holds a command and no credential. */
export function clusterKubeconfig(
    cluster: ClusterRef,
    place: AccountConfig,
): pulumi.Output<string> {
    return pulumi
        .output({
            clusterName: cluster.clusterName,
            endpoint: cluster.clusterEndpoint,
            certificateAuthorityData: cluster.clusterCertificateAuthorityData,
        })
        .apply((facts) =>
            renderKubeconfig({
                ...facts,
                region: place.region,
                ...(place.provisionerRoleArn === undefined
                    ? {}
                    : { roleArn: place.provisionerRoleArn }),
            }),
        );
}
