/**
 * Looks up everything that must be known before resources are created. Returns a plain result, or throws one error with
 * all problems.
 */
import type { AwsProviders } from "./awsProviders";
import { readArgoCdManifests } from "../lib/argocd/readManifests";
import { existingHubProblems } from "../lib/argocd/existingHub";
import { ConfigError, type Problem } from "../lib/problems";
import type { ManagementConfig } from "../lib/cluster/types";
import type { FleetConfig } from "../config/fleet";
import { endpointRangeProblems } from "../lib/cluster/eks";
import {
    existingTargetProblems,
    reachWarnings,
    type ExistingClusterFacts,
} from "../lib/cluster/existing";
import type { HubContract } from "../lib/fleet/hubContract";
import { hubNamespaceWarnings } from "./hubNamespaces";
import { STS_AUDIENCE } from "../lib/iam/trust";
import { ownerName, type StackOwner } from "../lib/naming/owner";
import { discoverAgent } from "./agent";
import type { DiscoveredArgoCd } from "./argoCd";
import { findCluster } from "./clusters";
import { findHub } from "./hub";
import { checkNamespaces, readNamespace } from "./namespaces";
import { checkNetworks } from "./networks";
import { issuerProblems } from "./oidcProviders";
import type { Found } from "./problem";
import { findWorkloads, type WorkloadClusters } from "./workloadIdentities";

export interface Discovery {
    /** What the agent is installed from; undefined unless the hub is this stack's. */
    readonly agent?: DiscoveredArgoCd;
    /** The contract of another stack's hub; undefined if this stack has the hub. */
    readonly hub?: HubContract;
    /** The management cluster, if it exists already. */
    readonly management?: ExistingClusterFacts;
    /** Targets' existing clusters, by target key. */
    readonly targets: Readonly<Record<string, ExistingClusterFacts>>;
    /** Clusters of workload identities, by account, region and name. */
    readonly workloadClusters: WorkloadClusters;
    /** Settings that work but deserve attention, one line each. */
    readonly warnings: readonly string[];
}

/** Reads what is outside of AWS. Tests pass their own. */
export interface Readers {
    /** Argo CD's manifests. */
    readonly manifests: typeof readArgoCdManifests;
    /** A namespace of an existing cluster. */
    readonly namespace: typeof readNamespace;
}

/**
 * Everything that must be known before resources are created, in one step.
 * @throws ConfigError with everything that cannot be found or cannot work
 * @throws UserError if Argo CD's manifests or a chart cannot be read, or are not the release's
 */
export async function discover(
    config: FleetConfig,
    owner: StackOwner,
    providers: AwsProviders,
    { manifests = readArgoCdManifests, namespace = readNamespace }: Partial<Readers> = {},
): Promise<Discovery> {
    const existing = await discoverExisting(config, owner, providers, namespace);
    return {
        ...existing,
        agent:
            config.hub.kind === "own"
                ? await discoverAgent(config.hub.agent, manifests)
                : undefined,
    };
}

/**
 * What exists already in AWS and in the clusters.
 * @throws ConfigError with everything that cannot be found or cannot work
 */
export async function discoverExisting(
    config: FleetConfig,
    owner: StackOwner,
    providers: AwsProviders,
    namespace = readNamespace,
): Promise<Omit<Discovery, "agent">> {
    const problems: Problem[] = [];
    const take = <T>(found: Found<T>): T | undefined => {
        problems.push(...(found.problems ?? []));
        return found.value;
    };
    const hub =
        config.hub.kind === "referred"
            ? take(await findHub(config, config.hub, owner, providers))
            : undefined;
    const management =
        config.hub.kind === "own"
            ? take(await findManagement(config.hub.management, owner, providers))
            : undefined;
    if (
        config.hub.kind === "own" &&
        config.hub.agent.engine === "argocd" &&
        management !== undefined
    ) {
        problems.push(...existingHubProblems(config.hub.agent.config, management));
    }
    const targets = await findTargets(config, providers, take, problems);
    const namespaceWarnings =
        take(await checkNamespaces(config, { hub, management, targets }, namespace)) ?? [];
    const workloads = await findWorkloads(config, { hub, existing: management }, owner, providers);
    problems.push(...workloads.problems);
    const networkWarnings = take(await checkNetworks(config, providers)) ?? [];
    if (hub !== undefined) {
        problems.push(...endpointRangeProblems(config.targets, hub.egressCidrs));
    }
    if (problems.length > 0) {
        throw new ConfigError(problems, owner.project);
    }
    return {
        ...(hub === undefined ? {} : { hub }),
        ...(management === undefined ? {} : { management }),
        targets,
        workloadClusters: workloads.clusters,
        warnings: [
            ...(hub === undefined ? [] : hubNamespaceWarnings(config, hub)),
            ...Object.entries(targets).flatMap(([key, facts]) =>
                reachWarnings(`targets.${key}`, facts, knownEgress(config, hub)),
            ),
            ...namespaceWarnings,
            ...networkWarnings,
        ],
    };
}

async function findManagement(
    management: ManagementConfig,
    owner: StackOwner,
    providers: AwsProviders,
): Promise<Found<ExistingClusterFacts | undefined>> {
    if (management.kind === "created") {
        return { value: undefined };
    }
    const cluster = await findCluster("management", management, providers);
    if (cluster.value === undefined) {
        return cluster;
    }
    const wanted = {
        owner: ownerName(owner),
        choice: "auto",
        audience: STS_AUDIENCE,
        addAudience: false,
    } as const;
    const { oidcIssuerUrl } = cluster.value;
    const problems = await issuerProblems(
        "management",
        oidcIssuerUrl,
        management,
        wanted,
        providers,
    );
    return problems.length === 0 ? cluster : { problems };
}

async function findTargets(
    config: FleetConfig,
    providers: AwsProviders,
    take: <T>(found: Found<T>) => T | undefined,
    problems: Problem[],
): Promise<Readonly<Record<string, ExistingClusterFacts>>> {
    const existing = Object.entries(config.targets).flatMap(([key, { cluster }]) =>
        cluster.kind === "existing" ? [[key, cluster] as const] : [],
    );
    const found = await Promise.all(
        existing.map(async ([key, cluster]) => {
            const path = `targets.${key}`;
            return { key, path, cluster, found: await findCluster(path, cluster, providers) };
        }),
    );
    return Object.fromEntries(
        found.flatMap(({ key, path, cluster, found }) => {
            const facts = take(found);
            if (facts === undefined) {
                return [];
            }
            problems.push(...existingTargetProblems(path, cluster, facts));
            return [[key, facts] as const];
        }),
    );
}

/** The addresses of a hub that is yet to be created are unknown. */
function knownEgress(
    { hub }: FleetConfig,
    contract: HubContract | undefined,
): readonly string[] | undefined {
    if (contract !== undefined) {
        return contract.egressCidrs;
    }
    return hub.kind === "own" && hub.management.kind === "existing"
        ? hub.management.egressCidrs
        : undefined;
}
