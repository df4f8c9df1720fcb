/** The sections of the configuration. What each holds is in its folder; rules between them are in rules.ts. */
import { z } from "zod";

import { argocd } from "./argocd/schema";
import { existingManagement } from "./cluster/existing";
import { cluster } from "./cluster/schema";
import { delivery } from "./delivery/schema";
import * as field from "../lib/fields";
import { guestbook } from "./guestbook/schema";
import { harness } from "./harness/schema";
import { hub } from "./hub/schema";
import { target } from "./target/schema";
import { workloadIdentities } from "./workloadIdentity/schema";

/** Each top-level key by itself: a problem in one doesn't hide those in another. */
export const SECTIONS = {
    fleet: field.fleetName.meta({
        description:
            "Prefix of every role and RBAC name, so that two fleets can share an account or a cluster",
    }),
    operatorCidrs: z
        .array(field.operatorCidr, {
            error: () => 'allowed: a list of IPv4 ranges in CIDR form, such as ["203.0.113.0/24"].',
        })
        .default([])
        .meta({
            description:
                "IPv4 ranges from which Pulumi and operators reach the API endpoints; needed unless no endpoint has an allow-list",
        }),
    provisionerRoleName: field.roleName.optional().meta({
        description:
            "Role that Pulumi assumes in every account; required if the stack works in several accounts, unless provisionerRoleArn names a role for all of them but one. Unless set, Pulumi uses its own credentials",
    }),
    environment: field.oneOf(["nonproduction", "production"]).default("nonproduction").meta({
        description:
            "Moves defaults only: in production each cluster has its own KMS key, three zones with a NAT gateway each, three managed nodes at first and deletion protection, and Argo CD is highly available",
    }),
    rolePath: field.rolePath.default("/").meta({
        description: "Path of every role that the program makes",
    }),
    permissionsBoundary: field.policyName.optional().meta({
        description:
            "Managed policy, by its name and path in each account, that bounds every role that the program makes",
    }),
    tags: field
        .mapOf(
            /^(?!aws:|eks-gitops-fleet:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u,
            'allowed as a tag\'s key: 1 to 128 letters, digits, spaces and _.:/=+-@, not beginning with "aws:" or "eks-gitops-fleet:".',
            field.text(
                "allowed: up to 256 letters, digits, spaces and _.:/=+-@.",
                /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u,
            ),
        )
        .default({})
        .meta({
            description:
                "Tags of every AWS resource, beside eks-gitops-fleet:fleet, which names the fleet",
        }),
    management: z
        .union([cluster, existingManagement], {
            error: () => "allowed: a map: a cluster's keys, or existing: true.",
        })
        .optional()
        .meta({
            description:
                "The management cluster, on which Argo CD runs; a stack has either this or hub, or neither where it has workload identities or delivery only",
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
    delivery: delivery.optional().meta({
        description:
            "Stacks that Pulumi Deployments brings up on a push; in a stack of its own, with nothing else in it",
    }),
} as const;

export type SectionName = keyof typeof SECTIONS;

/** What the sections parse to. */
export type Sections = { readonly [Name in SectionName]: z.output<(typeof SECTIONS)[Name]> };
