/** Names of the agent's parts where it is installed, and what of it this program owns. */
import type { AgentWorkload } from "../agent/types";
import type { HarnessConfig, HarnessScope } from "./types";
import { AGENT_SERVICE_ACCOUNT, HARNESS_CLUSTER_CLIENTS } from "./release";

type Placed = Pick<HarnessConfig, "argoCd" | "install" | "workloads">;

/** ServiceAccounts that get role argocd: the chart's, or those of what exists. */
export function harnessServiceAccounts(harness: Placed): readonly string[] {
    if (harness.install === "helm" && harness.argoCd === "managed") {
        return HARNESS_CLUSTER_CLIENTS;
    }
    const others = Object.values(othersWorkloads(harness)).map(
        ({ serviceAccount }) => serviceAccount,
    );
    return [
        ...new Set([...others, ...(harness.install === "helm" ? [AGENT_SERVICE_ACCOUNT] : [])]),
    ];
}

/** Workloads that this program did not install and that get role argocd, by part. */
export function othersWorkloads(harness: Placed): Readonly<Record<string, AgentWorkload>> {
    const { controller } = harness.workloads;
    if (harness.install === "existing") {
        return { ...harness.workloads };
    }
    return harness.argoCd === "connected" ? { controller } : {};
}

/** Whether the namespace is created: a Secret or an Argo CD that exists is in a namespace that exists. */
export function ownsNamespace({
    argoCd,
    existingSecretName,
    install,
}: Pick<HarnessConfig, "argoCd" | "existingSecretName" | "install">): boolean {
    return install === "helm" && argoCd === "managed" && existingSecretName === undefined;
}

/** Where in Harness the agent is. */
export function harnessScope(harness: HarnessScope): HarnessScope {
    const { accountIdentifier, agentIdentifier, orgIdentifier, projectIdentifier } = harness;
    return {
        accountIdentifier,
        ...(orgIdentifier === undefined ? {} : { orgIdentifier }),
        ...(projectIdentifier === undefined ? {} : { projectIdentifier }),
        agentIdentifier,
    };
}
