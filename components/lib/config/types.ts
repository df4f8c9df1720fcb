/** The fleet as configured: parsed, checked, complete with defaults, deeply readonly. */
import type { Partition } from "../arn";
import type { ArgoCdConfig } from "./argocd/types";
import type { ClusterConfig } from "./cluster/types";
import type { GuestbookConfig } from "./guestbook/types";
import type { TargetConfig } from "./target/types";

export interface FleetConfig {
    /** Prefix of every role and RBAC name, so that two fleets can share an account or a cluster. */
    readonly fleet: string;
    readonly partition: Partition;
    /** Tags of every AWS resource. */
    readonly tags: Readonly<Record<string, string>>;
    readonly management: ClusterConfig;
    readonly argocd: ArgoCdConfig;
    /** By target key. A key never changes: it is part of names and of the state. */
    readonly targets: Readonly<Record<string, TargetConfig>>;
    readonly guestbook: GuestbookConfig;
}
