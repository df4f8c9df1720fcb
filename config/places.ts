/** Places that a stack works in, by the configuration. */
import type { WorkPlace } from "../lib/aws/accounts";
import type { AccountConfig, ClusterPlace } from "../lib/cluster/types";
import type { FleetConfig } from "./types";

/** A place that a stack works in, and the boundary of the roles that it makes there. */
export interface Place extends AccountConfig, Pick<WorkPlace, "path"> {
    /** Name of the cluster; undefined where there is none. */
    readonly clusterName?: string | undefined;
    /** The stack makes the cluster, and does not only use it. */
    readonly makesCluster?: boolean;
    /** ARN; undefined where roles there are unbounded. */
    readonly boundaryArn?: string | undefined;
}

/** Every place that a stack's file names, the management cluster's first. */
export function ownPlaces(config: FleetConfig): readonly Place[] {
    const bounded = (
        path: string,
        cluster: ClusterPlace & { readonly kind: "created" | "existing" | "management" },
    ): Place => ({
        path,
        boundaryArn: cluster.roleSettings.permissionsBoundaryArn,
        makesCluster: cluster.kind === "created",
        ...cluster,
    });
    return [
        ...(config.hub.kind === "own" ? [bounded("management", config.hub.management)] : []),
        ...Object.entries(config.targets).map(([key, { cluster }]) =>
            bounded(`targets.${key}`, cluster),
        ),
        ...Object.entries(config.workloadIdentities).flatMap(([key, { cluster, accounts }]) => [
            ...(cluster.kind === "management"
                ? []
                : [bounded(`workloadIdentities.${key}.cluster`, cluster)]),
            ...Object.entries(accounts).map(([accountKey, account]) => ({
                path: `workloadIdentities.${key}.accounts.${accountKey}`,
                boundaryArn: account.roleSettings.permissionsBoundaryArn,
                ...account,
            })),
        ]),
    ];
}
