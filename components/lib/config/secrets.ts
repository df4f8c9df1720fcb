/**
 * Secrets of the configuration: top-level secret keys, referred to by name wherever a key ends in `Secret`, so that the
 * fleet's structure stays plain. (A `secure:` value inside a map would make the whole map secret.)
 */
import { shown, type Problem } from "./problems";

/** A place in the configuration that names a secret key. */
export interface SecretReference {
    /** Path of the place: `argocd.repositories.apps.passwordSecret`. */
    readonly path: string;
    /** Name of the top-level key that holds the secret. */
    readonly key: string;
}

/** Every reference in a configuration, however deep; what is no text is left to the parser. */
export function secretReferences(
    raw: Readonly<Record<string, unknown>>,
): readonly SecretReference[] {
    return Object.entries(raw).flatMap(([key, value]) => referencesIn(value, key));
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

function referencesIn(value: unknown, path: string): readonly SecretReference[] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    return Object.entries(value).flatMap(([name, inner]) => {
        const at = `${path}.${name}`;
        return name.endsWith("Secret") && typeof inner === "string"
            ? [{ path: at, key: inner }]
            : referencesIn(inner, at);
    });
}
