/**
 * Who may deploy to which namespace. On the management cluster, no target and no workload identity may get a namespace from which
 * its pods could act as the agent or as Kubernetes. Discovery checks the same for another stack's hub, from the hub's contract.
 */
import { accessScope, type AccessScope } from "../lib/kubernetes/access";
import {
    managementScopeProblems,
    missingSwitchProblems,
    systemNamespaceWarnings,
    uselessSwitchProblems,
} from "../lib/kubernetes/accessRules";
import { privilegedProblems } from "../lib/kubernetes/podSecurity";
import { isKubernetesNamespace } from "../lib/kubernetes/systemNamespaces";
import { problemIf, shown, type Problem } from "../lib/problems";
import { agentSection, ownAgentNamespace } from "./agent";
import type { Rule, Warning } from "./rule";
import type { Sections } from "./schema";
import { isOwned, type TargetSection } from "./target";
import { clusterId, identitiesOf } from "./workloadIdentity";

export const NAMESPACE_RULES: readonly Rule[] = [
    protectManagementClusterFromTargets,
    requireSystemNamespaceSwitch,
    refuseUselessSwitches,
    protectManagementClusterFromIdentities,
    refuseIdentitiesInTargetsNamespaces,
    requireOneNamespaceDefinition,
    refuseLabelsOfExistingNamespaces,
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

/** Also recognizes account, region and name of the management cluster, which another rule rejects. */
function isManagementCluster(target: TargetSection, { management }: Partial<Sections>): boolean {
    return (
        "management" in target ||
        (management !== undefined && clusterId(target) === clusterId(management))
    );
}

function protectManagementClusterFromTargets(sections: Partial<Sections>): readonly Problem[] {
    const agent = agentSection(sections).namespace;
    return targetsOf(sections)
        .filter(({ isManagement }) => isManagement)
        .flatMap(({ path, scope }) => managementScopeProblems(path, scope, agent));
}

function requireSystemNamespaceSwitch(sections: Partial<Sections>): readonly Problem[] {
    const agent = ownAgentNamespace(sections);
    return targetsOf(sections)
        .filter(({ isManagement }) => !isManagement)
        .flatMap(({ path, scope }) => missingSwitchProblems(path, scope, agent));
}

function refuseUselessSwitches(sections: Partial<Sections>): readonly Problem[] {
    const agent = ownAgentNamespace(sections);
    // If only the hub's contract has the agent's namespace, discovery checks this.
    return agent === undefined
        ? []
        : targetsOf(sections).flatMap(({ path, scope }) =>
              uselessSwitchProblems(path, scope, agent),
          );
}

/** Identities whose pods run on the management cluster. */
function managementIdentities(sections: Partial<Sections>): ReturnType<typeof identitiesOf> {
    return identitiesOf(sections).filter(([, { cluster }]) => cluster === "management");
}

function protectManagementClusterFromIdentities(sections: Partial<Sections>): readonly Problem[] {
    // For another stack's hub, discovery checks the agent's namespace.
    const agent = sections.management === undefined ? undefined : agentSection(sections).namespace;
    return managementIdentities(sections).flatMap(([path, { namespace }]) => [
        ...agentNamespaceProblems(path, namespace.name, agent),
        ...systemNamespaceProblems(path, namespace.name),
        ...privilegedProblems(`${path}.namespace`, namespace.podSecurity),
    ]);
}

/**
 * A pod in the agent's namespace can run under Argo CD's ServiceAccounts, and so act as Argo CD in every cluster.
 * @param path of an identity whose pods run on the management cluster
 */
export function agentNamespaceProblems(
    path: string,
    name: string,
    agentNamespace: string | undefined,
): readonly Problem[] {
    return problemIf(name === agentNamespace, {
        path: `${path}.namespace.name`,
        found: shown(name)!,
        remedy: "must not be Argo CD's own namespace: pods there could run under its ServiceAccounts and reach every cluster of the fleet. Choose another.",
    });
}

/**
 * Runner agents start pods for their users, unlike the controllers that belong in kube-system, which get their roles from EKS add-ons.
 * @param path of an identity whose pods run on the management cluster
 */
export function systemNamespaceProblems(path: string, name: string): readonly Problem[] {
    return problemIf(isKubernetesNamespace(name), {
        path: `${path}.namespace.name`,
        found: shown(name)!,
        remedy: "must not be a system namespace of the management cluster: anyone who starts pods there can use a controller's ServiceAccount, become administrator of the cluster and so reach every cluster of the fleet. Choose a separate namespace for the pods.",
    });
}

function refuseIdentitiesInTargetsNamespaces(sections: Partial<Sections>): readonly Problem[] {
    const created = new Map(
        Object.entries(sections.targets ?? {}).flatMap(([key, target]) =>
            "management" in target && target.access !== "cluster"
                ? Object.entries(target.access.namespaces)
                      .filter(([, { existing }]) => !existing)
                      .map(([name]) => [name, `targets.${key}`] as const)
                : [],
        ),
    );
    return managementIdentities(sections).flatMap(
        ([
            path,
            {
                namespace: { name },
            },
        ]) =>
            problemIf(created.has(name), {
                path: `${path}.namespace.name`,
                found: shown(name)!,
                remedy: `${created.get(name) ?? ""} creates this namespace for Argo CD to deploy to, and its Applications could run pods under the identity's ServiceAccounts; choose another.`,
            }),
    );
}

/** A namespace is created once, so all identities in it must define it the same. */
function requireOneNamespaceDefinition(sections: Partial<Sections>): readonly Problem[] {
    const firsts = new Map<string, ReturnType<typeof identitiesOf>[number]>();
    return identitiesOf(sections).flatMap((entry) => {
        const [path, { cluster, namespace }] = entry;
        const id = `${clusterId(cluster)}/${namespace.name}`;
        const [firstPath, { namespace: first }] = firsts.get(id) ?? entry;
        firsts.set(id, firsts.get(id) ?? entry);
        return (["existing", "podSecurity"] as const).flatMap((key) =>
            problemIf(first[key] !== namespace[key], {
                path: `${path}.namespace.${key}`,
                found: shown(namespace[key] ?? "nothing")!,
                remedy: `${firstPath} is in the same namespace and has ${first[key] ?? "nothing"}; set the same value in both.`,
            }),
        );
    });
}

function refuseLabelsOfExistingNamespaces(sections: Partial<Sections>): readonly Problem[] {
    return identitiesOf(sections).flatMap(
        ([
            path,
            {
                namespace: { existing, name, podSecurity },
            },
        ]) =>
            problemIf(existing && podSecurity !== undefined, {
                path: `${path}.namespace.podSecurity`,
                found: shown(podSecurity)!,
                remedy: `must be removed: this program does not change an existing namespace. Label it where it is managed: kubectl label namespace ${name} pod-security.kubernetes.io/enforce=${podSecurity ?? ""}.`,
            }),
    );
}

export const NAMESPACE_WARNINGS: readonly Warning[] = [warnOfSystemNamespaces, warnOfPrivileged];

/** If only the hub's contract has the agent's namespace, discovery warns of it. */
function warnOfSystemNamespaces(sections: Sections): readonly string[] {
    const agent = ownAgentNamespace(sections);
    return targetsOf(sections).flatMap(({ path, scope }) =>
        systemNamespaceWarnings(path, scope, agent),
    );
}

function warnOfPrivileged(sections: Sections): readonly string[] {
    return targetsOf(sections).flatMap(({ path, scope }) =>
        scope.kind === "cluster"
            ? []
            : Object.entries(scope.namespaces)
                  .filter(([, { podSecurity }]) => podSecurity === "privileged")
                  .map(
                      ([name]) =>
                          `${path}.namespaces.${name}.podSecurity: privileged allows pods that use the node's file system, network and processes, and so read other pods' credentials there; choose baseline unless a workload needs it.`,
                  ),
    );
}
