/** Applies the rules of lib/kubernetes/accessRules.ts to the stack file's targets. */
import { accessScope, type AccessScope } from "../../lib/kubernetes/access";
import {
    managementScopeProblems,
    missingSwitchProblems,
    uselessSwitchProblems,
} from "../../lib/kubernetes/accessRules";
import { agentSection, ownAgentNamespace } from "../agent";
import type { Problem } from "../../lib/problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";
import { clusterId } from "../workloadIdentity/sections";
import { isOwned } from "./parse";
import type { TargetSection } from "./schema";

export const NAMESPACE_RULES: readonly Rule[] = [
    keepOffTheManagementCluster,
    requireTheSwitch,
    refuseUselessSwitches,
];

interface Target {
    /** `targets.testing.access` */
    readonly path: string;
    readonly scope: AccessScope;
    readonly isManagement: boolean;
}

function targetsOf(sections: Partial<Sections>): readonly Target[] {
    return Object.entries(sections.targets ?? {}).map(([key, target]) => ({
        path: `targets.${key}.access`,
        scope: accessScope(target.access, isOwned(target, sections)),
        isManagement: isManagementCluster(target, sections),
    }));
}

/** Another rule rejects a target with the management cluster's account, region and name; its access is checked all the same. */
function isManagementCluster(target: TargetSection, { management }: Partial<Sections>): boolean {
    return (
        "management" in target ||
        (management !== undefined && clusterId(target) === clusterId(management))
    );
}

function keepOffTheManagementCluster(sections: Partial<Sections>): readonly Problem[] {
    const agent = agentSection(sections).namespace;
    return targetsOf(sections)
        .filter(({ isManagement }) => isManagement)
        .flatMap(({ path, scope }) => managementScopeProblems(path, scope, agent));
}

function requireTheSwitch(sections: Partial<Sections>): readonly Problem[] {
    const agent = ownAgentNamespace(sections);
    return targetsOf(sections)
        .filter(({ isManagement }) => !isManagement)
        .flatMap(({ path, scope }) => missingSwitchProblems(path, scope, agent));
}

function refuseUselessSwitches(sections: Partial<Sections>): readonly Problem[] {
    const agent = ownAgentNamespace(sections);
    // If only the hub's contract knows the agent's namespace, discovery/hubNamespaces.ts checks this.
    return agent === undefined
        ? []
        : targetsOf(sections).flatMap(({ path, scope }) =>
              uselessSwitchProblems(path, scope, agent),
          );
}
