/** Rules about the namespaces that Argo CD deploys into: on its own cluster, and on every other. */
import type { AccessScope, NamespaceAccess } from "../../lib/kubernetes/access";
import {
    isKubernetesNamespace,
    KUBERNETES_NAMESPACES_TEXT,
    namespaceRisk,
} from "../../lib/kubernetes/systemNamespaces";
import { agentSection, ownAgentNamespace } from "../agent/sections";
import { privilegedProblems } from "../podSecurityRules";
import { shown, type Problem } from "../../lib/problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";
import { clusterId } from "../workloadIdentity/sections";
import { accessScope, isOwned } from "./parse";
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

/** Another rule refuses a target that names the management cluster by its place; what it would reach is judged the same. */
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

/**
 * What a target must not reach where its cluster is the management cluster: anyone who may deploy into the agent's namespace,
 * into Kubernetes' own or everywhere can run a pod under a controller's ServiceAccount, and be what the agent is in every
 * cluster of the fleet.
 * @param path of the target's `access`
 */
export function managementScopeProblems(
    path: string,
    scope: AccessScope,
    agentNamespace: string,
): readonly Problem[] {
    const reason =
        "an Application there could run a pod under the controller's own ServiceAccount and reach every cluster of the fleet.";
    if (scope.kind === "cluster") {
        return [
            {
                path,
                found: shown("cluster")!,
                remedy: `of the management cluster name the namespaces that are deployed to: ${reason}`,
            },
        ];
    }
    return entriesOf(path, scope).flatMap(({ at, name, podSecurity }) => {
        if (name === agentNamespace) {
            return [
                { path: at, remedy: `the agent's own namespace is not deployed to: ${reason}` },
            ];
        }
        return isKubernetesNamespace(name)
            ? [
                  {
                      path: at,
                      remedy: "must be removed: an Application in a system namespace of the management cluster could run a pod under a controller's ServiceAccount, become administrator of the cluster and so reach every cluster of the fleet. Name a namespace of your applications; allowSystemNamespace has no effect on the management cluster.",
                  },
              ]
            : privilegedProblems(at, podSecurity);
    });
}

function requireTheSwitch(sections: Partial<Sections>): readonly Problem[] {
    const agent = ownAgentNamespace(sections);
    return targetsOf(sections)
        .filter(({ isManagement }) => !isManagement)
        .flatMap(({ path, scope }) => missingSwitchProblems(path, scope, agent));
}

/**
 * System namespaces of any other cluster that are deployed to without `allowSystemNamespace`.
 * @param agentNamespace undefined where it is not known
 */
export function missingSwitchProblems(
    path: string,
    scope: AccessScope,
    agentNamespace: string | undefined,
): readonly Problem[] {
    return entriesOf(path, scope).flatMap(({ at, name, allowSystemNamespace, existing }) => {
        const risk = namespaceRisk(name, agentNamespace);
        if (risk === undefined) {
            return [];
        }
        if (allowSystemNamespace !== true) {
            return [
                {
                    path: at,
                    remedy: `must be removed, or have allowSystemNamespace: true: ${risk}.`,
                },
            ];
        }
        return existing || !isKubernetesNamespace(name)
            ? []
            : [
                  {
                      path: `${at}.existing`,
                      found: shown(existing)!,
                      remedy: "must be true: every cluster has this namespace, and this program neither creates nor deletes it.",
                  },
              ];
    });
}

function refuseUselessSwitches(sections: Partial<Sections>): readonly Problem[] {
    const agent = ownAgentNamespace(sections);
    // Where only the hub's contract knows the agent's namespace, discovery is to judge.
    return agent === undefined
        ? []
        : targetsOf(sections).flatMap(({ path, scope }) =>
              uselessSwitchProblems(path, scope, agent),
          );
}

/** `allowSystemNamespace` where it does nothing: its reader would think that the namespace needs it. */
export function uselessSwitchProblems(
    path: string,
    scope: AccessScope,
    agentNamespace: string,
): readonly Problem[] {
    return entriesOf(path, scope)
        .filter(
            ({ name, allowSystemNamespace }) =>
                allowSystemNamespace === true && namespaceRisk(name, agentNamespace) === undefined,
        )
        .map(({ at, name }) => ({
            path: `${at}.allowSystemNamespace`,
            found: shown(true)!,
            remedy: `must be removed: it has no effect on ${name}, which is not one of ${KUBERNETES_NAMESPACES_TEXT}, ${agentNamespace}.`,
        }));
}

/** What the system namespaces that a target is deployed to mean, one line each. */
export function systemNamespaceWarnings(
    path: string,
    scope: AccessScope,
    agentNamespace: string | undefined,
): readonly string[] {
    return entriesOf(path, scope).flatMap(({ at, name }) => {
        const risk = namespaceRisk(name, agentNamespace);
        return risk === undefined ? [] : [`${at}: allowSystemNamespace is true: ${risk}.`];
    });
}

interface Entry extends NamespaceAccess {
    /** Path in the configuration. */
    readonly at: string;
    readonly name: string;
}

function entriesOf(path: string, scope: AccessScope): readonly Entry[] {
    return scope.kind === "cluster"
        ? []
        : Object.entries(scope.namespaces).map(([name, access]) => ({
              ...access,
              at: `${path}.namespaces.${name}`,
              name,
          }));
}
