/**
 * Harness's GitOps agent as its user describes it, in the stack file and in code: the same names, the same defaults.
 * Secrets are named, not written: `tokenSecret` holds the name of a secret, and its value is given apart.
 */
import type { AgentArgs, AgentWorkloadArgs } from "../agent/args";

export interface HarnessArgs extends AgentArgs {
    /** Account in Harness. */
    readonly accountIdentifier: string;
    /** Organization in Harness. @default none, for an agent of the whole account */
    readonly orgIdentifier?: string;
    /** Project in Harness; needs orgIdentifier. @default none, for an agent of an organization or account */
    readonly projectIdentifier?: string;
    /** The agent's identifier as Harness shows it, without the prefix account or org. */
    readonly agentIdentifier: string;
    /** From Harness's Helm chart, or an agent that exists. @default helm */
    readonly install?: "helm" | "existing";
    /**
     * `managed`: the Argo CD that comes with the agent, whose clusters and Applications are created in Harness.
     * `connected`: your own in the same namespace. @default managed
     */
    readonly argoCd?: "managed" | "connected";
    /** Directory with the chart gitops-helm. @default Harness's address */
    readonly chart?: string;
    /** `https://` address that the agent reports to. @default https://app.harness.io/gitops */
    readonly agentHttpTarget?: string;
    /** Name of the secret that holds the agent's token; either this or existingSecretName. */
    readonly tokenSecret?: string;
    /** Secret in the agent's namespace that has the token as GITOPS_AGENT_TOKEN; then the namespace exists as well. */
    readonly existingSecretName?: string;
    /** Whether Harness's CronJob updates the agent's images. @default false */
    readonly upgrader?: boolean;
    /** Whether the chart's NetworkPolicies are created. @default true for a managed Argo CD, false for a connected one */
    readonly networkPolicy?: boolean;
    /** Names of the parts of an existing agent or a connected Argo CD. @default upstream's names */
    readonly workloads?: {
        readonly controller?: AgentWorkloadArgs;
        readonly agent?: AgentWorkloadArgs;
    };
}
