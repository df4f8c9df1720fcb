/** Configurations and their problems. */
import type { FleetConfig } from "../../config/fleet";
import { parseConfig } from "../../config/parse";
import { ConfigError, problemText } from "../../lib/problems";
import { RAW_CONFIG } from "./fixtures";

export type Raw = Record<string, unknown>;

/** A configuration's problems, one line each; empty for an accepted one. */
export function problemsOf(raw: unknown): readonly string[] {
    try {
        parseConfig(raw, "p");
        return [];
    } catch (error) {
        if (error instanceof ConfigError) {
            return error.problems.map((problem) => problemText(problem, "p"));
        }
        throw error;
    }
}

/** A copy of the small configuration with other values, by their path. An undefined value removes the key. */
export function changed(changes: Raw, base: Raw = RAW_CONFIG): Raw {
    const copy = structuredClone(base);
    for (const [path, value] of Object.entries(changes)) {
        const keys = path.split(".");
        const last = keys.pop()!;
        let at = copy;
        keys.forEach((key, index) => {
            const list = /^\d+$/.test(keys[index + 1] ?? last);
            at = (at[key] ??= list ? [] : {}) as Raw;
        });
        if (value === undefined) {
            delete at[last];
        } else {
            at[last] = structuredClone(value);
        }
    }
    return copy;
}

/** A configuration as Pulumi passes it to a program: keys with the project's name, maps and lists as JSON. */
export function stackConfig(raw: Raw, project: string): Record<string, string> {
    return Object.fromEntries(
        Object.entries(raw).map(([key, value]) => [
            `${project}:${key}`,
            typeof value === "string" ? value : JSON.stringify(value),
        ]),
    );
}

/** A parsed configuration without its undefined keys, which no consumer distinguishes from missing ones. */
export function parsed(raw: unknown): FleetConfig {
    return JSON.parse(JSON.stringify(parseConfig(raw, "p"))) as FleetConfig;
}
