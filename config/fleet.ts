/** The fleet as configured: parsed, checked, complete with defaults, deeply readonly. And the names, places and issuers in it. */
import type { WorkPlace } from "../lib/aws/accounts";
import type { Partition } from "../lib/aws/arn";
import type { AccountConfig, ClusterPlace } from "../lib/cluster/types";
import type { GuestbookConfig } from "../lib/fleet/guestbook";
import type { HubContract } from "../lib/fleet/hubContract";
import { fleetPacks, provisionerRoleArn, targetNames, type TargetNames } from "../lib/fleet/names";
import type { TargetConfig } from "../lib/fleet/target";
import type { Pack } from "../lib/iam/packs";
import type { OidcProviderChoice } from "../lib/iam/trustedIssuer";
import type { WorkloadIdentityConfig } from "../lib/workloadIdentity/types";
import type { HubConfig, ReferredHub } from "./hub";
import { clusterId } from "./workloadIdentity";

export interface FleetConfig {
    /** Prefix of every role and RBAC name, so that two fleets can share an account or a cluster. */
    readonly fleet: string;
    readonly partition: Partition;
    /** Tags of every AWS resource, including that of the fleet. */
    readonly tags: Readonly<Record<string, string>>;
    /** Changes defaults, and is a label of every registration. */
    readonly environment: "nonproduction" | "production";
    /** Path of every role, `/` or `/some/path/`. */
    readonly rolePath: string;
    /** Where the management cluster and its agent are. */
    readonly hub: HubConfig;
    /** By target key. A key must never change, since names and the state contain it. */
    readonly targets: Readonly<Record<string, TargetConfig>>;
    readonly guestbook: GuestbookConfig;
    /** By identity key. A key must never change, since names and the state contain it. */
    readonly workloadIdentities: Readonly<Record<string, WorkloadIdentityConfig>>;
    /** What is valid but risky, one line each. */
    readonly warnings: readonly string[];
}

/** Names of every target, by its key. */
export function fleetTargetNames(config: FleetConfig): Readonly<Record<string, TargetNames>> {
    return Object.fromEntries(
        Object.entries(config.targets).map(([key, { identity, cluster }]) => [
            key,
            targetNames(config, { identity, accountId: cluster.accountId }),
        ]),
    );
}

/** Policies that let the agent assume the role of every target. @param identity sessions of Pod Identity have tags */
export function stackPacks(config: FleetConfig, identity: "irsa" | "podIdentity"): readonly Pack[] {
    return fleetPacks(config.fleet, deployerArns(config), identity);
}

/** ARNs of the Deployer roles of every target of a stack. */
export function deployerArns(config: FleetConfig): readonly string[] {
    return Object.values(fleetTargetNames(config)).map((names) => names.deployerRoleArn);
}

/** The hub account as this stack uses it, if another stack has the hub. */
export function hubAccount(
    hub: ReferredHub,
    contract: Pick<HubContract, "accountId" | "region">,
): AccountConfig {
    const { accountId, region } = contract;
    const place = { accountId, region, provisionerRoleArn: hub.provisionerRoleArn };
    return { ...place, provisionerRoleArn: provisionerRoleArn(place, hub) };
}

/** An account and region in which the stack creates resources. */
export interface Place extends AccountConfig, Pick<WorkPlace, "path"> {
    /** Undefined if the place has no cluster. */
    readonly clusterName?: string | undefined;
    /** This stack creates the cluster. */
    readonly makesCluster?: boolean;
    /** ARN of the permissions boundary of roles there. Undefined for none. */
    readonly boundaryArn?: string | undefined;
}

/** Every place in the stack file, first that of the management cluster. */
export function ownPlaces(config: FleetConfig): readonly Place[] {
    const bounded = (
        path: string,
        cluster: ClusterPlace & { readonly kind: "created" | "existing" | "management" },
    ): Place => ({
        path,
        boundaryArn: cluster.roleSettings.permissionsBoundaryArn,
        makesCluster: cluster.kind === "created",
        ...cluster,
    });
    return [
        ...(config.hub.kind === "own" ? [bounded("management", config.hub.management)] : []),
        ...Object.entries(config.targets).map(([key, { cluster }]) =>
            bounded(`targets.${key}`, cluster),
        ),
        ...Object.entries(config.workloadIdentities).flatMap(([key, { cluster, accounts }]) => [
            ...(cluster.kind === "management"
                ? []
                : [bounded(`workloadIdentities.${key}.cluster`, cluster)]),
            ...Object.entries(accounts).map(([accountKey, account]) => ({
                path: `workloadIdentities.${key}.accounts.${accountKey}`,
                boundaryArn: account.roleSettings.permissionsBoundaryArn,
                ...account,
            })),
        ]),
    ];
}

/** One account that must trust one cluster's issuer. */
export interface WantedIssuer {
    /** Path of the first account of an identity that needs it. */
    readonly path: string;
    /** `management`, or account, region and name of a cluster. */
    readonly cluster: string;
    readonly account: AccountConfig;
    readonly choice: OidcProviderChoice;
    /** An identity allows the audience to be added. */
    readonly addAudience: boolean;
}

/**
 * Every pair of account and cluster once, in the order of the configuration, however many identities need it. The provider of this
 * stack's own management cluster in the hub account is not included, because the hub creates it.
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

/** Identifies the cluster of an identity. */
export function identityCluster({ cluster }: Pick<WorkloadIdentityConfig, "cluster">): string {
    return cluster.kind === "management" ? "management" : clusterId(cluster);
}

/** Identifies an account's trust in a cluster's issuer. Logical names contain it. */
export function issuerKey(cluster: string, accountId: string): string {
    return `${cluster.replaceAll("/", "-")}-${accountId}`;
}

/** Whether the hub creates the account's provider for the cluster's issuer. */
export function isHubsOwn(
    { hub }: Pick<FleetConfig, "hub">,
    cluster: string,
    accountId: string,
): boolean {
    return cluster === "management" && hub.kind === "own" && hub.management.accountId === accountId;
}
