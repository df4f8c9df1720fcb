/** Clusters: where they are kept and how they are found. */
import type { Scope, Store, Table } from "../store";
import type { Cluster } from "./types";

/** All types of control plane logs. EKS user guide, "Send control plane logs to CloudWatch Logs". */
export const LOG_TYPES = [
    "api",
    "audit",
    "authenticator",
    "controllerManager",
    "scheduler",
] as const;

/** The clusters of an account and region by name. */
export function clustersOf(store: Store, scope: Scope): Table<Cluster> {
    return store.table("eks:cluster", scope);
}

/** A cluster by name, in any state. */
export function findCluster(
    store: Store,
    scope: { readonly account: string; readonly region: string },
    name: string,
): Cluster | undefined {
    return clustersOf(store, scope).get(name);
}

/** The cluster with this issuer, in any account; with or without `https://`. */
export function clusterByIssuer(store: Store, issuer: string): Cluster | undefined {
    const bare = (url: string): string => url.replace(/^https:\/\//, "").replace(/\/$/, "");
    return allClusters(store).find(
        (cluster) => cluster.issuer !== "" && bare(cluster.issuer) === bare(issuer),
    );
}

/** Every cluster there is. */
export function allClusters(store: Store): readonly Cluster[] {
    return store.all<Cluster>("eks:cluster");
}
