/** The keys of `bootstrap`. */
import { z } from "zod";

import * as field from "../fields";
import * as value from "./values";

const KINDS = ["appOfApps", "applicationSet"] as const;

function kind<const T extends (typeof KINDS)[number]>(word: T): z.ZodLiteral<T> {
    return z.literal(word, { error: () => `allowed: ${KINDS.join(", ")}.` }).meta({
        description:
            "An Application whose manifests are Applications, or an ApplicationSet over the registered clusters",
    });
}

const sourceShape = {
    repoUrl: value.gitUrl.meta({ description: "Git repository" }),
    path: value.directory.meta({ description: "Directory in it" }),
    targetRevision: value.revision
        .default("HEAD")
        .meta({ description: "Branch, tag or commit to follow" }),
    onDelete: field.oneOf(["cascade", "orphan"]).default("cascade").meta({
        description:
            "Whether deleting the bootstrap deletes the workloads of its Applications or keeps them",
    }),
};

const appOfAppsShape = {
    recurse: field.trueOrFalse
        .default(false)
        .meta({ description: "Whether subdirectories are read too" }),
};

const applicationSetShape = {
    perCluster: field.trueOrFalse.default(false).meta({
        description:
            "Whether each cluster has directories of its own, below one named after the cluster",
    }),
    clusterLabels: field
        .mapOf(
            /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
            "allowed as a label: a name of 1 to 63 letters, digits and -_., with a DNS name and a slash before it if need be.",
            field.text(
                "allowed: up to 63 letters, digits and -_., beginning and ending with a letter or digit.",
                /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/,
            ),
        )
        .default({})
        .meta({
            description:
                "Labels of the registrations that get the Applications; every registration unless set",
        }),
    namespace: field.namespace.optional().meta({
        description: "Namespace of every Application's workload; the directory's name unless set",
    }),
};

/** Explains a key of the other kind. */
function explained(own: string): (key: string) => string | undefined {
    const shapes = { appOfApps: appOfAppsShape, applicationSet: applicationSetShape };
    return (key) => {
        const [of] = Object.entries(shapes).find(([, shape]) => Object.hasOwn(shape, key)) ?? [];
        return of === undefined
            ? undefined
            : `${key} is a key of kind ${of}, and this is ${own}: leave it out, or choose that kind.`;
    };
}

export const appOfApps = field.record(
    { kind: kind("appOfApps"), ...sourceShape, ...appOfAppsShape },
    explained("appOfApps"),
);

export const applicationSet = field.record(
    { kind: kind("applicationSet"), ...sourceShape, ...applicationSetShape },
    explained("applicationSet"),
);

export const bootstrap = z.union([appOfApps, applicationSet], {
    error: () =>
        `allowed: a map with kind (${KINDS.join(", ")}), repoUrl, path and the kind's own keys.`,
});
