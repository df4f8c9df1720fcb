import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { ClusterReadiness } from "./clusterReadiness";
import type { ClusterRef } from "./clusterRef";
import type { ClusterReach } from "./enforcedObjects";
import type { AccountConfig } from "../../lib/cluster/types";
import { renderKubeconfig } from "../../lib/kubernetes/kubeconfig";

export interface KubernetesProviderArgs {
    readonly cluster: ClusterRef;
    /** Region of the cluster, and the role that the account's AWS provider assumes: the token is made by the same. */
    readonly place: AccountConfig;
    /**
     * What makes that role an administrator of a cluster that this stack creates. The provider then waits until the cluster
     * can be used. @default the cluster exists and admits the role already
     */
    readonly administration?: readonly pulumi.Resource[] | undefined;
    /**
     * Name and parent of what waits for the cluster: it moves to another stack with its parent. The provider itself has no
     * parent. @default the provider's name with `-ready`, and no parent
     */
    readonly readiness?: { readonly name: string; readonly parent: pulumi.Resource };
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
    const kubeconfig = clusterKubeconfig(args.cluster, args.place);
    const { clusterArn } = args.cluster;
    const ready =
        args.administration === undefined
            ? []
            : [
                  new ClusterReadiness(
                      args.readiness?.name ?? `${name}-ready`,
                      { clusterArn, kubeconfig },
                      {
                          ...opts,
                          ...(args.readiness === undefined
                              ? {}
                              : { parent: args.readiness.parent }),
                          dependsOn: [...args.administration],
                      },
                  ),
              ];
    return new k8s.Provider(
        name,
        {
            kubeconfig,
            // Objects stay the same objects when the kubeconfig's text changes.
            clusterIdentifier: clusterArn,
            enableServerSideApply: true,
            // What Argo CD reads must not be deleted to be changed: an ApplicationSet deletes its Applications within
            // 50 ms of a registration's disappearance.
            enableConfigMapMutable: true,
            enableSecretMutable: true,
            // Edits by hand are overwritten without field manager conflicts.
            enablePatchForce: true,
        },
        { ...opts, dependsOn: ready },
    );
}

/** How dynamic resources act in a cluster as the provisioner: by the same credential as the Kubernetes provider. */
export function clusterReach(cluster: ClusterRef, place: AccountConfig): ClusterReach {
    return {
        clusterArn: cluster.clusterArn,
        kubeconfig: clusterKubeconfig(cluster, place),
    };
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
