/** Reads and checks what the agent is installed from, so that errors come before anything is created. */
import type { readArgoCdManifests } from "../lib/argocd/readManifests";
import type { HubAgent } from "../lib/fleet/agent";
import { HARNESS_CHART } from "../lib/harness/release";
import { discoverArgoCd, type DiscoveredArgoCd } from "./argoCd";
import { checkChart } from "./chart";

/**
 * Reads manifests, or checks the chart.
 * @param readManifests reads Argo CD's manifests; tests pass their own
 * @throws UserError when a file can't be read or isn't the release's
 */
export async function discoverAgent(
    agent: HubAgent,
    readManifests: typeof readArgoCdManifests,
): Promise<DiscoveredArgoCd> {
    if (agent.engine === "argocd") {
        return discoverArgoCd(agent.config, readManifests);
    }
    const { chart, install } = agent.config;
    if (install === "helm" && chart !== undefined) {
        await checkChart(chart, {
            key: "harness.chart",
            name: HARNESS_CHART.name,
            version: HARNESS_CHART.version,
            pull: `helm pull ${HARNESS_CHART.name} --repo ${HARNESS_CHART.repository} --version ${HARNESS_CHART.version} --untar`,
        });
    }
    return {};
}
