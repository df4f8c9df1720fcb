/** Configurations that may contain mistakes: typing errors, bad merges, attacks. */
import fc from "fast-check";

import type { Raw } from "../config";
import { hostileText, hostileValue, INHERITED, objectOf } from "./hostile";

/** A change of a configuration at one place. */
type Mutation = (parent: Parent, key: string) => void;
type Parent = Record<string, unknown> | unknown[];

/** A configuration with one to three mutations anywhere in it. */
export function mutated(configs: fc.Arbitrary<Raw>): fc.Arbitrary<Raw> {
    const change = fc.tuple(fc.nat(), mutation);
    return fc
        .tuple(configs, fc.array(change, { minLength: 1, maxLength: 3 }))
        .map(([config, changes]) => {
            const copy = JSON.parse(JSON.stringify(config)) as Raw;
            for (const [at, mutate] of changes) {
                const places = placesIn(copy);
                if (places.length > 0) {
                    const [parent, key] = places[at % places.length]!;
                    mutate(parent, key);
                }
            }
            return copy;
        });
}

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
    fc.constant<Mutation>(remove),
    fc.oneof(hostileText, fc.constantFrom(...INHERITED)).map((name): Mutation => (parent, key) => {
        const value = valueAt(parent, key);
        remove(parent, key);
        put(parent, name, value);
    }),
    fc.constantFrom("X", "s", " ", "_").map((suffix): Mutation => (parent, key) => {
        const value = valueAt(parent, key);
        remove(parent, key);
        put(parent, `${key}${suffix}`, value);
    }),
    hostileValue.map(
        (value): Mutation =>
            (parent, key) =>
                put(parent, key, value),
    ),
    fc.tuple(fc.oneof(hostileText, fc.constantFrom(...INHERITED)), hostileValue).map(
        ([name, value]): Mutation =>
            (parent) =>
                put(parent, name, value),
    ),
    fc.constant<Mutation>((parent, key) => put(parent, key, swapped(valueAt(parent, key)))),
    hostileText.map((text): Mutation => (parent, key) => {
        const value = valueAt(parent, key);
        put(parent, key, typeof value === "string" ? value + text : text);
    }),
    fc.constant<Mutation>((parent, key) => put(parent, key, [valueAt(parent, key)])),
);

/** Swaps lists and maps, and texts and numbers. */
function swapped(value: unknown): unknown {
    if (Array.isArray(value)) {
        return Object.assign({}, value) as unknown;
    }
    if (typeof value === "object" && value !== null) {
        return Object.values(value);
    }
    return typeof value === "string" ? Number(value) || 0 : String(value);
}

/** Every place in a configuration, by its parent and key. */
function placesIn(value: unknown): readonly (readonly [Parent, string])[] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    const found: [Parent, string][] = [];
    const waiting: Parent[] = [value as Parent];
    for (let parent = waiting.pop(); parent !== undefined; parent = waiting.pop()) {
        for (const key of Object.keys(parent)) {
            found.push([parent, key]);
            const inner = valueAt(parent, key);
            if (typeof inner === "object" && inner !== null) {
                waiting.push(inner as Parent);
            }
        }
    }
    return found;
}

function valueAt(parent: Parent, key: string): unknown {
    return Object.getOwnPropertyDescriptor(parent, key)?.value as unknown;
}

function remove(parent: Parent, key: string): void {
    if (Array.isArray(parent)) {
        parent.splice(Number(key), 1);
    } else {
        Reflect.deleteProperty(parent, key);
    }
}

/** Sets a key as JSON.parse would: an own property, whatever its name, with a value that is not shared. */
function put(parent: Parent, key: string, value: unknown): void {
    const own: unknown = JSON.parse(JSON.stringify(value));
    if (Array.isArray(parent)) {
        parent.push(own);
    } else {
        Object.defineProperties(parent, Object.getOwnPropertyDescriptors(objectOf([[key, own]])));
    }
}
