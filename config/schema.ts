/** The sections of the configuration. What each holds is in its folder; rules between them are in rules.ts. */
import { z } from "zod";

import { argocd } from "../lib/argocd/schema";
import { existingManagement } from "../lib/cluster/existingSchema";
import { fleetShape } from "../lib/cluster/fleetSchema";
import { cluster } from "../lib/cluster/schema";
import * as field from "../lib/fields";
import { guestbook } from "./guestbook/schema";
import { harness } from "../lib/harness/schema";
import { hub } from "./hub/schema";
import { target } from "./target/schema";
import { workloadIdentities } from "./workloadIdentity/schema";

/** Each top-level key by itself: a problem in one doesn't hide those in another. */
export const SECTIONS = {
    ...fleetShape,
    management: z
        .union([cluster, existingManagement], {
            error: () => "allowed: a map: a cluster's keys, or existing: true.",
        })
        .optional()
        .meta({
            description:
                "The management cluster, on which Argo CD runs; a stack has either this or hub, or neither if it has workload identities only",
        }),
    hub: hub.optional().meta({
        description: "The stack that has the management cluster, where this one has targets only",
    }),
    targets: field.mapOf(field.TARGET_KEY, field.TARGET_KEY_ALLOWED, target).default({}).meta({
        description:
            "Clusters that Argo CD deploys to, by a key that never changes: it is part of role names and of the state",
    }),
    engine: field.oneOf(["argocd", "harness"]).default("argocd").meta({
        description:
            "What deploys from the management cluster: Argo CD, or Harness's GitOps agent; each has a section of its own",
    }),
    argocd: argocd
        .optional()
        .meta({ description: "Argo CD, as it is installed on the management cluster" }),
    harness: harness.optional().meta({
        description:
            "Harness's GitOps agent, as it is installed on the management cluster; needed where engine is harness",
    }),
    guestbook,
    workloadIdentities: workloadIdentities.meta({
        description:
            "Pods that work in AWS accounts through their ServiceAccounts, by a key that never changes: it is part of role names and of the state",
    }),
} as const;

export type SectionName = keyof typeof SECTIONS;

/** What the sections parse to. */
export type Sections = { readonly [Name in SectionName]: z.output<(typeof SECTIONS)[Name]> };
