/** Reads the stack file as Pulumi passes it to the program. Secrets are read elsewhere, as outputs, by config.requireSecret. */
import * as pulumi from "@pulumi/pulumi";

import { parseConfig } from "./parse";
import type { FleetConfig } from "./fleet";

/**
 * Loads the stack's configuration.
 * @throws ConfigError with every problem
 */
export function loadConfig(): FleetConfig {
    const project = pulumi.getProject();
    return parseConfig(stackValues(project), project);
}

/** The values of a project's keys in the stack's configuration, without the prefix and without empty ones. */
export function stackValues(project: string): Readonly<Record<string, unknown>> {
    const prefix = `${project}:`;
    return Object.fromEntries(
        Object.entries(pulumi.runtime.allConfig())
            .filter(([key]) => key.startsWith(prefix))
            .map(([key, value]) => [key.slice(prefix.length), structured(value)] as const)
            .filter(([, value]) => !isEmpty(value)),
    );
}

/** Pulumi.yaml must give every optional key a default. The defaults are empty, so an empty value counts as missing. */
export function isEmpty(value: unknown): boolean {
    return (
        value === "" ||
        (typeof value === "object" && value !== null && Object.keys(value).length === 0)
    );
}

/** Pulumi passes maps and lists as JSON and everything else as text. `pulumi config set` may also write such JSON to the file. */
export function structured(value: string): unknown {
    if (!/^\s*[[{]/.test(value)) {
        return value;
    }
    try {
        return JSON.parse(value) as unknown;
    } catch {
        return value;
    }
}
