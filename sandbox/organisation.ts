/** Which accounts and roles a stack file presumes: the sandbox makes them, as an organisation would have before. */
import { parsePrincipalArn } from "../components/lib/arn";
import { parseConfig } from "../components/lib/config/parse";
import type { ClusterConfig } from "../components/lib/config/cluster/types";

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
    let clusters: readonly ClusterConfig[];
    try {
        const parsed = parseConfig(config, "sandbox");
        clusters = [parsed.management, ...Object.values(parsed.targets)];
    } catch {
        return { accounts: [] };
    }
    const roles = new Map<string, Set<string>>();
    for (const cluster of clusters) {
        const inAccount = roles.get(cluster.accountId) ?? new Set<string>();
        roles.set(cluster.accountId, inAccount);
        for (const arn of Object.values(cluster.admins)) {
            const principal = parsePrincipalArn(arn);
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
