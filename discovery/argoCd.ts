/** Reads and checks what Argo CD is installed from, so that errors come before anything is created. */
import type { ArgoCdManifests } from "../lib/argocd/manifests";
import { readArgoCdManifests } from "../lib/argocd/readManifests";
import { ARGO_CD_CHART, argoCdRelease, type Release } from "../lib/argocd/release";
import type { ArgoCdConfig } from "../lib/argocd/types";
import { checkChart } from "./chart";

export interface DiscoveredArgoCd {
    /** Undefined unless it is installed from manifests. */
    readonly manifests?: ArgoCdManifests;
}

type ReadManifests = (directory: string | undefined, release: Release) => Promise<ArgoCdManifests>;

/**
 * Reads manifests, or checks the chart.
 * @param readManifests reads Argo CD's manifests; tests pass their own
 * @throws UserError when a file can't be read or isn't the release's
 */
export async function discoverArgoCd(
    argocd: ArgoCdConfig,
    readManifests: ReadManifests = readArgoCdManifests,
): Promise<DiscoveredArgoCd> {
    if (argocd.install === "helm" && argocd.chart !== undefined) {
        const { address, name, version } = ARGO_CD_CHART;
        await checkChart(argocd.chart, {
            key: "argocd.chart",
            name,
            version,
            pull: `helm pull ${address} --version ${version} --untar`,
        });
    }
    return argocd.install === "manifests"
        ? {
              manifests: await readManifests(
                  argocd.manifests,
                  argoCdRelease(argocd.highAvailability),
              ),
          }
        : {};
}
