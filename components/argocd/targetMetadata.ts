import * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "../cluster/clusterRef";
import { clusterSecretMetadata } from "../../lib/argocd/clusterSecret";
import type { TargetConfig } from "../../lib/fleet/target";

/** What generators and templates know of a target, whoever registers it. @param environment what the clusters are for */
export function targetMetadata(
    target: TargetConfig,
    cluster: ClusterRef,
    environment: string,
): pulumi.Output<ReturnType<typeof clusterSecretMetadata>> {
    return pulumi
        .output({
            clusterName: cluster.clusterName,
            vpcId: cluster.vpcId,
            kubernetesVersion: cluster.kubernetesVersion,
        })
        .apply((found) =>
            clusterSecretMetadata({
                ...found,
                displayName: target.displayName,
                environment,
                accountId: target.cluster.accountId,
                region: target.cluster.region,
                labels: target.labels,
                annotations: target.annotations,
            }),
        );
}
