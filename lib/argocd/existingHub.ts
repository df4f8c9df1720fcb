/** What can't work with Argo CD on a management cluster that exists. */
import type { ArgoCdConfig } from "./types";
import { shown, type Problem } from "../problems";
import type { ExistingClusterFacts } from "../cluster/existing";

/** An App-of-Apps writes by a role that an access entry maps: it is not worth an entry in aws-auth. */
export function existingHubProblems(
    argocd: Pick<ArgoCdConfig, "bootstrap">,
    facts: Pick<ExistingClusterFacts, "authenticationMode">,
): readonly Problem[] {
    return argocd.bootstrap?.kind === "appOfApps" && facts.authenticationMode === "CONFIG_MAP"
        ? [
              {
                  path: "argocd.bootstrap.kind",
                  found: shown(argocd.bootstrap.kind)!,
                  remedy: "it needs an access entry, and the management cluster knows only the ConfigMap aws-auth (authentication mode CONFIG_MAP); choose applicationSet, or move the cluster to access entries (API_AND_CONFIG_MAP).",
              },
          ]
        : [];
}
