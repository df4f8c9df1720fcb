/** What both agents that deploy have in common, Argo CD and Harness's. */
import type { PodSecurityLevel } from "../kubernetes/podSecurity";

/** What every engine is configured with. */
export interface AgentConfig {
    readonly namespace: string;
    /** Level that the namespace enforces, if this program creates it. */
    readonly podSecurity: Exclude<PodSecurityLevel, "privileged">;
    /** Quota of managed policies per role in the hub account. */
    readonly managedPoliciesPerRole: number;
    readonly identity: AgentIdentity;
    /** Redis on three nodes, and two of every part that can have two. */
    readonly highAvailability: boolean;
}

/** How the agent's pods get their role: by their projected tokens, or by EKS Pod Identity. */
export type AgentIdentity = "irsa" | "podIdentity";

/** Something of an existing installation that runs the agent's pods. */
export interface AgentWorkload {
    readonly kind: "Deployment" | "StatefulSet";
    readonly name: string;
    readonly serviceAccount: string;
}
