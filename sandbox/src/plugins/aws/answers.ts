/** Reading answers of AWS and writing parameters for it. */
import type { Answer } from "../provider/resource";
import type { Tags } from "../provider/tags";
import type { Properties, Value } from "../provider/values";

/** An object member of an answer; empty if AWS left it out. */
export function part(answer: Answer | Properties, name: string): Properties {
    const value = (answer as Answer)[name];
    return typeof value === "object" && value !== null && !Array.isArray(value)
        ? (value as Properties)
        : {};
}

/** The objects of a list member of an answer. */
export function parts(answer: Answer | Properties, name: string): readonly Properties[] {
    const value = (answer as Answer)[name];
    return Array.isArray(value) ? (value as Properties[]) : [];
}

/**
 * A text of an answer.
 * @throws Error when AWS left it out
 */
export function answered(answer: Answer | Properties, name: string): string {
    const value = (answer as Answer)[name];
    if (typeof value !== "string") {
        throw new Error(`AWS answered without '${name}'`);
    }
    return value;
}

/** A value, or what it is where AWS left it out. */
export function orElse(value: Value | undefined, otherwise: Value): Value {
    return value ?? otherwise;
}

/** Tags as most APIs take them. */
export function tagList(tags: Tags): readonly Properties[] {
    return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags as most APIs answer them. */
export function tagMap(list: readonly Properties[]): Tags {
    return Object.fromEntries(
        list.map((tag) => [answered(tag, "Key"), typeof tag.Value === "string" ? tag.Value : ""]),
    );
}

/** Parameters without those that are undefined: AWS distinguishes absent from null. */
export function given(params: Properties): Properties {
    return Object.fromEntries<Value | undefined>(
        Object.entries(params).filter(([, value]) => value !== undefined),
    );
}
