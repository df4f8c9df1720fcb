/** The hub as configured: this stack's own, another stack's, or none. */
import type { HubAgent } from "../../lib/fleet/agent";
import type { ManagementArgs } from "../../lib/cluster/args";
import type { ManagementConfig } from "../../lib/cluster/types";

export type HubConfig = OwnHub | ReferredHub | NoHub;

/** The management cluster and the agent on it are this stack's. */
export interface OwnHub {
    readonly kind: "own";
    readonly management: ManagementConfig;
    /** The keys that the management cluster is resolved from, as its component takes them. */
    readonly args: ManagementArgs;
    readonly agent: HubAgent;
}

/** They are another stack's, which says in its outputs what must be known of them. */
export interface ReferredHub {
    readonly kind: "referred";
    /** Name of the stack, as StackReference takes it once organisation and project are filled in. */
    readonly stack: string;
    /** Role that Pulumi assumes in an account; undefined where it uses its own credentials. */
    readonly provisionerRoleArn?: string;
    readonly provisionerRoleName?: string;
}

/** The stack has nothing to do with Argo CD: workload identities, on clusters that exist. */
export interface NoHub {
    readonly kind: "none";
}
