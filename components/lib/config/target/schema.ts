/** The keys of a target: those of its cluster, and how far Argo CD reaches. */
import { z } from "zod";

import { clusterShape } from "../cluster/schema";
import * as field from "../fields";

const namespaceAccess = field.record({
    existing: field.trueOrFalse.default(false),
    secrets: field.trueOrFalse.default(false),
    roles: field.trueOrFalse.default(false),
});

const ACCESS_ALLOWED =
    "allowed: cluster, or a map of namespaces: { namespaces: { shop: {}, default: { existing: true } } }.";

const namespacedAccess = field.record({
    namespaces: field
        .mapOf(field.DNS_LABEL, field.NAMESPACE_ALLOWED, namespaceAccess)
        .refine((namespaces) => Object.keys(namespaces).length > 0, {
            error: () => "allowed: a map of at least one namespace.",
        }),
});

/** A word or a map: where a map was given, the problems reported are those inside it (see parse.ts). */
const access = z.union([z.literal("cluster"), namespacedAccess], { error: () => ACCESS_ALLOWED });

export const target = field.record({
    ...clusterShape,
    displayName: field.namespace.optional(),
    access,
    sourceRepos: z
        .array(field.repositoryUrl, { error: () => "allowed: a list of repository addresses." })
        .default([]),
});

/** A target as its section parses. */
export type TargetSection = z.output<typeof target>;
