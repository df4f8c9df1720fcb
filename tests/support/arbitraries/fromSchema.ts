/** Generates values from a JSON schema, and nothing but the schema. */
import fc from "fast-check";

import type { JsonSchema } from "../../../scripts/docs/jsonSchema";
import { joined } from "../../../scripts/docs/sections";
import { hostileText } from "./hostile";

/** Custom arbitraries by path (`targets.<key>.accountId`), if the schema is not enough. */
export type Overrides = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Values that a schema accepts. Lists and maps are short, and about half of the optional keys are omitted. */
export function valueOf(
    schema: JsonSchema,
    path: string,
    overrides: Overrides,
): fc.Arbitrary<unknown> {
    const own = overrides[path];
    if (own !== undefined) {
        return own;
    }
    if (schema.const !== undefined) {
        return fc.constant(schema.const);
    }
    if (schema.enum !== undefined) {
        return fc.constantFrom(...schema.enum);
    }
    const forms = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
    if (forms.length > 0) {
        return fc.oneof(...forms.map((form) => valueOf(form, path, overrides)));
    }
    if (Array.isArray(schema.type)) {
        const kinds = (schema.type as readonly string[]).map((type) => ({ ...schema, type }));
        return fc.oneof(...kinds.map((kind) => valueOf(kind, path, overrides)));
    }
    switch (schema.type) {
        case "string":
            return schema.pattern === undefined ? hostileText : matching(schema.pattern);
        case "integer":
        case "number":
            return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 });
        case "boolean":
            return fc.boolean();
        case "array":
            return listOf(schema, path, overrides);
        case "object":
            return schema.properties === undefined
                ? mapOf(schema, path, overrides)
                : recordOf(schema, path, overrides);
        case undefined:
            return jsonValue;
        default:
            throw new Error(`no arbitrary for ${path}: ${JSON.stringify(schema)}`);
    }
}

/** For a schema without constraints: any JSON value of limited depth. */
const jsonValue: fc.Arbitrary<unknown> = fc.oneof(
    hostileText,
    fc.constantFrom<unknown>(null, true, 1.5, [], { a: [{ "b c": '"' }] }),
);

const MATCHING = new Map<string, fc.Arbitrary<string>>();

/** Texts that match a pattern, including lookaheads. Cached by pattern, since creating them takes longest. */
export function matching(pattern: string): fc.Arbitrary<string> {
    const made = MATCHING.get(pattern) ?? newMatching(pattern);
    MATCHING.set(pattern, made);
    return made;
}

function newMatching(pattern: string): fc.Arbitrary<string> {
    const assertions = /\(\?[=!](?:[^()\\]|\\.|\([^()]*\))*\)/g;
    const whole = new RegExp(pattern, "u");
    return fc
        .stringMatching(new RegExp(pattern.replace(assertions, ""), "u"))
        .filter((text) => whole.test(text));
}

function recordOf(
    { properties = {}, required = [] }: JsonSchema,
    path: string,
    overrides: Overrides,
): fc.Arbitrary<unknown> {
    const values = Object.entries(properties).map(
        ([key, child]) => [key, valueOf(child, joined(path, key), overrides)] as const,
    );
    return fc.record(Object.fromEntries(values), {
        requiredKeys: [...required],
        noNullPrototype: true,
    });
}

function listOf(schema: JsonSchema, path: string, overrides: Overrides): fc.Arbitrary<unknown> {
    const { minItems = 0, maxItems = minItems + 2, uniqueItems = false } = schema;
    const item = valueOf(schema.items ?? {}, `${path}[]`, overrides);
    const lengths = { minLength: minItems, maxLength: Math.min(maxItems, minItems + 2) };
    return uniqueItems ? fc.uniqueArray(item, lengths) : fc.array(item, lengths);
}

function mapOf(schema: JsonSchema, path: string, overrides: Overrides): fc.Arbitrary<unknown> {
    const minKeys = schema.minProperties ?? 0;
    const at = joined(path, "<key>");
    const names = (overrides[`${at}:`] ??
        matching(schema.propertyNames?.pattern ?? ".")) as fc.Arbitrary<string>;
    return fc.dictionary(
        names.filter((name) => name !== "__proto__"),
        valueOf(schema.additionalProperties as JsonSchema, at, overrides),
        { minKeys, maxKeys: minKeys + 2, noNullPrototype: true },
    );
}
