/** The sections of the configuration: the top-level keys of a stack file. Rules between sections are in rules.ts. */
import { z } from "zod";

import { argocd } from "../lib/argocd/schema";
import { existingManagement } from "../lib/cluster/existingSchema";
import { fleetShape } from "../lib/cluster/fleetSchema";
import { cluster } from "../lib/cluster/schema";
import * as field from "../lib/fields";
import { harness } from "../lib/harness/schema";
import { guestbook } from "./guestbook";
import { hub } from "./hub";
import { target } from "./target";
import { workloadIdentities } from "./workloadIdentity";

/** Each section is parsed separately, so that a problem in one hides none in another. */
export const SECTIONS = {
    ...fleetShape,
    management: z
        .union([cluster, existingManagement], {
            error: () => "allowed: a map: a cluster's keys, or existing: true.",
        })
        .optional()
        .meta({
            description:
                "The management cluster, on which Argo CD runs; a stack has either this or hub, or neither if it has only workload identities",
        }),
    hub: hub.optional().meta({
        description: "The stack that has the management cluster, if this one has only targets",
    }),
    targets: field.mapOf(field.TARGET_KEY, field.TARGET_KEY_ALLOWED, target).default({}).meta({
        description:
            "Clusters that Argo CD deploys to, by key; the key must never change, since role names and the state contain it",
    }),
    engine: field.oneOf(["argocd", "harness"]).default("argocd").meta({
        description:
            "What deploys from the management cluster: Argo CD, or Harness's GitOps agent; each has its own section",
    }),
    argocd: argocd
        .optional()
        .meta({ description: "Argo CD, as it is installed on the management cluster" }),
    harness: harness.optional().meta({
        description:
            "Harness's GitOps agent, as it is installed on the management cluster; required if engine is harness",
    }),
    guestbook,
    workloadIdentities: workloadIdentities.meta({
        description:
            "Pods that get permissions in AWS accounts through their ServiceAccounts, by key; the key must never change, since role names and the state contain it",
    }),
} as const;

export type SectionName = keyof typeof SECTIONS;

type Parsed = { readonly [Name in SectionName]: z.output<(typeof SECTIONS)[Name]> };

declare module "./schema" {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merges all sections at once
    interface Sections extends Parsed {}
}
