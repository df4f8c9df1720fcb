/** Rules between keys, and warnings. A rule reads only the sections that are valid, so that no problem hides another. */
import { severalAccountsProblems } from "../lib/aws/accounts";
import type { Problem } from "../lib/problems";
import { AGENT_RULES } from "./agent";
import { ARGOCD_RULES, argoCdWarnings } from "./argocd";
import { allClusters, CLUSTER_RULES, CLUSTER_WARNINGS } from "./cluster";
import { GUESTBOOK_RULES, GUESTBOOK_WARNINGS } from "./guestbook";
import { HARNESS_RULES, harnessWarnings } from "./harness";
import { HUB_RULES } from "./hub";
import { NAMESPACE_RULES, NAMESPACE_WARNINGS } from "./namespaces";
import type { Rule, Warning } from "./rule";
import type { Sections } from "./schema";
import { TARGET_RULES, TARGET_WARNINGS } from "./target";
import {
    identityPlaces,
    WORKLOAD_IDENTITY_RULES,
    WORKLOAD_IDENTITY_WARNINGS,
} from "./workloadIdentity";

const RULES: readonly Rule[] = [
    ...HUB_RULES,
    requireRolesForSeveralAccounts,
    ...AGENT_RULES,
    ...ARGOCD_RULES,
    ...HARNESS_RULES,
    ...CLUSTER_RULES,
    ...TARGET_RULES,
    ...GUESTBOOK_RULES,
    ...WORKLOAD_IDENTITY_RULES,
    ...NAMESPACE_RULES,
];

/** Every problem between keys. */
export function crossProblems(
    sections: Partial<Sections>,
    targetKeys: readonly string[],
): readonly Problem[] {
    return RULES.flatMap((rule) => rule(sections, targetKeys));
}

/** Only the contract of another stack's hub has its account, so discovery checks this again. */
function requireRolesForSeveralAccounts(sections: Partial<Sections>): readonly Problem[] {
    if (!("provisionerRoleName" in sections) || sections.provisionerRoleName !== undefined) {
        // A section that is not in sections is there, but invalid.
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

const WARNINGS: readonly Warning[] = [
    ...TARGET_WARNINGS,
    ...NAMESPACE_WARNINGS,
    ...GUESTBOOK_WARNINGS,
    argoCdWarnings,
    harnessWarnings,
    ...WORKLOAD_IDENTITY_WARNINGS,
    ...CLUSTER_WARNINGS,
];

/** Every warning of a configuration without problems. */
export function warningsOf(sections: Sections): readonly string[] {
    return WARNINGS.flatMap((warning) => warning(sections));
}
