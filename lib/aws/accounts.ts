/** Accounts that Pulumi works in with its own credentials. */
import type { Problem } from "../problems";

/** A place that a stack works in. */
export interface WorkPlace {
    /** Of the configuration that names it. */
    readonly path: string;
    readonly accountId: string;
    /** Role that Pulumi assumes there; undefined where it uses its own credentials. */
    readonly provisionerRoleArn?: string | undefined;
}

/**
 * Accounts without a provisioner role. Credentials are valid in one account, so there may be one.
 * @returns path of the first such place, by account
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

/** A stack that would work in several accounts with one account's credentials: AWS's provider would refuse the others. */
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
