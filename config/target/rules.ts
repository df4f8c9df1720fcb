/** Rules between the keys of targets. */
import { agentSection } from "../agent";
import { partitionOf } from "../../lib/aws/arn";
import { deployerPacks, packQuotaProblems } from "../../lib/iam/packs";
import { fleetPackCapacity, deployerRoleArns } from "../../lib/fleet/names";
import { rolePathProblems } from "../../lib/kubernetes/awsAuth";
import { isCreated } from "../cluster";
import { shown, type Problem } from "../../lib/problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";
import { NAMESPACE_RULES } from "./namespaceRules";
import type { TargetSection } from "./schema";

export const TARGET_RULES: readonly Rule[] = [
    distinctDisplayNames,
    distinctIdentities,
    managementTargetHasItsHub,
    ...NAMESPACE_RULES,
    noPathWithAwsAuth,
    packsWithinQuota,
];

function distinctDisplayNames(sections: Partial<Sections>): readonly Problem[] {
    const seen = new Map<string, string>();
    return targets(sections).flatMap(([key, target]) => {
        const name = target.displayName ?? target.formerKey ?? key;
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

/** Names in accounts and clusters are made of the identity: two targets of one identity would share them. */
function distinctIdentities(
    sections: Partial<Sections>,
    targetKeys: readonly string[],
): readonly Problem[] {
    const seen = new Map<string, string>();
    return targets(sections).flatMap(([key, { formerKey }]) => {
        if (formerKey === undefined) {
            return [];
        }
        const holder = targetKeys.includes(formerKey) ? formerKey : seen.get(formerKey);
        seen.set(formerKey, key);
        return holder === undefined
            ? []
            : [
                  {
                      path: `targets.${key}.formerKey`,
                      found: shown(formerKey)!,
                      remedy:
                          holder === key
                              ? "this is the target's key; leave formerKey out, or name the key it had before."
                              : `target ${holder} has the names that belong to this key; only one target can.`,
                  },
              ];
    });
}

function managementTargetHasItsHub(sections: Partial<Sections>): readonly Problem[] {
    return sections.hub === undefined
        ? []
        : managementTargets(sections).map(([key]) => ({
              path: `targets.${key}.management`,
              found: "true",
              remedy: "the management cluster is the hub stack's: make it a target there.",
          }));
}

function noPathWithAwsAuth(sections: Partial<Sections>): readonly Problem[] {
    const { rolePath = "/" } = sections;
    return targets(sections)
        .filter(([, target]) => "awsAuth" in target && target.awsAuth !== undefined)
        .flatMap(([key]) => rolePathProblems(`targets.${key}.awsAuth`, rolePath));
}

/** A changed membership attaches its new packs before the old ones go: there must be room for both. */
function packsWithinQuota(sections: Partial<Sections>): readonly Problem[] {
    const { fleet, management, rolePath } = sections;
    const quota = agentSection(sections).managedPoliciesPerRole;
    if (fleet === undefined || management === undefined || rolePath === undefined) {
        // Where the hub is another stack's, what the role carries already is looked up.
        return [];
    }
    const partition = partitionOf(management.region);
    const arns = deployerRoleArns(
        { fleet, partition, rolePath },
        targets(sections).map(([key, target]) => ({
            identity: target.formerKey ?? key,
            accountId: accountOf(target) ?? management.accountId,
        })),
    );
    const capacity = fleetPackCapacity({ fleet, partition, rolePath });
    const packs = deployerPacks(arns, capacity).length;
    return packQuotaProblems({ packs, others: 0, quota, targets: arns.length, capacity });
}

function targets(
    sections: Partial<Sections>,
): readonly (readonly [key: string, target: TargetSection])[] {
    return Object.entries(sections.targets ?? {});
}

function managementTargets(
    sections: Partial<Sections>,
): readonly (readonly [key: string, target: TargetSection])[] {
    return targets(sections).filter(([, target]) => "management" in target);
}

function accountOf(target: TargetSection): string | undefined {
    return isCreated(target) || "existing" in target ? target.accountId : undefined;
}
