/** Which accounts, roles and policies a stack file presumes: the sandbox makes them, as an organisation would have before. */
import { parsePrincipalArn } from "../../lib/aws/arn";
import { parseConfig } from "../../config/parse";
import type { ClusterConfig, ClusterPlace } from "../../lib/cluster/types";
import type { HubConfig } from "../../config/hub/types";
import type { FleetConfig } from "../../config/types";

/** An account that must exist, and what Pulumi or administrators use in it. */
export interface PresumedAccount {
    readonly id: string;
    /** A path may precede the name (`ops/Provisioner`), as with boundaries. */
    readonly roles: readonly string[];
    /** Managed policies that serve as permissions boundaries. */
    readonly boundaries: readonly string[];
}

export interface Presumed {
    readonly accounts: readonly PresumedAccount[];
    /** Account that the operator's own credentials belong to; absent: the organisation's, from which roles are assumed. */
    readonly operatorAccount?: string;
}

/** What is read of a cluster: one that exists already is configured with less. */
export type PresumedCluster = Pick<ClusterPlace, "accountId" | "provisionerRoleArn"> &
    Partial<Pick<ClusterConfig, "admins">>;

/**
 * What a stack presumes. A configuration with problems presumes nothing: the program itself says what is wrong.
 * @param config the stack's configuration without the project's prefix
 */
export function presumedAccounts(config: Readonly<Record<string, unknown>>): Presumed {
    let parsed: FleetConfig;
    try {
        parsed = parseConfig(config, "sandbox");
    } catch {
        return { accounts: [] };
    }
    const targets = Object.values(parsed.targets).map(({ cluster }) => cluster);
    const { permissionsBoundary } = config;
    const identities = Object.values(parsed.workloadIdentities).flatMap(({ accounts, cluster }) => [
        ...(cluster.kind === "management" ? [] : [cluster]),
        ...Object.values(accounts),
    ]);
    return presumedOf(
        [...hubPlaces(parsed.hub), ...targets, ...identities],
        typeof permissionsBoundary === "string" ? permissionsBoundary : "",
    );
}

/**
 * What clusters presume of their accounts.
 * @param boundary name, with its path, of the policy that bounds every role; empty for none
 */
export function presumedOf(clusters: readonly PresumedCluster[], boundary: string): Presumed {
    const roles = new Map<string, Set<string>>();
    for (const { accountId, admins = {}, provisionerRoleArn } of clusters) {
        const inAccount = roles.get(accountId) ?? new Set<string>();
        roles.set(accountId, inAccount);
        for (const arn of [provisionerRoleArn, ...Object.values(admins)]) {
            const principal = arn === undefined ? undefined : parsePrincipalArn(arn);
            if (principal?.kind === "role" && principal.accountId === accountId) {
                inAccount.add(`${principal.path}${principal.name}`.slice(1));
            }
        }
    }
    const boundaries = boundary === "" ? [] : [boundary];
    const ambient = clusters.find(({ provisionerRoleArn }) => provisionerRoleArn === undefined);
    return {
        accounts: [...roles].map(([id, names]) => ({ id, roles: [...names].sort(), boundaries })),
        ...(ambient === undefined ? {} : { operatorAccount: ambient.accountId }),
    };
}

/** Another stack's hub was made with its account; only a role that is named here may be missing in it. */
function hubPlaces(hub: HubConfig): readonly PresumedCluster[] {
    if (hub.kind === "own") {
        return [hub.management];
    }
    const { provisionerRoleArn = "" } = hub.kind === "none" ? {} : hub;
    const accountId = parsePrincipalArn(provisionerRoleArn)?.accountId;
    return accountId === undefined ? [] : [{ accountId, provisionerRoleArn }];
}
