/** From a target's section to the target as configured. */
import type { AccessScope } from "../../access";
import { clusterConfig, existingConfig } from "../cluster/parse";
import { isCreated, isExisting } from "../cluster/sections";
import type { Sections } from "../schema";
import type { TargetSection } from "./schema";
import type { TargetConfig } from "./types";

export function targetConfig(
    key: string,
    section: TargetSection,
    sections: Sections,
): TargetConfig {
    const identity = section.formerKey ?? key;
    const guestbookRepos = sections.guestbook.targets.includes(key)
        ? [sections.guestbook.repoUrl]
        : [];
    return {
        cluster: clusterOf(key, section, sections),
        identity,
        displayName: section.displayName ?? identity,
        access: accessScope(section.access),
        sourceRepos: [
            ...new Set([...section.sourceRepos, ...guestbookRepos, ...bootstrapRepos(sections)]),
        ].sort(),
        labels: section.labels,
        annotations: section.annotations,
        ...(section.shard === undefined ? {} : { shard: section.shard }),
    };
}

/** What an ApplicationSet over the clusters deploys comes from its own repository, on every one of them. */
function bootstrapRepos({ argocd }: Sections): readonly string[] {
    const bootstrap = argocd?.bootstrap;
    return bootstrap?.kind === "applicationSet" ? [bootstrap.repoUrl] : [];
}

function clusterOf(
    key: string,
    section: TargetSection,
    sections: Sections,
): TargetConfig["cluster"] {
    if (isCreated(section)) {
        return clusterConfig(section.formerKey ?? key, section, sections);
    }
    if (isExisting(section)) {
        return {
            ...existingConfig(section, sections),
            ...(section.awsAuth === undefined ? {} : { awsAuth: section.awsAuth }),
        };
    }
    // A rule refuses it where there is no management cluster.
    return { ...existingConfig(sections.management!, sections), kind: "management" };
}

function accessScope(access: TargetSection["access"]): AccessScope {
    return access === "cluster"
        ? { kind: "cluster" }
        : { kind: "namespaces", namespaces: access.namespaces };
}
