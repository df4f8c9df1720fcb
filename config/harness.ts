/** Harness's agent in the stack file. What its section may hold is decided below, in lib/harness: code is held to the same. */
import { harnessProblems } from "../lib/harness/rules";
import { shown, type Problem } from "../lib/problems";
import { isCreated } from "./cluster";
import type { Rule } from "./rule";
import type { Sections } from "./schema";

export const HARNESS_RULES: readonly Rule[] = [keepOwnRules, refuseGuestbookOfManagedAgent];

function keepOwnRules({ harness }: Partial<Sections>): readonly Problem[] {
    return harness === undefined ? [] : harnessProblems(harness, "harness.");
}

/** The cluster that an Application would name is created in Harness, not by this program. */
function refuseGuestbookOfManagedAgent(sections: Partial<Sections>): readonly Problem[] {
    const { engine, guestbook, harness } = sections;
    return engine === "harness" && harness?.argoCd === "managed" && guestbook !== undefined
        ? guestbook.targets.map((key, index) => ({
              path: `guestbook.targets.${index}`,
              found: shown(key)!,
              remedy: "Applications of a managed agent are made in Harness: leave it out and follow docs/harness.md, or choose harness.argoCd: connected.",
          }))
        : [];
}

/** What `harness` does that works, and that its author may not have meant. */
export function harnessWarnings({ harness, management, targets }: Sections): readonly string[] {
    if (harness === undefined || management === undefined) {
        return [];
    }
    const { argoCd, existingSecretName, install, upgrader } = harness;
    const namespaced = Object.entries(targets)
        .filter(([, { access }]) => access !== "cluster")
        .map(([key]) => key);
    const isOthers = install === "existing" || argoCd === "connected";
    return [
        ...(upgrader
            ? [
                  "harness.upgrader: true lets a CronJob replace the agent's image at any time, by Harness's choice and past the pinned chart; leave it out to have versions move with releases of this program.",
              ]
            : []),
        ...(existingSecretName !== undefined && isCreated(management)
            ? [
                  `harness.existingSecretName: ${existingSecretName} and its namespace must be there before the agent, and a management cluster that the same up creates has neither; use tokenSecret for the first up.`,
              ]
            : []),
        ...(isOthers
            ? [
                  `harness.${install === "existing" ? "install: existing" : "argoCd: connected"} leaves Argo CD's own settings as they are; unless its argocd-cm has cluster.inClusterEnabled false and its project default is empty, an Application can run a pod under its ServiceAccounts and so as role argocd.`,
              ]
            : []),
        ...(isOthers && namespaced.length > 0
            ? [
                  `harness: the argocd-cm of an Argo CD that is there already needs resource.respectRBAC "normal", or whatever it lists fails with "is forbidden" on targets of some namespaces only: ${namespaced.join(", ")}.`,
              ]
            : []),
    ];
}
