/** Rules between the keys of targets. */
import { partitionOf } from "../../arn";
import { deployerRoleArns } from "../../fleet";
import { deployerPacks, MAX_ATTACHED_POLICIES } from "../../iam/packs";
import { shown, type Problem } from "../problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";

export const TARGET_RULES: readonly Rule[] = [distinctDisplayNames, packsWithinQuota];

function distinctDisplayNames(sections: Partial<Sections>): readonly Problem[] {
    const seen = new Map<string, string>();
    return Object.entries(sections.targets ?? {}).flatMap(([key, target]) => {
        const name = target.displayName ?? key;
        const first = seen.get(name);
        seen.set(name, first ?? key);
        return first === undefined
            ? []
            : [
                  {
                      path: `targets.${key}.displayName`,
                      found: shown(name)!,
                      remedy: `target ${first} has the same name in Argo CD; give each its own.`,
                  },
              ];
    });
}

/** A changed membership attaches its new packs before the old ones go: there must be room for both. */
function packsWithinQuota(sections: Partial<Sections>): readonly Problem[] {
    const { fleet, management, targets } = sections;
    if (fleet === undefined || management === undefined || targets === undefined) {
        return [];
    }
    const packs = deployerPacks(deployerRoleArns(fleet, partitionOf(management.region), targets));
    return packs.length * 2 <= MAX_ATTACHED_POLICIES
        ? []
        : [
              {
                  path: "targets",
                  found: `${Object.keys(targets).length} targets`,
                  remedy: `role argocd's permission for them takes ${packs.length} policies; allowed: ${MAX_ATTACHED_POLICIES / 2}, since a change attaches new ones before the old ones go. Put some of the targets into a fleet of their own.`,
              },
          ];
}
