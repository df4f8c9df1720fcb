/** The fleet as configured: parsed, checked, complete with defaults, deeply readonly. */
import type { Partition } from "../lib/aws/arn";
import type { GuestbookConfig } from "../lib/fleet/guestbook";
import type { HubConfig } from "./hub/types";
import type { TargetConfig } from "../lib/fleet/target";
import type { WorkloadIdentityConfig } from "../lib/workloadIdentity/types";

export interface FleetConfig {
    /** Prefix of every role and RBAC name, so that two fleets can share an account or a cluster. */
    readonly fleet: string;
    readonly partition: Partition;
    /** Tags of every AWS resource; the fleet's own among them. */
    readonly tags: Readonly<Record<string, string>>;
    /** What the clusters are for; moves defaults, and is a label of every registration. */
    readonly environment: "nonproduction" | "production";
    /** Path of every role, `/` or `/some/path/`. */
    readonly rolePath: string;
    /** The management cluster and its agent: this stack's, another stack's, or none. */
    readonly hub: HubConfig;
    /** By target key. A key never changes: it is part of names and of the state. */
    readonly targets: Readonly<Record<string, TargetConfig>>;
    readonly guestbook: GuestbookConfig;
    /** By identity key. A key never changes: it is part of names and of the state. */
    readonly workloadIdentities: Readonly<Record<string, WorkloadIdentityConfig>>;
    /** What works, and is worth knowing before it is created. One line each. */
    readonly warnings: readonly string[];
}
