/** Harness's GitOps agent as configured. */
import type { AgentConfig, AgentWorkload } from "../agent/types";

export interface HarnessConfig extends AgentConfig {
    readonly install: HarnessInstall;
    readonly argoCd: HarnessArgoCd;
    readonly scope: HarnessScope;
    /** What somebody else's agent, or Argo CD, runs; upstream's own names where nothing else is said. */
    readonly workloads: HarnessWorkloads;
}

/** From its Helm chart, or an agent that is there already. */
export type HarnessInstall =
    | {
          readonly kind: "helm";
          /** Directory with the chart `gitops-helm`; absent: the official address. */
          readonly chart?: string;
          /** `https://` address that the agent reports to. */
          readonly agentHttpTarget: string;
          readonly token: HarnessToken;
          /** Whether Harness's CronJob renews the agent's images. */
          readonly upgrader: boolean;
          /** Whether the chart's NetworkPolicies are made. */
          readonly networkPolicy: boolean;
      }
    | { readonly kind: "existing" };

/** The agent's token: in a secret configuration key, or in a Secret that is there already. */
export type HarnessToken =
    | { readonly kind: "config"; readonly tokenSecret: string }
    | { readonly kind: "existing"; readonly secretName: string };

/** The Argo CD that comes with the agent and belongs to it, or one of somebody's own that it is connected to. */
export type HarnessArgoCd = "managed" | "connected";

/** Where in Harness the agent is: in an account, an organisation of it, or a project of that. */
export interface HarnessScope {
    readonly accountIdentifier: string;
    readonly orgIdentifier?: string;
    readonly projectIdentifier?: string;
    /** As Harness made it, without the prefix of its scope. */
    readonly agentIdentifier: string;
}

/** The parts that reach clusters. */
export type HarnessPart = "controller" | "agent";

export type HarnessWorkloads = Readonly<Record<HarnessPart, AgentWorkload>>;
