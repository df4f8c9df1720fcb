/** Reads existing namespaces that Argo CD deploys into from their clusters. */
import type { FleetConfig } from "../config/fleet";
import type { ExistingClusterFacts } from "../lib/cluster/existing";
import type { HubContract } from "../lib/fleet/hubContract";
import { renderKubeconfig } from "../lib/kubernetes/kubeconfig";
import {
    namespaceChecks,
    namespaceProblems,
    namespaceWarnings,
    type NamespaceCheck,
    type NamespaceLabels,
} from "./namespaceSecurity";
import { failure, isNotFound, sharedKubernetesApi } from "../providers/kubernetes/api";
import { lookUp, type Found } from "./problem";

/**
 * Reads a namespace's labels.
 * @returns undefined if the namespace does not exist
 * @throws if the API server cannot be reached or denies the request
 */
export type ReadNamespace = (kubeconfig: string, name: string) => Promise<NamespaceLabels>;

/** Reads from the API server with the kubeconfig's own credential. */
export const readNamespace: ReadNamespace = async (kubeconfig, name) => {
    const api = sharedKubernetesApi(kubeconfig);
    const answer = await api.send("GET", `/api/v1/namespaces/${encodeURIComponent(name)}`);
    if (isNotFound(answer)) {
        return undefined;
    }
    if (answer.status !== 200) {
        throw failure(`Cannot read namespace ${name}`, api, answer);
    }
    const { metadata } = answer.body as {
        readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
    };
    return metadata.labels ?? {};
};

/** Clusters that were looked up before. */
export interface KnownClusters {
    readonly hub: HubContract | undefined;
    readonly management: ExistingClusterFacts | undefined;
    readonly targets: Readonly<Record<string, ExistingClusterFacts>>;
}

/** @returns warnings, one line each; or a problem for every namespace that is missing or unsafe */
export async function checkNamespaces(
    config: FleetConfig,
    known: KnownClusters,
    read: ReadNamespace,
): Promise<Found<readonly string[]>> {
    const { hub } = config;
    const management =
        known.hub ??
        (hub.kind === "own" && hub.management.kind === "existing" ? hub.management : undefined);
    const results = await Promise.all(
        namespaceChecks(config.targets, management).map((check) =>
            checkNamespace(check, kubeconfigOf(check, config, known), read),
        ),
    );
    const problems = results.flatMap((result) => result.problems ?? []);
    return problems.length > 0
        ? { problems }
        : { value: results.flatMap((result) => result.value ?? []) };
}

async function checkNamespace(
    check: NamespaceCheck,
    kubeconfig: string | undefined,
    read: ReadNamespace,
): Promise<Found<readonly string[]>> {
    if (kubeconfig === undefined) {
        return { value: [] };
    }
    const found = await lookUp(
        { path: check.path, found: undefined },
        `namespace ${check.name}`,
        async () => ({ labels: await read(kubeconfig, check.name) }),
    );
    if (found.value === undefined) {
        return found;
    }
    const { labels } = found.value;
    const problems = namespaceProblems(check, labels);
    return problems.length > 0 ? { problems } : { value: namespaceWarnings(check, labels) };
}

/** @returns undefined if the cluster was not found, which its own look-up reports */
function kubeconfigOf(
    { target }: NamespaceCheck,
    { targets }: FleetConfig,
    known: KnownClusters,
): string | undefined {
    const { cluster } = targets[target]!;
    const facts = cluster.kind === "management" ? known.management : known.targets[target];
    return (
        facts &&
        renderKubeconfig({
            clusterName: cluster.clusterName,
            region: cluster.region,
            endpoint: facts.endpoint,
            certificateAuthorityData: facts.certificateAuthorityData,
            ...(cluster.provisionerRoleArn === undefined
                ? {}
                : { roleArn: cluster.provisionerRoleArn }),
        })
    );
}
