/**
 * What workload identities depend on: existing clusters, and the IAM OIDC providers of their issuers in every account.
 */
import type { AwsProviders } from "./awsProviders";
import type { ClusterConfig, ExistingClusterConfig } from "../lib/cluster/types";
import type { Problem } from "../lib/problems";
import { type FleetConfig, trustedIssuers } from "../config/fleet";
import { clusterId } from "../config/workloadIdentity";
import type { ExistingClusterFacts } from "../lib/cluster/existing";
import type { HubContract } from "../lib/fleet/hubContract";
import { STS_AUDIENCE } from "../lib/iam/trust";
import { ownerName, type StackOwner } from "../lib/naming/owner";
import { findCluster, findClusterIfAny } from "./clusters";
import { issuerProblems } from "./oidcProviders";

/** Facts of clusters by their id: account, region and name. */
export type WorkloadClusters = Readonly<Record<string, ExistingClusterFacts>>;

interface Result {
    readonly clusters: WorkloadClusters;
    readonly problems: readonly Problem[];
}

/** The management cluster, as far as it is known at this point. */
export interface KnownManagement {
    readonly hub: HubContract | undefined;
    readonly existing: ExistingClusterFacts | undefined;
}

/** Looks up each cluster and each account's provider once. */
export async function findWorkloads(
    config: FleetConfig,
    management: KnownManagement,
    owner: StackOwner,
    providers: AwsProviders,
): Promise<Result> {
    const problems: Problem[] = [];
    const clusters: Record<string, ExistingClusterFacts> = {};
    for (const [path, cluster] of existingClusters(config)) {
        const found = await findCluster(`${path}.cluster`, cluster, providers);
        problems.push(...(found.problems ?? []));
        if (found.value !== undefined) {
            clusters[clusterId(cluster)] = found.value;
        }
    }
    const managementIssuer = await issuerOfManagement(config, management, providers);
    problems.push(...managementIssuer.problems);
    const refused = await Promise.all(
        trustedIssuers(config).map(async ({ account, addAudience, choice, cluster, path }) => {
            const issuer =
                cluster === "management" ? managementIssuer.url : clusters[cluster]?.oidcIssuerUrl;
            if (issuer === undefined) {
                // The issuer of a cluster that this up creates is still unknown, or the problem is already reported.
                return [];
            }
            const wanted = {
                owner: ownerName(owner),
                choice,
                audience: STS_AUDIENCE,
                addAudience,
            };
            return issuerProblems(path, issuer, account, wanted, providers);
        }),
    );
    return { clusters, problems: [...problems, ...refused.flat()] };
}

/** The distinct clusters of identities, each with the path of the first identity that names it. */
function existingClusters(
    config: FleetConfig,
): readonly (readonly [path: string, cluster: ExistingClusterConfig])[] {
    const seen = new Map<string, readonly [string, ExistingClusterConfig]>();
    for (const [key, { cluster }] of Object.entries(config.workloadIdentities)) {
        if (cluster.kind === "existing" && !seen.has(clusterId(cluster))) {
            seen.set(clusterId(cluster), [`workloadIdentities.${key}`, cluster]);
        }
    }
    return [...seen.values()];
}

/** @returns no issuer if the management cluster is yet to be created, or if no identity needs it */
async function issuerOfManagement(
    config: FleetConfig,
    { existing, hub }: KnownManagement,
    providers: AwsProviders,
): Promise<{ readonly url?: string; readonly problems: readonly Problem[] }> {
    const needed = trustedIssuers(config).some(({ cluster }) => cluster === "management");
    const known = hub?.oidcIssuerUrl ?? existing?.oidcIssuerUrl;
    if (known !== undefined) {
        return { url: known, problems: [] };
    }
    if (!needed || config.hub.kind !== "own" || config.hub.management.kind !== "created") {
        return { problems: [] };
    }
    return createdIssuer(config.hub.management, providers);
}

/** A cluster that an earlier up created has an issuer, for which others may have created a provider since. */
async function createdIssuer(
    management: ClusterConfig,
    providers: AwsProviders,
): Promise<{ readonly url?: string; readonly problems: readonly Problem[] }> {
    const found = await findClusterIfAny("management", management, providers);
    return found.problems === undefined
        ? {
              ...(found.value === undefined ? {} : { url: found.value.oidcIssuerUrl }),
              problems: [],
          }
        : { problems: found.problems };
}
