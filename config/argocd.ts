/** Argo CD in the stack file. What its section may hold is decided below, in lib/argocd: code is held to the same. */
import { argoCdProblems } from "../lib/argocd/rules";
import type { Problem } from "../lib/problems";
import type { Rule } from "./rule";
import type { Sections } from "./schema";

export const ARGOCD_RULES: readonly Rule[] = [keepOwnRules];

function keepOwnRules({ argocd }: Partial<Sections>): readonly Problem[] {
    return argocd === undefined ? [] : argoCdProblems(argocd, "argocd.");
}

/** What `argocd` does that works, and that its author may not have meant. */
export function argoCdWarnings({ argocd, targets }: Sections): readonly string[] {
    if (argocd === undefined) {
        return [];
    }
    const namespaced = Object.entries(targets)
        .filter(([, { access }]) => access !== "cluster")
        .map(([key]) => key);
    return [
        ...(argocd.rbac.policyDefault === "role:admin"
            ? [
                  "argocd.rbac.policyDefault: role:admin makes everybody who can log in an administrator of Argo CD, and so of every target; give the role to a group by policyCsv.",
              ]
            : []),
        ...(argocd.install === "existing"
            ? [
                  "argocd.install: existing leaves Argo CD's own settings as they are; unless its argocd-cm has cluster.inClusterEnabled false and its project default is empty, an Application of that project can deploy to every target, or run a pod under Argo CD's own ServiceAccount and so as role argocd.",
              ]
            : []),
        ...(argocd.install === "existing" && namespaced.length > 0
            ? [
                  `argocd.install: existing: its argocd-cm needs resource.respectRBAC "normal", or whatever it lists fails with "is forbidden" on targets of some namespaces only: ${namespaced.join(", ")}.`,
              ]
            : []),
    ];
}
