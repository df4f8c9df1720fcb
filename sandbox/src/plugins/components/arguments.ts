/** Arguments of a component that stands in for a real one. */

/** How a stand-in treats an argument: takes it, or only these values of it. */
export type ArgumentTable = Readonly<Record<string, "taken" | readonly unknown[]>>;

/**
 * Refuses what the table does not know: ignored, it would hide that the real component does something else.
 * @throws Error naming component and argument
 */
export function checkArguments(
    component: string,
    table: ArgumentTable,
    args: Readonly<Record<string, unknown>>,
): void {
    for (const [name, value] of Object.entries(args)) {
        const rule = table[name];
        if (value === undefined || rule === "taken") {
            continue;
        }
        if (rule === undefined) {
            throw new Error(
                `the sandbox's stand-in for ${component} does not know the argument '${name}'; run with the real plugin (--plugins)`,
            );
        }
        if (!rule.includes(value)) {
            throw new Error(
                `the sandbox's stand-in for ${component} knows '${name}' as ${rule.map((known) => JSON.stringify(known)).join(" or ")} only; run with the real plugin (--plugins)`,
            );
        }
    }
}
