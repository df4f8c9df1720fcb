/** The keys that every engine has. */
import type { z } from "zod";

import type { AgentWorkloadArgs } from "./args";
import { DEFAULT_MANAGED_POLICIES_PER_ROLE, MAX_MANAGED_POLICIES_PER_ROLE } from "../iam/packs";
import { DEFAULT_POD_SECURITY } from "../kubernetes/podSecurity";
import type { AgentWorkload } from "./types";
import { objectName, serviceAccountName } from "./values";
import * as field from "../fields";

export const agentShape = {
    namespace: field.namespace
        .default("argocd")
        .meta({ description: "Namespace that the agent runs in" }),
    podSecurity: field
        .oneOf(["baseline", "restricted"])
        .default(DEFAULT_POD_SECURITY)
        .meta({ description: "Pod Security level that the agent's namespace enforces" }),
    identity: field.oneOf(["irsa", "podIdentity"]).default("irsa").meta({
        description:
            "How pods get role argocd: by their projected tokens, or by EKS Pod Identity, which Fargate does not support",
    }),
    managedPoliciesPerRole: field
        .wholeNumber(
            `allowed: ${DEFAULT_MANAGED_POLICIES_PER_ROLE} to ${MAX_MANAGED_POLICIES_PER_ROLE}, the quota "Managed policies per role" of the hub account.`,
            DEFAULT_MANAGED_POLICIES_PER_ROLE,
            MAX_MANAGED_POLICIES_PER_ROLE,
        )
        .default(DEFAULT_MANAGED_POLICIES_PER_ROLE)
        .meta({
            description:
                "The hub account's quota of managed policies per role: each pack of Deployer roles takes one, and two while its targets change",
        }),
};

type Kind = AgentWorkload["kind"];

/** Names of a part of an existing installation; upstream's by default. */
export function workload(
    kind: Kind,
    name: string,
): z.ZodPrefault<
    z.ZodType<{ kind: Kind; name: string; serviceAccount: string }, AgentWorkloadArgs>
> {
    return field
        .record({
            kind: field
                .oneOf(["Deployment", "StatefulSet"])
                .default(kind)
                .meta({ description: "What runs it" }),
            name: objectName.default(name).meta({ description: "Its name" }),
            serviceAccount: serviceAccountName
                .default(name)
                .meta({ description: "Its ServiceAccount" }),
        })
        .prefault({});
}
