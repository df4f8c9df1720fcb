/** What the agent's parts are called where it is installed. */
import type { AgentWorkload } from "../agent/types";
import type { HarnessConfig } from "./types";
import { AGENT_SERVICE_ACCOUNT, HARNESS_CLUSTER_CLIENTS } from "./release";

type Placed = Pick<HarnessConfig, "argoCd" | "install" | "workloads">;

/** ServiceAccounts that get role argocd: the chart's, or those of what is there already. */
export function harnessServiceAccounts(harness: Placed): readonly string[] {
    if (harness.install.kind === "helm" && harness.argoCd === "managed") {
        return HARNESS_CLUSTER_CLIENTS;
    }
    const others = Object.values(othersWorkloads(harness)).map(
        ({ serviceAccount }) => serviceAccount,
    );
    return [
        ...new Set([
            ...others,
            ...(harness.install.kind === "helm" ? [AGENT_SERVICE_ACCOUNT] : []),
        ]),
    ];
}

/** What somebody else installed and is to have role argocd, by part. */
export function othersWorkloads(harness: Placed): Readonly<Record<string, AgentWorkload>> {
    const { controller } = harness.workloads;
    if (harness.install.kind === "existing") {
        return { ...harness.workloads };
    }
    return harness.argoCd === "connected" ? { controller } : {};
}
