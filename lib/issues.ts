/** From what zod finds to problems that a user can fix. */
import type { z } from "zod";

import { pathText, shown, type Problem } from "./problems";

/** Keys that tell the members of a union apart. */
const FORM_MARKS: readonly string[] = ["existing", "management", "vpcId"];

/** The problems of an issue. @param path where the checked value is */
export function problemsOf(
    path: readonly PropertyKey[],
    issue: z.core.$ZodIssue,
): readonly Problem[] {
    const at = [...path, ...issue.path];
    if (issue.code === "invalid_union" && typeof issue.input === "object") {
        // For an object, report the errors of the union member the user most likely meant.
        const inside = meantForm(issue.errors);
        if (inside !== undefined) {
            return inside.flatMap((nested) => problemsOf(at, nested));
        }
    }
    const where = pathText(at);
    const found = issue.code === "unrecognized_keys" ? undefined : shown(issue.input);
    if (found !== undefined) {
        return [{ path: where, found, remedy: issue.message }];
    }
    const missing = issue.code === "unrecognized_keys" ? "" : "missing; ";
    return [{ path: where, remedy: `${missing}${issue.message}` }];
}

/** The union member whose mark (`existing: true`, `strategy: fargate`) the object has, or the first with errors inside. */
function meantForm(
    forms: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
    const maps = forms.filter((issues) => issues.some(isInside));
    return maps.find((issues) => !issues.some(isForeignMark)) ?? maps[0];
}

function isInside(issue: z.core.$ZodIssue): boolean {
    return issue.path.length > 0 || issue.code === "unrecognized_keys";
}

/** Whether the object has the mark of another union member. */
function isForeignMark(issue: z.core.$ZodIssue): boolean {
    if (issue.code === "unrecognized_keys") {
        return issue.keys.some((key) => FORM_MARKS.includes(key));
    }
    return issue.code === "invalid_value" && issue.path.length === 1 && issue.values.length === 1;
}
