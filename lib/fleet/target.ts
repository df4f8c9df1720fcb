/** A target as configured. */
import type { AccessScope } from "../kubernetes/access";
import type { ClusterConfig, ClusterPlace, ExistingTargetConfig } from "../cluster/types";

/** The management cluster as a target of its own fleet. */
export interface ManagementAsTarget extends ClusterPlace {
    readonly kind: "management";
}

export interface TargetConfig {
    readonly cluster: ClusterConfig | ExistingTargetConfig | ManagementAsTarget;
    /** The key, or the key the target had before: what every name of it is made of, in accounts, clusters and the state. */
    readonly identity: string;
    /** Name in Argo CD; may change, the key may not. */
    readonly displayName: string;
    readonly access: AccessScope;
    /** Repositories that the target's Applications may come from. */
    readonly sourceRepos: readonly string[];
    /** Labels and annotations of the registration, beside the program's own. */
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
    /** Shard of the application controller; absent: Argo CD's choice. */
    readonly shard?: number;
}
