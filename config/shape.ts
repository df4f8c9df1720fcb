/** What JSON can say and no configuration means: looked for before anything else is. */
import { pathText, type Problem } from "../lib/problems";

/** Deeper than any key is, and far from what recursion can bear. */
const MAX_DEPTH = 32;

/**
 * Problems for which the rest is not looked at: a key `__proto__`, which would be dropped without a word, and maps inside maps
 * inside maps.
 */
export function shapeProblems(raw: Readonly<Record<string, unknown>>): readonly Problem[] {
    const problems: Problem[] = [];
    const waiting: (readonly [value: unknown, path: readonly string[]])[] = [[raw, []]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [value, path] = next;
        if (typeof value !== "object" || value === null) {
            continue;
        }
        if (path.length > MAX_DEPTH) {
            problems.push({
                path: pathText(path.slice(0, 4)),
                remedy: `allowed: maps and lists up to ${MAX_DEPTH} deep.`,
            });
            continue;
        }
        for (const key of Object.keys(value)) {
            if (key === "__proto__") {
                problems.push({ path: pathText([...path, key]), remedy: NO_NAME });
            }
            waiting.push([(value as Readonly<Record<string, unknown>>)[key], [...path, key]]);
        }
    }
    return problems;
}

const NO_NAME = "this name is JavaScript's own; choose another.";
