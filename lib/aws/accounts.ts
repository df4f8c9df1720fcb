/** Finds accounts in which Pulumi works with its own credentials. */
import type { Problem } from "../problems";

/** An account that a stack works in. */
export interface WorkPlace {
    /** Path of the configuration that names the account. */
    readonly path: string;
    readonly accountId: string;
    /** Role that Pulumi assumes there. Undefined if Pulumi uses its own credentials. */
    readonly provisionerRoleArn?: string | undefined;
}

/**
 * Accounts without a provisioner role. Pulumi's own credentials are valid in one account only, so at most one is
 * allowed.
 * @returns the path of the first place in each account, by account ID
 */
export function accountsWithoutRole(places: readonly WorkPlace[]): ReadonlyMap<string, string> {
    const accounts = new Map<string, string>();
    for (const { accountId, path, provisionerRoleArn } of places) {
        if (provisionerRoleArn === undefined && !accounts.has(accountId)) {
            accounts.set(accountId, path);
        }
    }
    return accounts;
}

/**
 * Rejects a stack that works in several accounts with the credentials of one: the AWS provider would fail in the
 * others.
 */
export function severalAccountsProblems(places: readonly WorkPlace[]): readonly Problem[] {
    const accounts = accountsWithoutRole(places);
    if (accounts.size < 2) {
        return [];
    }
    const listed = [...accounts].map(([accountId, path]) => `${accountId} (${path})`);
    return [
        {
            path: "provisionerRoleName",
            remedy: `must be set: this stack has no provisioner role for the accounts ${listed.join(", ")}, and Pulumi's own credentials are valid in one account only. Name a role that Pulumi can assume in each of them, such as OrganizationAccountAccessRole, or set provisionerRoleArn for all of them but one.`,
        },
    ];
}
