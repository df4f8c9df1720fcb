/** Files of other stacks of this repository, read as Pulumi reads them. */
import { readFile } from "node:fs/promises";
import { parse } from "yaml";

import { isEmpty, structured } from "../config/load";
import { parseConfig } from "../config/parse";
import { ConfigError, pathText, problemText, type Problem } from "../lib/problems";
import { SECTIONS } from "../config/schema";
import type { FleetConfig } from "../config/types";
import type { Found } from "../discovery/problem";

/** Text of a file beside Pulumi.yaml. */
export type ReadStackFile = (name: string) => Promise<string>;

/** From the directory that Pulumi runs the program in: that of Pulumi.yaml. */
export const readStackFile: ReadStackFile = (name) => readFile(name, "utf8");

type Config = Readonly<Record<string, unknown>>;

export class StackFiles {
    /** Of the files read so far. One line each. */
    public readonly warnings: string[] = [];
    private readonly known = new Map<string, Promise<Found<FleetConfig>>>();

    public constructor(
        private readonly project: string,
        private readonly read: ReadStackFile,
    ) {}

    /** A stack's configuration; each file is read once. */
    public config(path: string, stack: string): Promise<Found<FleetConfig>> {
        const known = this.known.get(stack) ?? this.parsed(path, stack);
        this.known.set(stack, known);
        return known;
    }

    private async parsed(path: string, stack: string): Promise<Found<FleetConfig>> {
        const name = `Pulumi.${stack}.yaml`;
        let file: unknown;
        try {
            // Pulumi's own reader knows merge keys.
            file = parse(await this.read(name), { merge: true });
        } catch (error) {
            const [reason] = (error as Error).message.split("\n");
            return problem(path, `${name} can't be read: ${reason!}.`);
        }
        const { config, environment } = (file ?? {}) as {
            readonly config?: unknown;
            readonly environment?: unknown;
        };
        const unseen = isNothing(environment)
            ? []
            : [`${name} takes configuration from an environment as well, which is not seen here.`];
        const found = isMap(config)
            ? this.parsedConfig(path, name, config)
            : problem(path, `${name} has no config: describe the stack there.`);
        if (found.problems !== undefined) {
            const remedies = unseen.map((text) => ({ path, remedy: `${text} ${IN_THE_FILE}` }));
            return { problems: [...found.problems, ...remedies] };
        }
        this.warnings.push(...unseen.map((text) => `${path}: ${text} ${IN_THE_FILE}`));
        return found;
    }

    private parsedConfig(path: string, name: string, config: Config): Found<FleetConfig> {
        const prefix = `${this.project}:`;
        const raw = Object.fromEntries(
            Object.entries(config)
                .filter(([key]) => key.startsWith(prefix))
                .map(([key, value]) => [key.slice(prefix.length), asPulumiHands(value)] as const)
                .filter(([, value]) => !isEmpty(value)),
        );
        const encrypted = Object.entries(raw).flatMap(([key, value]) =>
            Object.hasOwn(SECTIONS, key) ? encryptedPlaces(value, [key]) : [],
        );
        if (encrypted.length > 0) {
            return { problems: this.wrong(path, name, encrypted) };
        }
        try {
            const parsed = parseConfig(raw, this.project);
            return parsed.delivery === undefined
                ? { value: parsed }
                : problem(path, `${name} is one of delivery itself, which is brought up by hand.`);
        } catch (error) {
            if (!(error instanceof ConfigError)) {
                throw error;
            }
            return { problems: this.wrong(path, name, error.problems) };
        }
    }

    private wrong(path: string, name: string, problems: readonly Problem[]): readonly Problem[] {
        return problems.map((one) => ({
            path,
            remedy: `${name} is wrong at ${problemText(one, this.project)}`,
        }));
    }
}

const IN_THE_FILE = "What is said of fleet, clusters, accounts and roles must be in the file.";

/** A top-level value as the program gets it: all that is neither a map nor a list is text, and may be JSON of one. */
function asPulumiHands(value: unknown): unknown {
    if (typeof value === "string") {
        return structured(value);
    }
    if (typeof value === "number" || typeof value === "boolean") {
        return String(value);
    }
    return value ?? "";
}

/**
 * Where a section has something encrypted: a map of nothing but `secure`.
 * https://www.pulumi.com/docs/iac/concepts/secrets/#configuration-and-secrets
 */
function encryptedPlaces(value: unknown, keys: readonly string[]): readonly Problem[] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    const entries = Object.entries(value);
    if (entries.length === 1 && entries[0]![0] === "secure" && typeof entries[0]![1] === "string") {
        return [
            {
                path: pathText(keys),
                remedy: "encrypted: delivery cannot read it. Keep the structure plain, and put secrets into top-level keys that it names.",
            },
        ];
    }
    return entries.flatMap(([key, inner]) => encryptedPlaces(inner, [...keys, key]));
}

function isMap(value: unknown): value is Config {
    return typeof value === "object" && value !== null;
}

function isNothing(value: unknown): boolean {
    return value === undefined || value === null || isEmpty(value);
}

function problem(path: string, remedy: string): { readonly problems: readonly Problem[] } {
    return { problems: [{ path, remedy }] };
}
