/** JSON of a policy whose shape is not known yet. */
import { malformed } from "./malformed";

/** Members of a JSON object, values not looked at yet. */
export type Json = Readonly<Record<string, unknown>>;

/** One value or a list, as IAM's grammar allows nearly everywhere. */
export function listOf(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [value];
}

/** Strings of a "one or many" member; anything else is a syntax error. */
export function stringsOf(value: unknown): readonly string[] {
    const list = listOf(value);
    if (!list.every((item) => typeof item === "string")) {
        throw malformed("Syntax errors in policy.");
    }
    return list;
}

/** A JSON object, or a syntax error. */
export function objectOf(value: unknown): Json {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw malformed("Syntax errors in policy.");
    }
    return value as Json;
}
