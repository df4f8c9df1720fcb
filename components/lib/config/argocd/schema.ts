/** The keys of `argocd`. */
import type { z } from "zod";

import { DEFAULT_MANAGED_POLICIES_PER_ROLE, MAX_MANAGED_POLICIES_PER_ROLE } from "../../iam/packs";
import * as field from "../fields";

export const argocd = field.record({
    namespace: field.namespace
        .default("argocd")
        .meta({ description: "Namespace that Argo CD is installed into" }),
    manifests: field
        .text("allowed: a directory with the release's manifests.", /\S/)
        .optional()
        .meta({
            description:
                "Directory that holds the release's manifests; they come from the official address where absent",
        }),
    managedPoliciesPerRole: field
        .wholeNumber(
            `allowed: ${DEFAULT_MANAGED_POLICIES_PER_ROLE} to ${MAX_MANAGED_POLICIES_PER_ROLE}, the quota "Managed policies per role" of the management account.`,
            DEFAULT_MANAGED_POLICIES_PER_ROLE,
            MAX_MANAGED_POLICIES_PER_ROLE,
        )
        .default(DEFAULT_MANAGED_POLICIES_PER_ROLE)
        .meta({
            description:
                "The management account's quota of managed policies per role: each pack of Deployer roles takes one, and two while its targets change",
        }),
});

/** `argocd` as its section parses. */
export type ArgoCdSection = z.output<typeof argocd>;
