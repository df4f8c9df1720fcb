/** A target as configured. */
import type { AccessScope } from "../kubernetes/access";
import type { TargetArgs } from "../cluster/args";
import type { ClusterConfig, ClusterPlace, ExistingTargetConfig } from "../cluster/types";

/** The management cluster as a target of its own fleet. */
export interface ManagementAsTarget extends ClusterPlace {
    readonly kind: "management";
}

export interface TargetConfig {
    readonly cluster: ClusterConfig | ExistingTargetConfig | ManagementAsTarget;
    /** The keys that the cluster is resolved from, as its component takes them; undefined for the management cluster. */
    readonly args?: TargetArgs | undefined;
    /**
     * The key, or the former key of a renamed target. All names of the target derive from it: in accounts, in clusters
     * and in the state.
     */
    readonly identity: string;
    /** Name in Argo CD. It may change; the key may not. */
    readonly displayName: string;
    readonly access: AccessScope;
    /** Repositories that the target's Applications may use as sources. */
    readonly sourceRepos: readonly string[];
    /** Labels and annotations of the registration, in addition to the program's own. */
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
    /** Shard of the application controller. Unset: Argo CD chooses. */
    readonly shard?: number;
}
