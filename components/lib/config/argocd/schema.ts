/** The keys of `argocd`. */
import type { z } from "zod";

import * as field from "../fields";

export const argocd = field
    .record({
        namespace: field.namespace.default("argocd"),
        manifests: field
            .text("allowed: a directory with the release's manifests.", /\S/)
            .optional(),
    })
    .prefault({});

/** `argocd` as its section parses. */
export type ArgoCdSection = z.output<typeof argocd>;
