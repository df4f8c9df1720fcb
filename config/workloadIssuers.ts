/** Which accounts must trust which clusters' issuers, each once, however many identities need it. */
import type { AccountConfig } from "../lib/cluster/types";
import type { FleetConfig } from "./types";
import { clusterId } from "./workloadIdentity/sections";
import type { WorkloadIdentityConfig } from "../lib/workloadIdentity/types";
import type { OidcProviderChoice } from "../lib/iam/trustedIssuer";

/** One account that must trust one cluster's issuer. */
export interface WantedIssuer {
    /** Path of the first that needs it, in the configuration. */
    readonly path: string;
    /** `management`, or account, region and name of a cluster. */
    readonly cluster: string;
    readonly account: AccountConfig;
    readonly choice: OidcProviderChoice;
    /** Some identity says that the audience may be added. */
    readonly addAudience: boolean;
}

/**
 * Every account and cluster once, in the order of the configuration. The management account is left out where the
 * management cluster is this stack's: its provider is the hub's own.
 */
export function trustedIssuers(
    config: Pick<FleetConfig, "hub" | "workloadIdentities">,
): readonly WantedIssuer[] {
    const wanted = new Map<string, WantedIssuer>();
    for (const [key, identity] of Object.entries(config.workloadIdentities)) {
        const cluster = identityCluster(identity);
        for (const [accountKey, account] of Object.entries(identity.accounts)) {
            if (isHubsOwn(config, cluster, account.accountId)) {
                continue;
            }
            const id = issuerKey(cluster, account.accountId);
            const known = wanted.get(id);
            wanted.set(id, {
                path: `workloadIdentities.${key}.accounts.${accountKey}`,
                cluster,
                account,
                choice: account.oidcProvider,
                ...known,
                addAudience: account.addAudience || known?.addAudience === true,
            });
        }
    }
    return [...wanted.values()];
}

/** What tells one cluster of an identity from every other. */
export function identityCluster({ cluster }: Pick<WorkloadIdentityConfig, "cluster">): string {
    return cluster.kind === "management" ? "management" : clusterId(cluster);
}

/** Part of logical names: an account's trust in a cluster's issuer. */
export function issuerKey(cluster: string, accountId: string): string {
    return `${cluster.replaceAll("/", "-")}-${accountId}`;
}

/** Whether the hub itself sees to it that an account trusts a cluster's issuer. */
export function isHubsOwn(
    { hub }: Pick<FleetConfig, "hub">,
    cluster: string,
    accountId: string,
): boolean {
    return cluster === "management" && hub.kind === "own" && hub.management.accountId === accountId;
}
