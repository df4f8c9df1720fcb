/** Rules between the guestbook and its targets. */
import { hint, shown, type Problem } from "../../lib/problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";

export const GUESTBOOK_RULES: readonly Rule[] = [guestbookTargetsExist, guestbookNamespaceInScope];

function guestbookTargetsExist(
    { guestbook }: Partial<Sections>,
    known: readonly string[],
): readonly Problem[] {
    if (guestbook === undefined) {
        return [];
    }
    return guestbook.targets.flatMap((key, index) =>
        known.includes(key)
            ? []
            : [
                  {
                      path: `guestbook.targets.${index}`,
                      found: shown(key)!,
                      remedy: `no such target.${hint(key, known)} Targets: ${known.join(", ") || "none"}.`,
                  },
              ],
    );
}

function guestbookNamespaceInScope(sections: Partial<Sections>): readonly Problem[] {
    const { guestbook, targets } = sections;
    if (guestbook === undefined || targets === undefined) {
        return [];
    }
    return guestbook.targets.flatMap((key) => {
        const access = targets[key]?.access;
        return access === undefined ||
            access === "cluster" ||
            Object.hasOwn(access.namespaces, guestbook.namespace)
            ? []
            : [
                  {
                      path: "guestbook.namespace",
                      found: shown(guestbook.namespace)!,
                      remedy: `target ${key} is deployed to in ${Object.keys(access.namespaces).join(", ")} only; choose one of these or add it there.`,
                  },
              ];
    });
}
