/** State: what the state file holds of a resource, foreseen at preview and read back from AWS. */
import { DEFAULTS } from "./check";
import { sameValue } from "./diff";
import { samePolicy } from "./policies";
import type { Fields, PropertySchema } from "./schema";
import { isEmpty, isObject, UNKNOWN, type Properties, type Value } from "./values";

/**
 * The state a preview foresees: the inputs, and as unknown whatever only AWS decides.
 * @param old the state before an update: what does not change stays known
 */
export function foreseenState(fields: Fields, inputs: Properties, old?: Properties): Properties {
    return Object.fromEntries<Value | undefined>(
        Object.entries(fields).map(([name, schema]) => [
            name,
            foreseenValue(schema, inputs[name], old === undefined ? undefined : [old[name]]),
        ]),
    );
}

function foreseenValue(
    schema: PropertySchema,
    input: Value | undefined,
    old: readonly [Value | undefined] | undefined,
): Value | undefined {
    if (schema.output !== undefined || (schema.computed && input === undefined)) {
        return old === undefined || schema.output === "volatile" ? UNKNOWN : old[0];
    }
    if (schema.kind === "block" && schema.fields !== undefined && isObject(input)) {
        const before = old?.[0];
        return foreseenState(schema.fields, input, isObject(before) ? before : undefined);
    }
    return input;
}

/**
 * What AWS reports, completed by what it does not report, and in the words of what was there before where both mean
 * the same: a document in another order, a set in another order.
 * @param known inputs or state of before; empty on import
 */
export function settledState(fields: Fields, reported: Properties, known: Properties): Properties {
    return Object.fromEntries<Value | undefined>(
        Object.entries(fields).map(([name, schema]) => [
            name,
            settledValue(schema, reported[name], known[name]),
        ]),
    );
}

function settledValue(
    schema: PropertySchema,
    reported: Value | undefined,
    known: Value | undefined,
): Value | undefined {
    if (schema.kept) {
        return known ?? schema.default;
    }
    if (schema.kind === "block" && schema.fields !== undefined && isObject(reported)) {
        return settledState(schema.fields, reported, isObject(known) ? known : {});
    }
    if (schema.kind === "policy" && typeof reported === "string" && typeof known === "string") {
        return samePolicy(known, reported) ? known : reported;
    }
    return schema.kind === "set" && sameValue(schema, reported, known) ? known : reported;
}

/**
 * The inputs that a read finds: those of before with AWS's values, so that a refresh changes nothing that means the
 * same. Without inputs of before (import) those that a program would have to give.
 */
export function readInputs(fields: Fields, state: Properties, old: Properties): Properties {
    const names = Object.keys(old).length === 0 ? importedNames(fields, state) : Object.keys(old);
    const inputs = Object.fromEntries<Value | undefined>(
        names
            .filter((name) => fields[name] !== undefined && fields[name].output === undefined)
            .map((name) => [name, readInput(fields[name], state[name], old[name])]),
    );
    const defaults = old[DEFAULTS];
    return defaults === undefined ? inputs : { ...inputs, [DEFAULTS]: defaults };
}

function readInput(
    schema: PropertySchema | undefined,
    state: Value | undefined,
    old: Value | undefined,
): Value | undefined {
    if (schema === undefined || old === undefined) {
        return state;
    }
    if (sameValue(schema, state, old) || (isEmpty(state) && isEmpty(old))) {
        return old;
    }
    return schema.fields !== undefined && isObject(state) && isObject(old)
        ? Object.fromEntries<Value | undefined>(
              Object.keys(old).map((name) => [
                  name,
                  readInput(schema.fields?.[name], state[name], old[name]),
              ]),
          )
        : state;
}

function importedNames(fields: Fields, state: Properties): readonly string[] {
    return Object.entries(fields)
        .filter(
            ([name, schema]) =>
                schema.output === undefined &&
                (schema.required || (!isEmpty(state[name]) && state[name] !== schema.default)),
        )
        .map(([name]) => name);
}
