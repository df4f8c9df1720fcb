/** What is known about a request beside action and resource: IAM's condition context keys. */

/** Values by lower-case key: names of condition keys are case-insensitive. */
export type Context = ReadonlyMap<string, readonly string[]>;

/** Context keys as people write them. An undefined value leaves its key out. */
export type ContextValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One context of several sets of keys; the later set wins. */
export function contextOf(...sets: readonly ContextValues[]): Context {
    const context = new Map<string, readonly string[]>();
    for (const [key, value] of sets.flatMap((set) => Object.entries(set))) {
        if (value !== undefined) {
            context.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
        }
    }
    return context;
}

/** Tags as context keys under a prefix: `aws:PrincipalTag/team`. */
export function tagKeys(
    prefix: string,
    tags: Readonly<Record<string, string>> = {},
): ContextValues {
    return Object.fromEntries(
        Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]),
    );
}
