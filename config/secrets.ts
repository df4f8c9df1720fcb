/**
 * Secrets of the configuration: top-level secret keys, referred to by name wherever a key ends in `Secret`, so that the
 * fleet's structure stays plain. (A `secure:` value inside a map would make the whole map secret.)
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
 * Every reference in a configuration, however deep; what is no text is left to the parser.
 * @param rules of the sections: a name of the user's own, such as a tag's, may end in `Secret` and refers to nothing
 */
export function secretReferences(
    rules: Readonly<Record<string, z.core.$ZodType>>,
    raw: Readonly<Record<string, unknown>>,
): readonly SecretReference[] {
    const found = Object.entries(rules).flatMap(([key, rule]) =>
        Object.hasOwn(raw, key) ? referencesIn(rule as Rule, raw[key], key) : [],
    );
    // Forms of one map have keys in common.
    return [...new Map(found.map((reference) => [reference.path, reference])).values()];
}

/** References to keys that the stack file doesn't have. */
export function secretProblems(
    references: readonly SecretReference[],
    raw: Readonly<Record<string, unknown>>,
): readonly Problem[] {
    return (
        references
            // What can't be a key's name is refused where it stands; a command with it would be no command.
            .filter(({ key }) => !Object.hasOwn(raw, key) && /^[\w-]+$/.test(key))
            .map(({ path, key }) => ({
                path,
                found: shown(key)!,
                remedy: `no such secret. Set it: pulumi config set --secret ${key}.`,
            }))
    );
}

/** The kinds of rule that hold others. */
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
        // A misspelt one too: the secret that it names is no unknown key.
        if (name.endsWith("Secret") && typeof inner === "string") {
            return [{ path: at, key: inner }];
        }
        return Object.hasOwn(def.shape, name)
            ? referencesIn(def.shape[name] as Rule, inner, at)
            : [];
    });
}
