/** The keys of a target: those of its cluster, and how far Argo CD reaches. */
import { z } from "zod";

import { POD_SECURITY_LEVELS } from "../../lib/kubernetes/podSecurity";
import { gitUrl } from "../../lib/argocd/values";
import { existingRecord, existingShape } from "../../lib/cluster/existingSchema";
import { clusterShape } from "../../lib/cluster/schema";
import * as field from "../../lib/fields";

const namespaceAccess = field.record({
    existing: field.trueOrFalse.default(false).meta({
        description: "The namespace is there already: it is used and never deleted",
    }),
    secrets: field.trueOrFalse.default(false).meta({
        description: "Argo CD may read and write Secrets there",
    }),
    roles: field.trueOrFalse.default(false).meta({
        description: "Argo CD may write Roles and RoleBindings there, up to what it may do itself",
    }),
    podSecurity: field.oneOf(POD_SECURITY_LEVELS).optional().meta({
        description:
            "Pod Security level that the namespace enforces: baseline where absent, for a namespace made here and for an existing one of a cluster made here; of an existing one of an existing cluster the label is left as it is. On the management cluster never privileged",
    }),
    allowSystemNamespace: field.trueOrFalse.default(false).meta({
        description:
            "Allows a system namespace: kube-system, kube-public, kube-node-lease, or one named like the agent's. Anyone who may deploy there can become administrator of the cluster. Never allowed on the management cluster",
    }),
});

const ACCESS_ALLOWED =
    "allowed: cluster, or a map of namespaces: { namespaces: { shop: {}, default: { existing: true } } }.";

const namespacedAccess = field.record({
    namespaces: field
        .mapOf(field.DNS_LABEL, field.NAMESPACE_ALLOWED, namespaceAccess)
        .refine((namespaces) => Object.keys(namespaces).length > 0, {
            error: () => "allowed: a map of at least one namespace.",
        })
        .meta({
            minProperties: 1,
            description: "Namespaces that Argo CD deploys into, each with its options",
        }),
});

/** A word or a map: where a map was given, the problems reported are those inside it (see parse.ts). */
const access = z.union([z.literal("cluster"), namespacedAccess], { error: () => ACCESS_ALLOWED });

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const LABEL_NAME =
    /^(?!argocd\.argoproj\.io\/)([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;
const LABEL_NAME_ALLOWED =
    "allowed: a Kubernetes label name, up to 63 letters, digits and -_., with a DNS prefix and a slash before it where it has one; argocd.argoproj.io/ is Argo CD's own.";

const labels = field.mapOf(
    LABEL_NAME,
    LABEL_NAME_ALLOWED,
    field.text(
        "allowed: up to 63 letters, digits and -_., beginning and ending with a letter or digit.",
        /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/,
    ),
);

const annotations = field.mapOf(
    LABEL_NAME,
    LABEL_NAME_ALLOWED,
    z.string({ error: () => "allowed: a text; quote numbers." }),
);

/** What every target has, however it comes to its cluster. */
const targetShape = {
    displayName: field.namespace.optional().meta({
        description: "Name in Argo CD, used as destination.name; the key where it is left out",
    }),
    formerKey: field.text(field.TARGET_KEY_ALLOWED, field.TARGET_KEY).optional().meta({
        description:
            "Key that the target had before: nothing of it changes, and its role, Secret and resources keep the names they have. Stays as long as the target",
    }),
    access: access.meta({
        description:
            "How far Argo CD reaches: namespaces, or cluster, which is cluster-admin; never guessed",
    }),
    sourceRepos: z
        .array(gitUrl, { error: () => "allowed: a list of repository addresses." })
        .default([])
        .meta({
            description:
                "Repositories that the target's Applications may come from; the guestbook's is added where it is deployed, and everywhere that of argocd.bootstrap of kind applicationSet",
        }),
    labels: labels.default({}).meta({
        description: "Labels of the registration Secret, for cluster generators",
    }),
    annotations: annotations.default({}).meta({
        description: "Annotations of the registration Secret, for templates of generators",
    }),
    shard: field
        .wholeNumber(
            "allowed: a whole number from 0 to 99, a shard of the application controller.",
            0,
            99,
        )
        .optional()
        .meta({ description: "Shard of the application controller that watches the cluster" }),
};

const created = field.record({ ...clusterShape, ...targetShape });

const existing = existingRecord({
    ...existingShape,
    awsAuth: field.oneOf(["patch", "manual"]).optional().meta({
        description:
            "For a cluster whose authentication mode is CONFIG_MAP: patch adds our entry to aws-auth and nothing else, manual prints it for you to paste",
    }),
    ...targetShape,
});

const management = existingRecord({
    management: z
        .literal(true, { error: () => "allowed: true." })
        .meta({ description: "The target is the management cluster itself" }),
    ...targetShape,
});

export const target = z.union([created, existing, management], {
    error: () => "allowed: a map: a cluster's keys, or existing: true, or management: true.",
});

/** A target as its section parses. */
export type TargetSection = z.output<typeof target>;
export type ExistingTargetSection = z.output<typeof existing>;
