/** A target: a cluster that Argo CD deploys to, and what Argo CD may do there. */
import { z } from "zod";

import { gitUrl } from "../lib/argocd/values";
import { partitionOf } from "../lib/aws/arn";
import { existingConfig } from "../lib/cluster/clusterConfig";
import { existingRecord, existingShape } from "../lib/cluster/existingSchema";
import { clusterShape } from "../lib/cluster/schema";
import * as field from "../lib/fields";
import { deployerRoleArns, fleetPackCapacity } from "../lib/fleet/names";
import type { TargetConfig } from "../lib/fleet/target";
import { deployerPacks, packQuotaProblems } from "../lib/iam/packs";
import { accessScope } from "../lib/kubernetes/access";
import { rolePathProblems } from "../lib/kubernetes/awsAuth";
import { POD_SECURITY_LEVELS } from "../lib/kubernetes/podSecurity";
import { problemIf, repeated, shown, type Problem } from "../lib/problems";
import { agentSection } from "./agent";
import { createdArgs, createdConfig, existingArgs, isCreated, isExisting } from "./cluster";
import type { Rule, Warning } from "./rule";
import type { Sections } from "./schema";

const namespaceAccess = field.record({
    existing: field.trueOrFalse.default(false).meta({
        description: "The namespace exists already: the program uses it and never deletes it",
    }),
    secrets: field.trueOrFalse.default(false).meta({
        description: "Argo CD may read and write Secrets there",
    }),
    roles: field.trueOrFalse.default(false).meta({
        description:
            "Argo CD may write Roles and RoleBindings there, with no more permissions than its own",
    }),
    podSecurity: field.oneOf(POD_SECURITY_LEVELS).optional().meta({
        description:
            "Pod Security level that the namespace enforces. Defaults to baseline for a namespace that the program creates, and for an existing one of a cluster that it creates; an existing namespace of an existing cluster keeps its label. Must not be privileged on the management cluster",
    }),
    allowSystemNamespace: field.trueOrFalse.default(false).meta({
        description:
            "Allows a system namespace: kube-system, kube-public, kube-node-lease, or one with the name of the agent's namespace. Anyone who may deploy there can become administrator of the cluster. Not allowed on the management cluster",
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
            description: "Namespaces that Argo CD deploys into, with the options of each",
        }),
});

const access = z.union([z.literal("cluster"), namespacedAccess], { error: () => ACCESS_ALLOWED });

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const LABEL_NAME =
    /^(?!argocd\.argoproj\.io\/)([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;
const LABEL_NAME_ALLOWED =
    "allowed: a Kubernetes label name, up to 63 letters, digits and -_., optionally with a DNS prefix and a slash before it; argocd.argoproj.io/ is reserved for Argo CD.";

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
    z.string({ error: () => "allowed: a string; quote numbers." }),
);

/** Keys of every target, of whichever cluster. */
const targetShape = {
    displayName: field.namespace.optional().meta({
        description: "Name in Argo CD, used as destination.name; defaults to the key",
    }),
    formerKey: field.text(field.TARGET_KEY_ALLOWED, field.TARGET_KEY).optional().meta({
        description:
            "Key that the target had before it was renamed: its role, Secret and resources keep their names. Keep this for the life of the target",
    }),
    access: access.meta({
        description:
            "What Argo CD may deploy to: a map of namespaces, or cluster, which makes it cluster-admin. Has no default",
    }),
    sourceRepos: field
        .listOf(gitUrl, 0, "allowed: a list of repository addresses.")
        .default([])
        .meta({
            description:
                "Repositories that Applications of the target may use, in addition to the guestbook's, if it is deployed here, and to that of argocd.bootstrap of kind applicationSet",
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
            "For a cluster whose authentication mode is CONFIG_MAP: patch adds one entry to aws-auth, manual prints the entry for you to add",
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

export type TargetSection = z.output<typeof target>;

export function targetConfig(
    key: string,
    section: TargetSection,
    sections: Sections,
): TargetConfig {
    const { annotations, formerKey, labels, shard } = section;
    const { argocd, guestbook } = sections;
    const identity = formerKey ?? key;
    const repositories = [
        ...section.sourceRepos,
        ...(guestbook.targets.includes(key) ? [guestbook.repoUrl] : []),
        // An ApplicationSet deploys from its own repository to every cluster.
        ...(argocd?.bootstrap?.kind === "applicationSet" ? [argocd.bootstrap.repoUrl] : []),
    ];
    return {
        cluster: clusterOf(key, section, sections),
        args: argsOf(section, sections),
        identity,
        displayName: section.displayName ?? identity,
        access: accessScope(section.access, isOwned(section, sections)),
        sourceRepos: [...new Set(repositories)].sort(),
        labels,
        annotations,
        shard,
    };
}

/** Whether this stack creates the target's cluster. */
export function isOwned(
    section: TargetSection,
    { management }: Pick<Partial<Sections>, "management">,
): boolean {
    return (
        isCreated(section) ||
        ("management" in section && management !== undefined && isCreated(management))
    );
}

function argsOf(section: TargetSection, sections: Sections): TargetConfig["args"] {
    if (isCreated(section)) {
        return createdArgs(section, sections);
    }
    return isExisting(section) ? existingArgs(section, sections) : undefined;
}

function clusterOf(
    key: string,
    section: TargetSection,
    sections: Sections,
): TargetConfig["cluster"] {
    if (isCreated(section)) {
        return createdConfig(`targets.${key}`, section, sections);
    }
    if (isExisting(section)) {
        return { ...existingConfig(section, sections), awsAuth: section.awsAuth };
    }
    // requireHubOfManagementTarget and requireOneHub reject a stack without management.
    return { ...existingConfig(sections.management!, sections), kind: "management" };
}

export const TARGET_RULES: readonly Rule[] = [
    requireDistinctDisplayNames,
    requireDistinctIdentities,
    requireHubOfManagementTarget,
    refusePathWithAwsAuth,
    requirePackQuota,
];

function requireDistinctDisplayNames(sections: Partial<Sections>): readonly Problem[] {
    const names = targetsOf(sections).map(([key, { displayName, formerKey }]) => ({
        key,
        name: displayName ?? formerKey ?? key,
    }));
    return repeated(names, ({ name }) => name).map(([{ key, name }, first]) => ({
        path: `targets.${key}.displayName`,
        found: shown(name)!,
        remedy: `target ${first.key} has the same name in Argo CD; give each its own.`,
    }));
}

/** Names in accounts and clusters contain the identity, so two targets with one identity would share them. */
function requireDistinctIdentities(
    sections: Partial<Sections>,
    targetKeys: readonly string[],
): readonly Problem[] {
    const owners = new Map(targetKeys.map((key) => [key, key]));
    return targetsOf(sections).flatMap(([key, { formerKey }]) => {
        if (formerKey === undefined) {
            return [];
        }
        const owner = owners.get(formerKey);
        owners.set(formerKey, owner ?? key);
        return problemIf(owner !== undefined, {
            path: `targets.${key}.formerKey`,
            found: shown(formerKey)!,
            remedy:
                owner === key
                    ? "must be the key that the target had before, not its present one; or remove formerKey."
                    : `target ${owner ?? ""} has the names that belong to this key; only one target can.`,
        });
    });
}

function requireHubOfManagementTarget(sections: Partial<Sections>): readonly Problem[] {
    return sections.hub === undefined
        ? []
        : targetsOf(sections)
              .filter(([, target]) => "management" in target)
              .map(([key]) => ({
                  path: `targets.${key}.management`,
                  found: "true",
                  remedy: "the management cluster belongs to the hub stack: define this target there.",
              }));
}

function refusePathWithAwsAuth(sections: Partial<Sections>): readonly Problem[] {
    const { rolePath = "/" } = sections;
    return targetsOf(sections)
        .filter(([, target]) => "awsAuth" in target && target.awsAuth !== undefined)
        .flatMap(([key]) => rolePathProblems(`targets.${key}.awsAuth`, rolePath));
}

/** When membership changes, new packs are attached before the old ones are detached, so the quota must fit both. */
function requirePackQuota(sections: Partial<Sections>): readonly Problem[] {
    const { fleet, management, rolePath } = sections;
    if (fleet === undefined || management === undefined || rolePath === undefined) {
        // For another stack's hub, discovery counts the policies that the role already has.
        return [];
    }
    const naming = { fleet, partition: partitionOf(management.region), rolePath };
    const targets = targetsOf(sections).map(([key, target]) => ({
        identity: target.formerKey ?? key,
        accountId: "management" in target ? management.accountId : target.accountId,
    }));
    const capacity = fleetPackCapacity(naming);
    return packQuotaProblems({
        packs: deployerPacks(deployerRoleArns(naming, targets), capacity).length,
        others: 0,
        quota: agentSection(sections).managedPoliciesPerRole,
        targets: targets.length,
        capacity,
    });
}

function targetsOf(
    sections: Partial<Sections>,
): readonly (readonly [key: string, target: TargetSection])[] {
    return Object.entries(sections.targets ?? {});
}

export const TARGET_WARNINGS: readonly Warning[] = [warnOfClusterAdmin];

function warnOfClusterAdmin({ targets }: Sections): readonly string[] {
    return Object.entries(targets)
        .filter(([, { access }]) => access === "cluster")
        .map(
            ([key]) =>
                `targets.${key}.access: cluster makes Argo CD cluster-admin there, able to read every Secret and to change every permission; list namespaces instead if that is enough.`,
        );
}
