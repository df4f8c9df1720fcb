/** Which accounts and roles a stack file presumes: the sandbox makes them, as an organisation would have before. */
import { parsePrincipalArn } from "../components/lib/arn";
import { parseConfig } from "../components/lib/config/parse";
import type { ClusterConfig, ClusterPlace } from "../components/lib/config/cluster/types";

/** An account that must exist, and the roles in it that Pulumi or administrators use. */
export interface PresumedAccount {
    readonly id: string;
    readonly roles: readonly string[];
}

export interface Presumed {
    readonly accounts: readonly PresumedAccount[];
    /** Account that the operator's own credentials belong to; absent: the organisation's, from which roles are assumed. */
    readonly operatorAccount?: string;
}

/**
 * What a stack presumes. A configuration with problems presumes nothing: the program itself says what is wrong.
 * @param config the stack's configuration without the project's prefix
 */
export function presumedAccounts(config: Readonly<Record<string, unknown>>): Presumed {
    let clusters: readonly ClusterPlace[];
    try {
        const parsed = parseConfig(config, "sandbox");
        clusters = [
            ...(parsed.hub.kind === "own" ? [parsed.hub.management] : []),
            ...Object.values(parsed.targets).map(({ cluster }) => cluster),
        ];
    } catch {
        return { accounts: [] };
    }
    const roles = new Map<string, Set<string>>();
    for (const cluster of clusters) {
        const inAccount = roles.get(cluster.accountId) ?? new Set<string>();
        roles.set(cluster.accountId, inAccount);
        for (const arn of [cluster.provisionerRoleArn, ...administrators(cluster)]) {
            const principal = arn === undefined ? undefined : parsePrincipalArn(arn);
            if (principal?.kind === "role" && principal.accountId === cluster.accountId) {
                inAccount.add(principal.name);
            }
        }
    }
    const ambient = clusters.find(({ provisionerRoleArn }) => provisionerRoleArn === undefined);
    return {
        accounts: [...roles].map(([id, names]) => ({ id, roles: [...names].sort() })),
        ...(ambient === undefined ? {} : { operatorAccount: ambient.accountId }),
    };
}

function administrators(cluster: ClusterPlace | ClusterConfig): readonly string[] {
    return "admins" in cluster ? Object.values(cluster.admins) : [];
}
