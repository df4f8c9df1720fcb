import * as pulumi from "@pulumi/pulumi";

import type { ConnectedCluster } from "../cluster/clusterRef";
import { clusterSecretMetadata, type ClusterMetadata } from "../../lib/argocd/clusterSecret";

/** Labels and annotations of a registered cluster, for generators and templates, whoever registers it. */
export function targetMetadata(
    cluster: ConnectedCluster,
    settings: Pick<ClusterMetadata, "annotations" | "displayName" | "environment" | "labels">,
): pulumi.Output<ReturnType<typeof clusterSecretMetadata>> {
    const { accountId, region } = cluster;
    const { annotations, displayName, environment, labels } = settings;
    return pulumi
        .output({
            clusterName: cluster.clusterName,
            vpcId: cluster.vpcId,
            kubernetesVersion: cluster.kubernetesVersion,
        })
        .apply((found) =>
            clusterSecretMetadata({
                ...found,
                accountId,
                annotations,
                displayName,
                environment,
                labels,
                region,
            }),
        );
}
