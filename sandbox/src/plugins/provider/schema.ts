/** What a resource type's properties are: the part of Terraform's schema that decides checks and differences. */
import type { Value } from "./values";

export interface PropertySchema {
    readonly kind:
        "text" | "integer" | "flag" | "list" | "set" | "textMap" | "block" | "policy" | "any";
    /** Of lists and sets. */
    readonly items?: PropertySchema;
    /** Of blocks. */
    readonly fields?: Fields;
    readonly required?: boolean;
    readonly default?: Value;
    /** Whether a change replaces the resource, or which changes do. */
    readonly forceNew?: boolean | ((old: Value | undefined, next: Value | undefined) => boolean);
    /** Left out, AWS chooses, and what it chose is no difference (Terraform's "optional and computed"). */
    readonly computed?: boolean;
    /** AWS does not report it: a refresh keeps what the state holds. */
    readonly kept?: boolean;
    /** No input. `volatile` ones are not known at preview while something else changes. */
    readonly output?: "stable" | "volatile";
    /** The only values the sandbox models. */
    readonly only?: readonly Value[];
    /** Whether two texts mean the same to AWS. */
    readonly same?: (left: string, right: string) => boolean;
}

export type Fields = Readonly<Record<string, PropertySchema>>;

type Options = Omit<PropertySchema, "kind" | "items" | "fields">;

/** A string. */
export function text(options: Options = {}): PropertySchema {
    return { kind: "text", ...options };
}

/** A whole number. */
export function integer(options: Options = {}): PropertySchema {
    return { kind: "integer", ...options };
}

/** A boolean. */
export function flag(options: Options = {}): PropertySchema {
    return { kind: "flag", ...options };
}

/** A list of strings whose order counts. */
export function texts(options: Options = {}): PropertySchema {
    return { kind: "list", items: text(), ...options };
}

/** A list of strings whose order does not count. */
export function textSet(options: Options = {}): PropertySchema {
    return { kind: "set", items: text(), ...options };
}

/** A list of blocks whose order does not count. */
export function blockSet(fields: Fields, options: Options = {}): PropertySchema {
    return { kind: "set", items: { kind: "block", fields }, ...options };
}

/** Strings by key. */
export function textMap(options: Options = {}): PropertySchema {
    return { kind: "textMap", ...options };
}

/** An object. */
export function block(fields: Fields, options: Options = {}): PropertySchema {
    return { kind: "block", fields, ...options };
}

/** An IAM policy document: text, or an object that becomes text. */
export function policy(options: Options = {}): PropertySchema {
    return { kind: "policy", ...options };
}

/** What only AWS knows and no program sets. */
export function output(stability: "stable" | "volatile" = "stable"): PropertySchema {
    return { kind: "any", output: stability };
}
