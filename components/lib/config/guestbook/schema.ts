/** The keys of `guestbook`. */
import { z } from "zod";

import * as field from "../fields";

export const guestbook = field
    .record({
        targets: z
            .array(z.string({ error: () => "allowed: the key of a target." }), {
                error: () => "allowed: a list of target keys.",
            })
            .default([]),
        repoUrl: field.repositoryUrl.default("https://github.com/argoproj/argocd-example-apps.git"),
        path: field
            .text("allowed: a path inside the repository, without leading slash.", /^[^/\s].*$/)
            .default("guestbook"),
        targetRevision: field.text("allowed: a branch, tag or commit.", /^\S+$/).default("HEAD"),
        namespace: field.namespace.default("default"),
    })
    .prefault({});

/** `guestbook` as its section parses. */
export type GuestbookSection = z.output<typeof guestbook>;
