/** Names of Argo CD's parts where it is installed. */
import type { ArgoCdConfig } from "./types";
import { CLUSTER_CLIENTS } from "./release";

/** ServiceAccounts that get role argocd: upstream's, or those of an existing installation. */
export function agentServiceAccounts(
    argocd: Pick<ArgoCdConfig, "install" | "workloads">,
): readonly string[] {
    return argocd.install === "existing"
        ? [...new Set(Object.values(argocd.workloads).map(({ serviceAccount }) => serviceAccount))]
        : CLUSTER_CLIENTS;
}
