/** Rules between keys of the configuration. Each looks only at the sections that parsed, so that none hides another. */
import { ACCOUNT_RULES } from "./accountRules";
import { AGENT_RULES } from "./agent";
import { ARGOCD_RULES } from "./argocd";
import { CLUSTER_RULES } from "./cluster";
import { GUESTBOOK_RULES } from "./guestbook/rules";
import { HARNESS_RULES } from "./harness";
import { HUB_RULES } from "./hub/rules";
import type { Problem } from "../lib/problems";
import type { Rule } from "./rule";
import type { Sections } from "./schema";
import { TARGET_RULES } from "./target/rules";
import { WORKLOAD_IDENTITY_RULES } from "./workloadIdentity/rules";

const RULES: readonly Rule[] = [
    ...HUB_RULES,
    ...ACCOUNT_RULES,
    ...AGENT_RULES,
    ...ARGOCD_RULES,
    ...HARNESS_RULES,
    ...CLUSTER_RULES,
    ...TARGET_RULES,
    ...GUESTBOOK_RULES,
    ...WORKLOAD_IDENTITY_RULES,
];

/** Every problem between keys. */
export function crossProblems(
    sections: Partial<Sections>,
    targetKeys: readonly string[],
): readonly Problem[] {
    return RULES.flatMap((rule) => rule(sections, targetKeys));
}
