/**
 * Secrets of the configuration. Each is a top-level key of the user's own; keys that end in `Secret` refer to it by name. (Pulumi
 * treats a whole map as secret if it contains one `secure:` value, which would hide the fleet's structure.)
 */
import type { z } from "zod";

import { shown, type Problem } from "../lib/problems";

/** A place in the configuration that names a secret key. */
export interface SecretReference {
    /** Path of the place: `argocd.repositories.apps.passwordSecret`. */
    readonly path: string;
    /** Name of the top-level key that holds the secret. */
    readonly key: string;
}

/**
 * Every reference in a configuration, at any depth. References that are not strings are left to the parser.
 * @param rules schemas of the sections: a key that the user chooses, such as that of a tag, may end in `Secret` and is no reference
 */
export function secretReferences(
    rules: Readonly<Record<string, z.core.$ZodType>>,
    raw: Readonly<Record<string, unknown>>,
): readonly SecretReference[] {
    const found = Object.entries(rules).flatMap(([key, rule]) =>
        Object.hasOwn(raw, key) ? referencesIn(rule as Rule, raw[key], key) : [],
    );
    // Several forms of a map have the same key.
    return [...new Map(found.map((reference) => [reference.path, reference])).values()];
}

/** References to keys that the stack file doesn't have. */
export function secretProblems(
    references: readonly SecretReference[],
    raw: Readonly<Record<string, unknown>>,
): readonly Problem[] {
    return (
        references
            // The parser rejects a value that can't be the name of a key, and the command below would not work with it.
            .filter(({ key }) => !Object.hasOwn(raw, key) && /^[\w-]+$/.test(key))
            .map(({ path, key }) => ({
                path,
                found: shown(key)!,
                remedy: `no such secret. Set it: pulumi config set --secret ${key}.`,
            }))
    );
}

/** Schemas that contain others. */
type Rule = z.core.$ZodTypes;

function referencesIn(rule: Rule, value: unknown, path: string): readonly SecretReference[] {
    const { def } = rule._zod;
    const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
    if (def.type === "optional" || def.type === "default" || def.type === "prefault") {
        return referencesIn(def.innerType as Rule, value, path);
    }
    if (def.type === "union") {
        return def.options.flatMap((form) => referencesIn(form as Rule, value, path));
    }
    if (def.type === "array" || def.type === "record") {
        const inside = (def.type === "array" ? def.element : def.valueType) as Rule;
        return entries.flatMap(([name, inner]) => referencesIn(inside, inner, `${path}.${name}`));
    }
    if (def.type !== "object") {
        return [];
    }
    return entries.flatMap(([name, inner]: [string, unknown]) => {
        const at = `${path}.${name}`;
        // Also if the key is misspelled, or the secret would be reported as an unknown key.
        if (name.endsWith("Secret") && typeof inner === "string") {
            return [{ path: at, key: inner }];
        }
        return Object.hasOwn(def.shape, name)
            ? referencesIn(def.shape[name] as Rule, inner, at)
            : [];
    });
}
