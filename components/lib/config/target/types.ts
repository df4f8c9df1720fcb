/** A target as configured. */
import type { AccessScope } from "../../access";
import type { ClusterConfig } from "../cluster/types";

export interface TargetConfig extends ClusterConfig {
    /** Name in Argo CD; may change, the key may not. */
    readonly displayName: string;
    readonly access: AccessScope;
    /** Repositories that the target's Applications may come from. */
    readonly sourceRepos: readonly string[];
}
