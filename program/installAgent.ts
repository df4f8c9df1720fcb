/** The agent of this stack's hub, by its engine. */
import type * as pulumi from "@pulumi/pulumi";

import { ArgoCd, HarnessAgent, type ArgoRoleRef, type ConnectedCluster } from "../components";
import type { ArgoCdManifests } from "../lib/argocd/manifests";
import type { HubAgent } from "../lib/fleet/agent";

export interface InstallAgentArgs {
    /** The management cluster. */
    readonly cluster: ConnectedCluster;
    readonly role: ArgoRoleRef;
    /** Values of the secrets that the configuration names. */
    readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
    /** As discovered; undefined unless Argo CD is installed from them. */
    readonly manifests?: ArgoCdManifests;
}

export interface InstalledAgent {
    /** Whatever the agent works on depends on these. */
    readonly installation: readonly pulumi.Resource[];
    /** A secret; undefined unless it is generated. */
    readonly adminPassword?: pulumi.Output<string> | undefined;
}

/** Installs the agent. The engines have different names: changing the engine is another installation. */
export function installAgent(
    agent: HubAgent,
    { manifests, ...args }: InstallAgentArgs,
): InstalledAgent {
    // An existing agent has no such setting.
    const highAvailability =
        agent.config.install === "existing" ? undefined : agent.config.highAvailability;
    if (agent.engine === "harness") {
        return new HarnessAgent("harness", { ...args, ...agent.config, highAvailability });
    }
    // The bootstrap comes after the targets, from a component of its own.
    const { bootstrap, ...config } = agent.config;
    return new ArgoCd("argocd", {
        ...args,
        ...config,
        highAvailability,
        manifests: manifests ?? config.manifests,
    });
}
