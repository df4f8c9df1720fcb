/** The keys of `guestbook`. */
import { z } from "zod";

import { GUESTBOOK_DEFAULTS } from "../../lib/argocd/guestbook";
import * as field from "../../lib/fields";

export const guestbook = field
    .record({
        targets: z
            .array(z.string({ error: () => "allowed: the key of a target." }), {
                error: () => "allowed: a list of target keys.",
            })
            .default([])
            .meta({ description: "Keys of the targets that the guestbook is deployed to" }),
        repoUrl: field.repositoryUrl
            .default(GUESTBOOK_DEFAULTS.repoUrl)
            .meta({ description: "Repository that the guestbook's manifests are in" }),
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
                "Whether the workload goes with the Application, or stays: say orphan, and run up, before the management cluster is rebuilt",
        }),
        namespace: field.namespace.default(GUESTBOOK_DEFAULTS.namespace).meta({
            description:
                "Namespace that the guestbook is deployed into, one that its targets' access names",
        }),
    })
    .prefault({})
    .meta({
        description:
            "The sample application, by which the whole chain of roles is verified in the same update",
    });

/** `guestbook` as its section parses. */
export type GuestbookSection = z.output<typeof guestbook>;
