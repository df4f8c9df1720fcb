/** Values of resource properties, as the provider's own code sees them: plain, with one mark for "not known yet". */

/** A value that a preview does not know yet. */
export const UNKNOWN: unique symbol = Symbol("unknown");

export type Value =
    null | boolean | number | string | typeof UNKNOWN | readonly Value[] | Properties;

/** Properties by name. An undefined property is an absent one. */
export interface Properties {
    readonly [name: string]: Value | undefined;
}

/** Whether a value is an object and no list. */
export function isObject(value: Value | undefined): value is Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether something inside the value is not known yet. */
export function containsUnknown(value: Value | undefined): boolean {
    if (Array.isArray(value)) {
        return value.some(containsUnknown);
    }
    if (isObject(value)) {
        return Object.values(value).some(containsUnknown);
    }
    return value === UNKNOWN;
}

/** Text that is the same for equal values, whatever the order of their keys. Unknown values have none. */
export function canonicalText(value: Value | undefined): string {
    return JSON.stringify(sorted(value)) ?? "undefined";
}

/** Deep equality; absent and undefined properties are the same. An unknown value equals nothing. */
export function equalValues(left: Value | undefined, right: Value | undefined): boolean {
    return (
        !containsUnknown(left) &&
        !containsUnknown(right) &&
        canonicalText(left) === canonicalText(right)
    );
}

/** Whether a value is what Terraform calls zero: left out means the same. */
export function isEmpty(value: Value | undefined): boolean {
    if (Array.isArray(value)) {
        return value.length === 0;
    }
    if (isObject(value)) {
        return Object.values(value).every(isEmpty);
    }
    return value === undefined || value === null || value === "" || value === 0 || value === false;
}

/** A string property; undefined if it is absent, unknown or something else. */
export function textOf(properties: Properties, name: string): string | undefined {
    const value = properties[name];
    return typeof value === "string" ? value : undefined;
}

/** A string property that is known to be there. */
export function requiredText(properties: Properties, name: string): string {
    const value = textOf(properties, name);
    if (value === undefined) {
        throw new Error(`property '${name}' has no text`);
    }
    return value;
}

/** An object property; empty if it is absent. */
export function objectOf(properties: Properties, name: string): Properties {
    const value = properties[name];
    return isObject(value) ? value : {};
}

/** The strings of a list property; empty if it is absent. */
export function textsOf(properties: Properties, name: string): readonly string[] {
    const value = properties[name];
    return Array.isArray(value)
        ? value.filter((item): item is string => typeof item === "string")
        : [];
}

/** A map property of strings; empty if it is absent. */
export function textMapOf(properties: Properties, name: string): Readonly<Record<string, string>> {
    return Object.fromEntries(
        Object.entries(objectOf(properties, name)).filter(
            (entry): entry is [string, string] => typeof entry[1] === "string",
        ),
    );
}

function sorted(value: Value | undefined): unknown {
    if (Array.isArray(value)) {
        return value.map(sorted);
    }
    if (isObject(value)) {
        return Object.fromEntries(
            Object.keys(value)
                .filter((key) => value[key] !== undefined)
                .sort()
                .map((key) => [key, sorted(value[key])]),
        );
    }
    return value;
}
