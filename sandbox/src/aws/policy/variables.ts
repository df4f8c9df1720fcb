/**
 * Policy variables: `${aws:userid}`, `${key, 'default'}` and the escapes `${*}`, `${?}`, `${$}`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
import type { Context } from "./context";
import { pieces, type Piece } from "./glob";
import type { PolicyVersion } from "./version";

const VARIABLE = /\$\{([^}]*)\}/;

/**
 * A text of a policy with its variables replaced: values become literal text, in which `*` is no wildcard.
 * @returns undefined when a variable has no value: what contains it then matches nothing
 */
export function expand(
    text: string,
    version: PolicyVersion,
    context: Context,
): readonly Piece[] | undefined {
    if (version === "2008-10-17") {
        return pieces(text);
    }
    const result: Piece[] = [];
    // split with a capture group puts the names of variables at the odd places
    for (const [index, part] of text.split(VARIABLE).entries()) {
        if (index % 2 === 0) {
            result.push(...pieces(part));
            continue;
        }
        const value = valueOf(part, context);
        if (value === undefined) {
            return undefined;
        }
        result.push({ literal: value });
    }
    return result;
}

function valueOf(variable: string, context: Context): string | undefined {
    if (variable === "*" || variable === "?" || variable === "$") {
        return variable;
    }
    const [, key = "", fallback] = /^\s*([^,]*?)\s*(?:,\s*'([^']*)'\s*)?$/.exec(variable) ?? [];
    const values = context.get(key.toLowerCase());
    // a key with several values cannot be inserted into a text
    return values?.length === 1 ? values[0] : fallback;
}
