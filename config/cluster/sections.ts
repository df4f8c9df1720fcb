/** The clusters of a configuration, by their paths: rules go through these. */
import type { Sections } from "../schema";
import type { ExistingTargetSection, TargetSection } from "../target/schema";
import type { ExistingManagementSection } from "./existing";
import type { ClusterSection } from "./schema";

type Existing = ExistingManagementSection | ExistingTargetSection;

/** Whether a section describes a cluster that is created. */
export function isCreated<T extends ClusterSection>(
    section: T | Existing | TargetSection,
): section is T {
    return !("existing" in section) && !("management" in section);
}

/** Whether a section names a cluster that exists already. */
export function isExisting(
    section: ClusterSection | Existing | TargetSection,
): section is Existing {
    return "existing" in section;
}

/** Clusters that are created, the management cluster first. */
export function createdClusters(
    sections: Partial<Sections>,
): readonly (readonly [path: string, cluster: ClusterSection])[] {
    return everySection(sections).flatMap(([path, section]) =>
        isCreated<ClusterSection>(section) ? [[path, section] as const] : [],
    );
}

/** Clusters of either kind; a target that is the management cluster is not another one. */
export function allClusters(
    sections: Partial<Sections>,
): readonly (readonly [path: string, cluster: ClusterSection | Existing])[] {
    return everySection(sections).flatMap(([path, section]) =>
        isExisting(section) || isCreated<ClusterSection>(section) ? [[path, section] as const] : [],
    );
}

function everySection(
    sections: Partial<Sections>,
): readonly (readonly [string, ClusterSection | Existing | TargetSection])[] {
    const { management } = sections;
    return [
        ...(management === undefined ? [] : [["management", management] as const]),
        ...Object.entries(sections.targets ?? {}).map(
            ([key, target]) => [`targets.${key}`, target] as const,
        ),
    ];
}
