/** Values that break careless code: quotes, newlines, template characters, names of JavaScript's own properties. */
import fc from "fast-check";

/**
 * Pieces of text with a special meaning: in JSON, YAML, templates, shells, policies, terminals, regular expressions.
 */
export const PIECES: readonly string[] = [
    ...['"', "'", "`", "\\", '\\"', "\n", "\r\n", "\t", "\0", "\u001b[31m", "\u2028", "\ufeff"],
    ...["{{ .name }}", "{{", "}}", "{{SessionName}}", "${aws:username}", "${HOME}", "$(id)", "%s"],
    ...["*", "?", "**", "arn:aws:iam::999999999999:role/x", "system:masters", "gitops:x"],
    ...[": ", " #", "- ", "---\n", "&a", "*a", "!!js/function", "|\n", "> ", "~", "null", "true"],
    ...["; rm -rf /", "| sh", "&& id", "--profile", "-x", "../..", "/", ",", "=", "<", ">"],
    ...["ä", "日本", "🚀", "\u202e", "e\u0301", "\ud800", "İ", "ſ", "K", "٣"],
];

/** Names that every object inherits. */
export const INHERITED: readonly string[] = [
    ...["__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty"],
    ...["__defineGetter__", "length", "then"],
];

/** A text of hostile pieces and letters; sometimes long, sometimes empty. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
    fc
        .array(fc.constantFrom(...PIECES, "a", "B", "7", "-", ".", " "), { maxLength: 6 })
        .map((pieces) => pieces.join("")),
    fc.constantFrom(...INHERITED),
    fc.constantFrom("a", "a-", "\n", '"').map((text) => text.repeat(3000)),
);

/** Any JSON value. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
    hostileText,
    fc.constantFrom<unknown>(
        null,
        true,
        false,
        0,
        -1,
        1.5,
        1e308,
        -0,
        2 ** 53,
        [],
        {},
        [[]],
        [null],
    ),
    fc.array(hostileText, { maxLength: 3 }),
    fc.tuple(hostileText, hostileText).map(([key, value]) => objectOf([[key, value]])),
    fc.integer({ min: 10, max: 1000 }).map((depth) => nested(depth)),
);

/** An object whose keys are all its own, including `__proto__`, as JSON.parse creates it. */
export function objectOf(
    entries: readonly (readonly [string, unknown])[],
): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (const [key, value] of entries) {
        Object.defineProperty(object, key, {
            value,
            enumerable: true,
            configurable: true,
            writable: true,
        });
    }
    return object;
}

/** Nested maps and lists. */
export function nested(depth: number): unknown {
    let value: unknown = "end";
    for (let level = 0; level < depth; level++) {
        value = level % 2 === 0 ? { a: value } : [value];
    }
    return value;
}
