/** The maps with fixed keys that a configuration consists of. */
import { isDeepStrictEqual } from "node:util";

import type { JsonSchema } from "./jsonSchema";

/**
 * A map with fixed keys, and its path: `targets.<key>.access`. Empty for the stack's own keys. If a map has several
 * forms, the brackets show what marks each: `management (existing: true)`.
 */
export interface Section {
    readonly path: string;
    readonly schema: JsonSchema;
}

/** Placeholder in a path for a name that the user chooses. */
const ANY_KEY = "<key>";

/** The maps with fixed keys in a schema, outermost first, including the schema itself if it is one. */
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

/** The keys that mark a form of a map; empty for the form without a mark. */
function mark({ properties = {}, required = [] }: JsonSchema): string {
    const [marked] = required.filter((key) => properties[key]?.const !== undefined);
    return marked === undefined ? "" : ` (${marked}: ${String(properties[marked]!.const)})`;
}

/** Keys that have the same meaning in all of some sections, in the order of the first. */
export function commonKeys([first, ...others]: readonly Section[]): readonly string[] {
    const properties = first?.schema.properties ?? {};
    return Object.keys(properties).filter((key) =>
        others.every(({ schema }) => isDeepStrictEqual(schema.properties?.[key], properties[key])),
    );
}

export function joined(path: string, key: string): string {
    return path === "" ? key : `${path}.${key}`;
}
