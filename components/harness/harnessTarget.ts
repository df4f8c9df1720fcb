import * as pulumi from "@pulumi/pulumi";

import type { ConnectedCluster } from "../cluster/clusterRef";
import type { HarnessScope } from "../../lib/harness/types";
import type { TargetConfig } from "../../lib/fleet/target";
import { harnessRegistration, type HarnessRegistration } from "../../lib/harness/registration";
import { targetMetadata } from "../argocd/targetMetadata";

export interface HarnessTargetArgs {
    /** Account, organization and project of the agent in Harness. */
    readonly harness: HarnessScope;
    /** Name of the AppProject. */
    readonly registrationName: string;
    readonly target: Pick<
        TargetConfig,
        "access" | "annotations" | "displayName" | "labels" | "shard"
    >;
    readonly cluster: ConnectedCluster;
    /** What the fleet's clusters are for. */
    readonly environment: string;
    readonly deployerRoleArn: string;
}

/** The settings to enter in Harness for a target. None of them is a credential. */
export function harnessTarget(args: HarnessTargetArgs): pulumi.Output<HarnessRegistration> {
    const { cluster, harness, registrationName, target } = args;
    const { access, displayName, shard } = target;
    return pulumi
        .output({
            metadata: targetMetadata(cluster, { ...target, environment: args.environment }),
            clusterName: cluster.clusterName,
            endpoint: cluster.clusterEndpoint,
            certificateAuthorityData: cluster.clusterCertificateAuthorityData,
            deployerRoleArn: args.deployerRoleArn,
        })
        .apply(({ metadata, ...found }) =>
            harnessRegistration({
                ...found,
                ...metadata,
                harness,
                displayName,
                scope: access,
                project: registrationName,
                ...(shard === undefined ? {} : { shard }),
            }),
        );
}
