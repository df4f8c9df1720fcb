/** The guestbook: a sample application that proves the whole chain of roles. */
import { z } from "zod";

import { GUESTBOOK_DEFAULTS } from "../lib/argocd/guestbook";
import * as field from "../lib/fields";
import { hint, problemIf, shown, type Problem } from "../lib/problems";
import type { Rule, Warning } from "./rule";
import type { Sections } from "./schema";

export const guestbook = field
    .record({
        targets: field
            .listOf(
                z.string({ error: () => "allowed: the key of a target." }),
                0,
                "allowed: a list of target keys.",
            )
            .default([])
            .meta({ description: "Keys of the targets that the guestbook is deployed to" }),
        repoUrl: field.repositoryUrl
            .default(GUESTBOOK_DEFAULTS.repoUrl)
            .meta({ description: "Repository of the guestbook's manifests" }),
        path: field
            .text("allowed: a path inside the repository, without leading slash.", /^[^/\s].*$/)
            .default(GUESTBOOK_DEFAULTS.path)
            .meta({ description: "Directory of the manifests in the repository" }),
        targetRevision: field
            .text("allowed: a branch, tag or commit.", /^\S+$/)
            .default(GUESTBOOK_DEFAULTS.targetRevision)
            .meta({ description: "Branch, tag or commit that is deployed" }),
        deletion: field.oneOf(["cascade", "orphan"]).default(GUESTBOOK_DEFAULTS.deletion).meta({
            description:
                "Whether the workload is deleted with the Application (cascade) or kept (orphan): set orphan, and run up, before the management cluster is rebuilt",
        }),
        namespace: field.namespace.default(GUESTBOOK_DEFAULTS.namespace).meta({
            description:
                "Namespace that the guestbook is deployed into; access of each of its targets must include it",
        }),
    })
    .prefault({})
    .meta({
        description:
            "The sample application, which verifies the whole chain of roles in the same update",
    });

export const GUESTBOOK_RULES: readonly Rule[] = [requireKnownTargets, requireNamespaceInScope];

function requireKnownTargets(
    { guestbook, targets }: Partial<Sections>,
    known: readonly string[],
): readonly Problem[] {
    if (guestbook === undefined || targets === undefined) {
        return [];
    }
    return guestbook.targets.flatMap((key, index) =>
        problemIf(!known.includes(key), {
            path: `guestbook.targets.${index}`,
            found: shown(key)!,
            remedy: `no such target.${hint(key, known)} Targets: ${known.join(", ") || "none"}.`,
        }),
    );
}

function requireNamespaceInScope({
    guestbook,
    targets = {},
}: Partial<Sections>): readonly Problem[] {
    return (guestbook?.targets ?? []).flatMap((key) => {
        const access = targets[key]?.access;
        if (access === undefined || access === "cluster") {
            return [];
        }
        const { namespace } = guestbook!;
        return problemIf(!Object.hasOwn(access.namespaces, namespace), {
            path: "guestbook.namespace",
            found: shown(namespace)!,
            remedy: `target ${key} allows deployments to ${Object.keys(access.namespaces).join(", ")} only; choose one of these, or add the namespace to access of the target.`,
        });
    });
}

export const GUESTBOOK_WARNINGS: readonly Warning[] = [warnOfManualMapping];

function warnOfManualMapping({ guestbook, targets }: Sections): readonly string[] {
    return guestbook.targets
        .filter((key) => {
            const target = targets[key];
            return target !== undefined && "awsAuth" in target && target.awsAuth === "manual";
        })
        .map(
            (key) =>
                `guestbook.targets: ${key} has awsAuth: manual, so the guestbook is not Healthy, and up fails, until you add its entry to aws-auth. Add the guestbook in a second up.`,
        );
}
