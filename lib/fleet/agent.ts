/** What the rest of the program needs to know about the agent, for either engine. */
import { argoCdSecretNames } from "../argocd/secretNames";
import { agentServiceAccounts } from "../argocd/workloads";
import type { ArgoCdConfig } from "../argocd/types";
import type { HarnessConfig } from "../harness/types";
import { harnessSecretNames } from "../harness/resolve";
import { harnessScope, harnessServiceAccounts } from "../harness/workloads";
import type { HarnessHub } from "./hubContract";

/** The engine with its configuration. */
export type HubAgent =
    | { readonly engine: "argocd"; readonly config: ArgoCdConfig }
    | { readonly engine: "harness"; readonly config: HarnessConfig };

/** ServiceAccounts that get role argocd. */
export function roleServiceAccounts(agent: HubAgent): readonly string[] {
    return agent.engine === "argocd"
        ? agentServiceAccounts(agent.config)
        : harnessServiceAccounts(agent.config);
}

/** Names of the secrets that the agent's configuration names. Whoever builds the agent supplies their values. */
export function agentSecretNames(agent: HubAgent): readonly string[] {
    return agent.engine === "argocd"
        ? argoCdSecretNames(agent.config)
        : harnessSecretNames(agent.config);
}

/** How Harness's agent refers to clusters; undefined for Argo CD. */
export function harnessHubOf(agent: HubAgent): HarnessHub | undefined {
    return agent.engine === "harness"
        ? { argoCd: agent.config.argoCd, scope: harnessScope(agent.config) }
        : undefined;
}
