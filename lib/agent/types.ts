/** The agent that deploys: Argo CD, or Harness's. What both have is said once. */
import type { PodSecurityLevel } from "../kubernetes/podSecurity";

/** What every engine is configured with. */
export interface AgentConfig {
    readonly namespace: string;
    /** Level that the namespace enforces, if this program creates it. */
    readonly podSecurity: PodSecurityLevel;
    /** Quota of managed policies per role in the management account. */
    readonly managedPoliciesPerRole: number;
    readonly identity: AgentIdentity;
    /** Redis on three nodes, and more than one of what can be more than one. */
    readonly highAvailability: boolean;
}

/** How the agent's pods get their role: by their projected tokens, or by EKS Pod Identity. */
export type AgentIdentity = "irsa" | "podIdentity";

/** Something of somebody else's that runs the agent's pods. */
export interface AgentWorkload {
    readonly kind: "Deployment" | "StatefulSet";
    readonly name: string;
    readonly serviceAccount: string;
}
