/** The agent of this stack's hub, by its engine. */
import type * as k8s from "@pulumi/kubernetes";

import {
    installArgoCd,
    installHarness,
    type ArgoCdInstallation,
    type InstallArgoCdArgs,
} from "../components";
import type { HubAgent } from "../lib/fleet/agent";

export interface InstallAgentArgs extends Omit<InstallArgoCdArgs, "argocd"> {
    /** Acts in the management cluster. */
    readonly provider: k8s.Provider;
}

/** Installs it. Two engines have two names: one that takes the other's place is another installation. */
export function installAgent(
    agent: HubAgent,
    { provider, ...args }: InstallAgentArgs,
): ArgoCdInstallation {
    const opts = { providers: [provider] };
    return agent.engine === "argocd"
        ? installArgoCd("argocd", { ...args, argocd: agent.config }, opts)
        : installHarness("harness", { ...args, harness: agent.config }, opts);
}
