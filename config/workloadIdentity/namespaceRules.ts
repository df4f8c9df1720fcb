/** Whose the namespaces of workload identities are. */
import { isKubernetesNamespace } from "../../lib/kubernetes/systemNamespaces";
import { agentSection } from "../agent";
import { privilegedProblems } from "../../lib/kubernetes/podSecurity";
import { shown, type Problem } from "../../lib/problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";
import type { WorkloadIdentitySection } from "./schema";
import { clusterId, identitiesOf } from "./sections";

type Namespace = WorkloadIdentitySection["namespace"];

export const NAMESPACE_RULES: readonly Rule[] = [
    oneOwner,
    notTheAgents,
    refuseSystemNamespaces,
    refusePrivileged,
    onlyOwnLabels,
    notATargets,
];

/** A namespace is made once, whoever of the stack needs it: all must say the same of it. */
function oneOwner(sections: Partial<Sections>): readonly Problem[] {
    const seen = new Map<string, Namespace & { readonly path: string }>();
    return identitiesOf(sections).flatMap(([path, { cluster, namespace }]) => {
        const where = `${clusterId(cluster)}/${namespace.name}`;
        const first = seen.get(where) ?? { path, ...namespace };
        seen.set(where, first);
        return (["existing", "podSecurity"] as const)
            .filter((key) => first[key] !== namespace[key])
            .map((key) => ({
                path: `${path}.namespace.${key}`,
                found: shown(namespace[key] ?? "nothing")!,
                remedy: `${first.path} is in the same namespace and says ${first[key] ?? "nothing"}; say the same.`,
            }));
    });
}

function notTheAgents(sections: Partial<Sections>): readonly Problem[] {
    const agent = agentSection(sections).namespace;
    return sections.management === undefined
        ? []
        : identitiesOf(sections)
              .filter(([, { cluster }]) => cluster === "management")
              .flatMap(([path, { namespace }]) =>
                  agentNamespaceProblems(path, namespace.name, agent),
              );
}

/**
 * Whoever starts pods there can start one under Argo CD's own ServiceAccounts, and be it in every cluster.
 * @param path of an identity whose pods run on the management cluster
 */
export function agentNamespaceProblems(
    path: string,
    name: string,
    agentNamespace: string,
): readonly Problem[] {
    return name === agentNamespace
        ? [
              {
                  path: `${path}.namespace.name`,
                  found: shown(name)!,
                  remedy: "this is Argo CD's own: pods there could run under its ServiceAccounts and reach every cluster of the fleet; choose another.",
              },
          ]
        : [];
}

function refuseSystemNamespaces(sections: Partial<Sections>): readonly Problem[] {
    return identitiesOf(sections)
        .filter(([, { cluster }]) => cluster === "management")
        .flatMap(([path, { namespace }]) => systemNamespaceProblems(path, namespace.name));
}

/**
 * Runner agents start pods for their users. Controllers that belong in kube-system do not, and EKS's add-ons give them roles.
 * @param path of an identity whose pods run on the management cluster
 */
export function systemNamespaceProblems(path: string, name: string): readonly Problem[] {
    return isKubernetesNamespace(name)
        ? [
              {
                  path: `${path}.namespace.name`,
                  found: shown(name)!,
                  remedy: "must not be a system namespace of the management cluster: who starts pods there can use a controller's ServiceAccount, become administrator of the cluster and so reach every cluster of the fleet. Choose a namespace of the pods' own.",
              },
          ]
        : [];
}

function refusePrivileged(sections: Partial<Sections>): readonly Problem[] {
    return identitiesOf(sections)
        .filter(([, { cluster }]) => cluster === "management")
        .flatMap(([path, { namespace }]) =>
            privilegedProblems(`${path}.namespace`, namespace.podSecurity),
        );
}

function onlyOwnLabels(sections: Partial<Sections>): readonly Problem[] {
    return identitiesOf(sections)
        .filter(([, { namespace }]) => namespace.existing && namespace.podSecurity !== undefined)
        .map(([path, { namespace }]) => ({
            path: `${path}.namespace.podSecurity`,
            found: shown(namespace.podSecurity)!,
            remedy: `must be removed: this program does not change an existing namespace. Label it where it is managed: kubectl label namespace ${namespace.name} pod-security.kubernetes.io/enforce=${namespace.podSecurity}.`,
        }));
}

function notATargets({ targets = {}, ...sections }: Partial<Sections>): readonly Problem[] {
    const made = new Map(
        Object.entries(targets).flatMap(([key, target]) =>
            "management" in target && target.access !== "cluster"
                ? Object.entries(target.access.namespaces)
                      .filter(([, { existing }]) => !existing)
                      .map(([name]) => [name, `targets.${key}`] as const)
                : [],
        ),
    );
    return identitiesOf(sections).flatMap(
        ([
            path,
            {
                cluster,
                namespace: { name },
            },
        ]) => {
            const target = made.get(name);
            return cluster !== "management" || target === undefined
                ? []
                : [
                      {
                          path: `${path}.namespace.name`,
                          found: shown(name)!,
                          remedy: `${target} makes this namespace for Argo CD to deploy into, and its Applications could run pods under the identity's ServiceAccounts; choose another.`,
                      },
                  ];
        },
    );
}
