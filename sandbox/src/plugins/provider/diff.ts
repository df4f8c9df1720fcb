/**
 * Diff: what the program asks for against what AWS was last seen to have. Compared with the state and not with the old
 * inputs, so that what a refresh found changed by hand is changed back.
 */
import { samePolicy } from "./policies";
import type { Fields, PropertySchema } from "./schema";
import {
    canonicalText,
    containsUnknown,
    equalValues,
    isEmpty,
    isObject,
    UNKNOWN,
    type Properties,
    type Value,
} from "./values";

export interface Difference {
    /** Pulumi's property path: `vpcConfig.subnetIds`, `tags["a/b"]`. */
    readonly path: string;
    readonly kind: "add" | "delete" | "update";
    readonly replace: boolean;
}

/**
 * The differences that an update has to resolve.
 * @param state what the state holds of the resource
 * @param inputs checked inputs
 * @param ignored property paths of the resource's ignoreChanges
 */
export function differences(
    fields: Fields,
    state: Properties,
    inputs: Properties,
    ignored: readonly string[] = [],
): readonly Difference[] {
    const asked = ignored.reduce<Properties>(
        (next, path) => takeFrom(state, next, path.split(".")),
        inputs,
    );
    return fieldDifferences(fields, state, asked, "", false);
}

/** Whether a value that AWS reports means the same as one that was asked for. */
export function sameValue(
    schema: PropertySchema,
    old: Value | undefined,
    next: Value | undefined,
): boolean {
    if (containsUnknown(next)) {
        return false;
    }
    if (typeof old === "string" && typeof next === "string") {
        return (schema.kind === "policy" ? samePolicy : (schema.same ?? Object.is))(old, next);
    }
    if (schema.kind === "set" && Array.isArray(old) && Array.isArray(next)) {
        return (
            old.length === next.length &&
            equalValues(membersOf(schema, old), membersOf(schema, next))
        );
    }
    if (schema.fields !== undefined && isObject(old) && isObject(next)) {
        return fieldDifferences(schema.fields, old, next, "", false).length === 0;
    }
    return equalValues(old, next);
}

function fieldDifferences(
    fields: Fields,
    state: Properties,
    inputs: Properties,
    path: string,
    replace: boolean,
): readonly Difference[] {
    return Object.entries(fields).flatMap(([name, schema]) =>
        schema.output === undefined
            ? valueDifferences(schema, state[name], inputs[name], path + name, replace)
            : [],
    );
}

function valueDifferences(
    schema: PropertySchema,
    old: Value | undefined,
    next: Value | undefined,
    path: string,
    inherited: boolean,
): readonly Difference[] {
    const replace =
        inherited ||
        (typeof schema.forceNew === "function"
            ? schema.forceNew(old, next)
            : schema.forceNew === true);
    if (next === undefined || next === null) {
        return schema.computed || isEmpty(old) ? [] : [{ path, kind: "delete", replace }];
    }
    if (schema.fields !== undefined && isObject(old) && isObject(next)) {
        return fieldDifferences(schema.fields, old, next, `${path}.`, replace);
    }
    if (schema.kind === "textMap" && isObject(old) && isObject(next)) {
        return mapDifferences(old, next, path, replace);
    }
    if (sameValue(schema, old, next) || (isEmpty(old) && isEmpty(next))) {
        return [];
    }
    return [{ path, kind: old === undefined ? "add" : "update", replace }];
}

function mapDifferences(
    old: Properties,
    next: Properties,
    path: string,
    replace: boolean,
): readonly Difference[] {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(next)])];
    return keys
        .filter((key) => !equalValues(old[key], next[key]))
        .map((key) => ({
            path: /^[\w-]+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`,
            kind: old[key] === undefined ? "add" : next[key] === undefined ? "delete" : "update",
            replace,
        }));
}

// What the program left out of a member, AWS may have filled in.
function membersOf(schema: PropertySchema, values: readonly Value[]): readonly string[] {
    const fields = schema.items?.fields;
    return values
        .map((value) =>
            fields === undefined || !isObject(value)
                ? value
                : Object.fromEntries(Object.entries(value).filter(([, item]) => !isEmpty(item))),
        )
        .map(canonicalText)
        .sort();
}

function takeFrom(state: Properties, inputs: Properties, path: readonly string[]): Properties {
    const [name, ...rest] = path;
    if (name === undefined) {
        return inputs;
    }
    const old = state[name];
    const next = inputs[name];
    if (rest.length === 0) {
        return { ...inputs, [name]: old };
    }
    return isObject(next) && next !== (UNKNOWN as Value)
        ? { ...inputs, [name]: takeFrom(isObject(old) ? old : {}, next, rest) }
        : inputs;
}
