/** Turns a target's section of the stack file into its configuration. */
import { accessScope } from "../../lib/kubernetes/access";
import { existingConfig } from "../../lib/cluster/clusterConfig";
import { createdArgs, createdConfig, existingArgs, isCreated, isExisting } from "../cluster";
import type { Sections } from "../schema";
import type { TargetSection } from "./schema";
import type { TargetConfig } from "../../lib/fleet/target";

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
        args: argsOf(section, sections),
        identity,
        displayName: section.displayName ?? identity,
        access: accessScope(section.access, isOwned(section, sections)),
        sourceRepos: [
            ...new Set([...section.sourceRepos, ...guestbookRepos, ...bootstrapRepos(sections)]),
        ].sort(),
        labels: section.labels,
        annotations: section.annotations,
        ...(section.shard === undefined ? {} : { shard: section.shard }),
    };
}

/** An ApplicationSet over the clusters deploys from its own repository to every cluster. */
function bootstrapRepos({ argocd }: Sections): readonly string[] {
    const bootstrap = argocd?.bootstrap;
    return bootstrap?.kind === "applicationSet" ? [bootstrap.repoUrl] : [];
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
        return {
            ...existingConfig(section, sections),
            ...(section.awsAuth === undefined ? {} : { awsAuth: section.awsAuth }),
        };
    }
    // A rule rejects this in a stack without a management cluster.
    return { ...existingConfig(sections.management!, sections), kind: "management" };
}
