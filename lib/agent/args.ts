/** The agent as its user describes it, in the stack file and in code: the same names, the same defaults. */
import type { AgentIdentity, AgentWorkload } from "./types";

/** What every engine is configured with. */
export interface AgentArgs {
    /** Namespace that the agent runs in. @default argocd */
    readonly namespace?: string;
    /** Pod Security level that the namespace enforces, if it is created. @default baseline */
    readonly podSecurity?: "baseline" | "restricted";
    /** How the agent's pods get role argocd. Fargate has no EKS Pod Identity. @default irsa */
    readonly identity?: AgentIdentity;
    /** The hub account's quota of managed policies per role: each pack of Deployer roles takes one. @default 10 */
    readonly managedPoliciesPerRole?: number;
    /** Redis on three nodes, and two of every part that can have two. @default false, true in production */
    readonly highAvailability?: boolean;
}

/** Something of an existing installation that runs the agent's pods. Each name defaults to upstream's. */
export type AgentWorkloadArgs = Partial<AgentWorkload>;
