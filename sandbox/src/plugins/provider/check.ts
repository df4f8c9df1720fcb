/** Check: a program's inputs with defaults and a name, or what is wrong with them. */
import { generatedName, type Autoname } from "./names";
import type { Fields, PropertySchema } from "./schema";
import {
    canonicalText,
    containsUnknown,
    isObject,
    UNKNOWN,
    type Properties,
    type Value,
} from "./values";

export interface Failure {
    /** Path of the property. */
    readonly property: string;
    readonly reason: string;
}

export interface CheckRequest {
    readonly fields: Fields;
    readonly autoname?: Autoname;
    /** What the program gives. */
    readonly news: Properties;
    /** Inputs of the last update; empty for a new resource. */
    readonly olds: Properties;
    readonly logicalName: string;
    readonly seed: Uint8Array;
}

export interface Checked {
    readonly inputs: Properties;
    readonly failures: readonly Failure[];
}

/** Names of top-level properties whose value the program did not give: the bridge's own bookkeeping. */
export const DEFAULTS = "__defaults";

/**
 * Completes and validates a resource's inputs. Unknown properties are failures: accepted and ignored, they would hide
 * that the sandbox does not do what AWS does.
 */
export function checkInputs(request: CheckRequest): Checked {
    const given = programInputs(request.news);
    const failures: Failure[] = [];
    const named = withName(request, given, failures);
    const inputs = checkFields(request.fields, named, "", failures);
    const defaulted = Object.keys(inputs).filter(
        (name) => given[name] === undefined && inputs[name] !== undefined,
    );
    return { inputs: { ...inputs, [DEFAULTS]: defaulted.sort() }, failures };
}

// On import the engine sends back what a read has put beside a program's inputs.
function programInputs(news: Properties): Properties {
    return Object.fromEntries(
        Object.entries(news).filter(([name]) => name !== DEFAULTS && name !== "tagsAll"),
    );
}

function withName(request: CheckRequest, given: Properties, failures: Failure[]): Properties {
    const { autoname, olds } = request;
    if (
        autoname === undefined ||
        given[autoname.property] !== undefined ||
        (autoname.prefixProperty !== undefined && given[autoname.prefixProperty] !== undefined)
    ) {
        return given;
    }
    const { property } = autoname;
    const before = olds[DEFAULTS];
    if (Array.isArray(before) && before.includes(property) && olds[property] !== undefined) {
        return { ...given, [property]: olds[property] };
    }
    try {
        return {
            ...given,
            [property]: generatedName(autoname, request.logicalName, request.seed),
        };
    } catch (error) {
        failures.push({ property, reason: (error as Error).message });
        return given;
    }
}

function checkFields(
    fields: Fields,
    given: Properties,
    path: string,
    failures: Failure[],
): Properties {
    for (const name of Object.keys(given)) {
        const schema = fields[name];
        if (given[name] !== undefined && (schema === undefined || schema.output !== undefined)) {
            failures.push({
                property: path + name,
                reason: `the sandbox's aws provider has no input '${path}${name}' on this type`,
            });
        }
    }
    const inputs: Record<string, Value> = {};
    for (const [name, schema] of Object.entries(fields)) {
        if (schema.output !== undefined) {
            continue;
        }
        const value = given[name] ?? schema.default;
        if (value === undefined || value === null) {
            if (schema.required) {
                failures.push({
                    property: path + name,
                    reason: `Missing required property '${path}${name}'`,
                });
            }
        } else {
            inputs[name] = checkValue(schema, value, path + name, failures);
        }
    }
    return inputs;
}

function checkValue(
    schema: PropertySchema,
    value: Value,
    path: string,
    failures: Failure[],
): Value {
    if (value === UNKNOWN) {
        return value;
    }
    if (schema.only !== undefined && !schema.only.includes(value)) {
        failures.push({
            property: path,
            reason: `the sandbox models '${path}' as ${schema.only.map(String).join(" or ")} only, got ${canonicalText(value)}`,
        });
    }
    const { items } = schema;
    if (items !== undefined && Array.isArray(value)) {
        return value.map((item: Value, index) =>
            checkValue(items, item, `${path}[${index}]`, failures),
        );
    }
    if (schema.kind === "block" && isObject(value)) {
        return checkFields(schema.fields ?? {}, value, `${path}.`, failures);
    }
    if (schema.kind === "policy" && isObject(value)) {
        return containsUnknown(value) ? UNKNOWN : JSON.stringify(value);
    }
    if (!isOfKind(schema, value)) {
        failures.push({ property: path, reason: `'${path}' must be ${KINDS[schema.kind]}` });
    }
    return value;
}

function isOfKind(schema: PropertySchema, value: Value): boolean {
    switch (schema.kind) {
        case "text":
        case "policy":
            return typeof value === "string";
        case "integer":
            return Number.isInteger(value);
        case "flag":
            return typeof value === "boolean";
        case "textMap":
            return (
                isObject(value) &&
                Object.values(value).every((item) => item === UNKNOWN || typeof item === "string")
            );
        case "list":
        case "set":
        case "block":
            return false;
        case "any":
            return true;
    }
}

const KINDS: Readonly<Record<PropertySchema["kind"], string>> = {
    text: "a string",
    integer: "a whole number",
    flag: "a boolean",
    list: "a list",
    set: "a list",
    textMap: "a map of strings",
    block: "an object",
    policy: "a policy document",
    any: "a value",
};
