/** Tags: the provider's default tags and a resource's own, and what to change about them. */
import { containsUnknown, textMapOf, UNKNOWN, type Properties, type Value } from "./values";

export type Tags = Readonly<Record<string, string>>;

/** All tags of a resource: its own win over the provider's. Unknown while one of its own is. */
export function mergedTags(defaults: Tags, own: Value | undefined): Value {
    return containsUnknown(own) ? UNKNOWN : { ...defaults, ...(own as Tags | undefined) };
}

/**
 * A resource's own tags among all tags that AWS reports: not those that came from the provider's defaults,
 * unless the resource names them as well. Tags that AWS itself sets (`aws:`) belong to no one.
 */
export function ownTags(defaults: Tags, all: Tags, known: Properties): Tags {
    const named = textMapOf(known, "tags");
    return Object.fromEntries(
        Object.entries(all).filter(([key, value]) => key in named || defaults[key] !== value),
    );
}

/** Tags without those of AWS itself. */
export function withoutSystemTags(tags: Tags): Tags {
    return Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith("aws:")));
}

/** What to put and what to remove to get from one set of tags to another. */
export function tagChanges(
    old: Tags,
    next: Tags,
): { readonly put: Tags; readonly remove: readonly string[] } {
    return {
        put: Object.fromEntries(Object.entries(next).filter(([key, value]) => old[key] !== value)),
        remove: Object.keys(old).filter((key) => !(key in next)),
    };
}
