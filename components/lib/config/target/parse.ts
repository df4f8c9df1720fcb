/** From a target's section to the target as configured. */
import type { AccessScope } from "../../access";
import type { ClusterConfig } from "../cluster/types";
import type { Sections } from "../schema";
import type { TargetSection } from "./schema";
import type { TargetConfig } from "./types";

export function targetConfig(
    key: string,
    section: TargetSection,
    cluster: ClusterConfig,
    sections: Sections,
): TargetConfig {
    const guestbookRepos = sections.guestbook.targets.includes(key)
        ? [sections.guestbook.repoUrl]
        : [];
    return {
        ...cluster,
        displayName: section.displayName ?? key,
        access: accessScope(section.access),
        sourceRepos: [...new Set([...section.sourceRepos, ...guestbookRepos])].sort(),
    };
}

function accessScope(access: TargetSection["access"]): AccessScope {
    return access === "cluster"
        ? { kind: "cluster" }
        : { kind: "namespaces", namespaces: access.namespaces };
}
