/** The maps with known keys that a configuration is made of. */
import { isDeepStrictEqual } from "node:util";

import type { JsonSchema } from "./jsonSchema";

/**
 * A map with known keys, and where it stands: `targets.<key>.access`. Empty for the stack's own keys. Of several forms
 * of a map, each says in brackets what marks it: `management (existing: true)`.
 */
export interface Section {
    readonly path: string;
    readonly schema: JsonSchema;
}

/** Stands in a path where the user chooses the name. */
const ANY_KEY = "<key>";

/** The maps with known keys inside a schema, outermost first, itself among them if it is one. */
export function sectionsOf(path: string, schema: JsonSchema): readonly Section[] {
    const { properties, additionalProperties, items, anyOf = [], oneOf = [] } = schema;
    return [
        ...(properties === undefined ? [] : [{ path, schema }]),
        ...Object.entries(properties ?? {}).flatMap(([key, child]) =>
            sectionsOf(joined(path, key), child),
        ),
        ...(typeof additionalProperties === "object"
            ? sectionsOf(joined(path, ANY_KEY), additionalProperties)
            : []),
        ...(items === undefined ? [] : sectionsOf(`${path}[]`, items)),
        ...[...anyOf, ...oneOf].flatMap((form) => sectionsOf(`${path}${mark(form)}`, form)),
    ];
}

/** What a form of a map must say to be that form; empty for the form without a mark. */
function mark({ properties = {}, required = [] }: JsonSchema): string {
    const [marked] = required.filter((key) => properties[key]?.const !== undefined);
    return marked === undefined ? "" : ` (${marked}: ${String(properties[marked]!.const)})`;
}

/** Keys that mean the same in each of some sections, in the order of the first. */
export function commonKeys([first, ...others]: readonly Section[]): readonly string[] {
    const properties = first?.schema.properties ?? {};
    return Object.keys(properties).filter((key) =>
        others.every(({ schema }) => isDeepStrictEqual(schema.properties?.[key], properties[key])),
    );
}

export function joined(path: string, key: string): string {
    return path === "" ? key : `${path}.${key}`;
}
