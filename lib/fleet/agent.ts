/** What the rest of the program needs to know about the agent, for either engine. */
import { argoCdSecretNames } from "../argocd/secretNames";
import { agentServiceAccounts } from "../argocd/workloads";
import type { ArgoCdConfig } from "../argocd/types";
import type { HarnessConfig } from "../harness/types";
import { harnessServiceAccounts } from "../harness/workloads";
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

/** The secret configuration keys that the agent's configuration refers to: index.ts reads them with requireSecret. */
export function agentSecretNames(agent: HubAgent): readonly string[] {
    if (agent.engine === "argocd") {
        return argoCdSecretNames(agent.config);
    }
    const { install } = agent.config;
    return install.kind === "helm" && install.token.kind === "config"
        ? [install.token.tokenSecret]
        : [];
}

/** How Harness's agent refers to clusters; undefined for Argo CD. */
export function harnessHubOf(agent: HubAgent): HarnessHub | undefined {
    return agent.engine === "harness"
        ? { argoCd: agent.config.argoCd, scope: agent.config.scope }
        : undefined;
}
