/** Whose the namespaces of workload identities are. */
import { agentSection } from "../agent/sections";
import { shown, type Problem } from "../problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";
import { clusterId, identitiesOf } from "./sections";

export const NAMESPACE_RULES: readonly Rule[] = [oneOwner, notTheAgents, notATargets];

/** A namespace is made once, whoever of the stack needs it: all must say the same of it. */
function oneOwner(sections: Partial<Sections>): readonly Problem[] {
    const seen = new Map<string, { readonly path: string; readonly existing: boolean }>();
    return identitiesOf(sections).flatMap(([path, { cluster, namespace }]) => {
        const where = `${clusterId(cluster)}/${namespace.name}`;
        const first = seen.get(where);
        seen.set(where, first ?? { path, existing: namespace.existing });
        return first === undefined || first.existing === namespace.existing
            ? []
            : [
                  {
                      path: `${path}.namespace.existing`,
                      found: shown(namespace.existing)!,
                      remedy: `${first.path} is in the same namespace and says ${first.existing}; say the same.`,
                  },
              ];
    });
}

/** Whoever starts pods there can start one under Argo CD's own ServiceAccounts, and be it in every cluster. */
function notTheAgents(sections: Partial<Sections>): readonly Problem[] {
    const agent = agentSection(sections).namespace;
    return sections.management === undefined
        ? []
        : identitiesOf(sections)
              .filter(
                  ([, { cluster, namespace }]) =>
                      cluster === "management" && namespace.name === agent,
              )
              .map(([path]) => ({
                  path: `${path}.namespace.name`,
                  found: shown(agent)!,
                  remedy: "this is Argo CD's own: pods there could run under its ServiceAccounts and reach every cluster of the fleet; choose another.",
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
