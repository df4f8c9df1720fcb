/** Rules about the accounts that a stack works in. */
import { severalAccountsProblems } from "../lib/aws/accounts";
import { allClusters } from "./cluster";
import type { Problem } from "../lib/problems";
import type { Rule } from "./rule";
import type { Sections } from "./schema";
import { identityPlaces } from "./workloadIdentity/sections";

export const ACCOUNT_RULES: readonly Rule[] = [requireRolesForSeveralAccounts];

/** The account of another stack's hub is known from its contract alone: discovery looks at it as well. */
function requireRolesForSeveralAccounts(sections: Partial<Sections>): readonly Problem[] {
    if (!("provisionerRoleName" in sections) || sections.provisionerRoleName !== undefined) {
        // One was named, if wrongly.
        return [];
    }
    return severalAccountsProblems([
        ...allClusters(sections).map(([path, { accountId, provisionerRoleArn }]) => ({
            path,
            accountId,
            provisionerRoleArn,
        })),
        ...identityPlaces(sections),
    ]);
}
