/** Creates workload identities (pods that work in AWS accounts through their ServiceAccounts) with everything they need. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import {
    ExistingCluster,
    kubernetesProvider,
    TrustedIssuer,
    WorkloadIdentity,
    type HubRef,
    type PodCluster,
} from "../components";
import type { AwsProviders } from "../discovery/awsProviders";
import {
    type FleetConfig,
    identityCluster,
    isHubsOwn,
    issuerKey,
    trustedIssuers,
} from "../config/fleet";
import type { WorkloadIdentityConfig } from "../lib/workloadIdentity/types";
import { ownerName, type StackOwner } from "../lib/naming/owner";
import { DEFAULT_POD_SECURITY, podSecurityLabels } from "../lib/kubernetes/podSecurity";
import { torqueBlueprint } from "../lib/workloadIdentity/identity";
import type { WorkloadClusters } from "../discovery/workloadIdentities";

/** Inputs of workload identities beside the configuration. */
export interface WorkloadSources {
    readonly hub: HubRef | undefined;
    readonly clusters: WorkloadClusters;
    readonly owner: StackOwner;
}

/** A cluster that pods run on, with its prefix of logical names. */
interface Runs extends PodCluster {
    readonly name: string;
}

/** Stack output of an identity in one account. */
export interface IdentityOutput {
    readonly roleArn: string;
    readonly serviceAccount: pulumi.Output<string>;
    /** Lines of a Torque blueprint, to be pasted under `spec`. */
    readonly torqueBlueprint: string;
}

/** Creates every identity. @returns the stack output, by key */
export function workloadIdentities(
    config: FleetConfig,
    sources: WorkloadSources,
    providers: AwsProviders,
): Readonly<
    Record<string, { namespace: string; accounts: Readonly<Record<string, IdentityOutput>> }>
> {
    const identities = Object.entries(config.workloadIdentities);
    const clusters = runningClusters(config, sources);
    const namespaces = ownNamespaces(config, clusters);
    const providerArns = trustIssuers(config, sources, clusters);
    return Object.fromEntries(
        identities.map(([key, identity]) => {
            const id = identityCluster(identity);
            const cluster = clusters.get(id)!;
            const namespace = identity.namespace.name;
            const own = namespaces.get(namespaceName(cluster, namespace));
            const accounts = Object.entries(identity.accounts).map(([accountKey, account]) => {
                const made = new WorkloadIdentity(
                    // Unique, because neither key contains a dot.
                    `${key}.${accountKey}`,
                    {
                        cluster,
                        accountId: account.accountId,
                        region: account.region,
                        oidcProviderArn: isHubsOwn(config, id, account.accountId)
                            ? sources.hub!.issuer.providerArn!
                            : providerArns.get(issuerKey(id, account.accountId))!,
                        namespace,
                        serviceAccount: account.serviceAccount,
                        policyArns: account.policyArns,
                        inlinePolicy: account.inlinePolicy,
                        roleName: account.roleName,
                        rolePath: account.roleSettings.path,
                        permissionsBoundary: account.roleSettings.permissionsBoundaryArn,
                        tokenExpirationSeconds: account.tokenExpirationSeconds,
                        maxSessionDuration: account.maxSessionDuration,
                        stsRegionalEndpoints: account.stsRegionalEndpoints,
                        prerequisites: own === undefined ? [] : [own],
                    },
                    { providers: [providers.for(account)] },
                );
                const output: IdentityOutput = {
                    roleArn: made.roleArn,
                    serviceAccount: made.serviceAccountName,
                    torqueBlueprint: torqueBlueprint({
                        agent: identity.torqueAgent,
                        serviceAccount: account.serviceAccount,
                        namespace,
                    }),
                };
                return [accountKey, output] as const;
            });
            return [key, { namespace, accounts: Object.fromEntries(accounts) }];
        }),
    );
}

/** Every cluster that pods of an identity run on, by its id. */
function runningClusters(
    config: FleetConfig,
    { clusters, hub }: WorkloadSources,
): ReadonlyMap<string, Runs> {
    const runs = new Map<string, Runs>();
    for (const identity of Object.values(config.workloadIdentities)) {
        const id = identityCluster(identity);
        if (!runs.has(id)) {
            runs.set(id, runsOn(id, identity, clusters, hub));
        }
    }
    return runs;
}

function runsOn(
    id: string,
    { cluster: config }: WorkloadIdentityConfig,
    clusters: WorkloadClusters,
    hub: HubRef | undefined,
): Runs {
    if (config.kind === "management") {
        // A rule rejects this in a stack without a hub.
        const { cluster, issuer } = hub!;
        return {
            name: "management",
            region: cluster.region,
            oidcIssuerUrl: issuer.url,
            kubernetesProvider: cluster.kubernetesProvider,
            cluster: cluster.cluster,
        };
    }
    const name = `runners-${id.replaceAll("/", "-")}`;
    const { accountId, clusterName, region } = config;
    const facts = clusters[id];
    const cluster = new ExistingCluster(name, { accountId, clusterName, region, facts });
    return {
        name,
        region: config.region,
        oidcIssuerUrl: cluster.oidcIssuerUrl,
        kubernetesProvider: kubernetesProvider(`${name}-kubernetes`, { cluster, place: config }),
        cluster: undefined,
    };
}

/** Creates each namespace of this stack once, so that deleting one identity does not delete another's namespace. */
function ownNamespaces(
    config: FleetConfig,
    clusters: ReadonlyMap<string, Runs>,
): ReadonlyMap<string, k8s.core.v1.Namespace> {
    const made = new Map<string, k8s.core.v1.Namespace>();
    for (const identity of Object.values(config.workloadIdentities)) {
        const { existing, name, podSecurity } = identity.namespace;
        const cluster = clusters.get(identityCluster(identity))!;
        const logical = namespaceName(cluster, name);
        if (existing || made.has(logical)) {
            continue;
        }
        made.set(
            logical,
            new k8s.core.v1.Namespace(
                logical,
                {
                    metadata: {
                        name,
                        labels: podSecurityLabels(podSecurity ?? DEFAULT_POD_SECURITY),
                    },
                },
                { provider: cluster.kubernetesProvider, deletedWith: cluster.cluster },
            ),
        );
    }
    return made;
}

function namespaceName(cluster: Runs, namespace: string): string {
    return `${cluster.name}-namespace-${namespace}`;
}

/** Creates each account's trust in each issuer once. @returns ARNs of the IAM OIDC providers */
function trustIssuers(
    config: FleetConfig,
    { owner }: WorkloadSources,
    clusters: ReadonlyMap<string, Runs>,
): ReadonlyMap<string, pulumi.Output<string>> {
    return new Map(
        trustedIssuers(config).map(({ account, addAudience, choice, cluster }) => {
            const key = issuerKey(cluster, account.accountId);
            const issuer = new TrustedIssuer(`issuer-${key}`, {
                issuerUrl: clusters.get(cluster)!.oidcIssuerUrl,
                accountId: account.accountId,
                region: account.region,
                provisionerRoleArn: account.provisionerRoleArn,
                owner: ownerName(owner),
                tags: config.tags,
                choice,
                addAudience,
            });
            return [key, issuer.arn];
        }),
    );
}
