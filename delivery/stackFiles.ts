/** Files of the fleet's stacks, read as Pulumi reads them. */
import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { parse } from "yaml";

import { isEmpty, structured } from "../config/load";
import { parseConfig } from "../config/parse";
import { ConfigError, pathText, problemText, type Problem } from "../lib/problems";
import { SECTIONS } from "../config/sections";
import type { FleetConfig } from "../config/fleet";
import type { Found } from "../discovery/problem";

/** Reads a file beside the fleet's Pulumi.yaml. */
export type ReadStackFile = (name: string) => Promise<string>;

/** The fleet's Pulumi.yaml is one directory above this program. */
export const readStackFile: ReadStackFile = (name) =>
    readFile(path.join(__dirname, "..", name), "utf8");

type Config = Readonly<Record<string, unknown>>;

export class StackFiles {
    /** Warnings about the files read so far, one line each. */
    public readonly warnings: string[] = [];
    private readonly known = new Map<string, Promise<Found<FleetConfig>>>();

    /** @param project of the stacks: the prefix of their keys */
    public constructor(
        private readonly project: string,
        private readonly read: ReadStackFile,
    ) {}

    /** A stack's configuration; each file is read once. @param at path of the stack that needs it, for problems */
    public config(at: string, stack: string): Promise<Found<FleetConfig>> {
        const known = this.known.get(stack) ?? this.parsed(at, stack);
        this.known.set(stack, known);
        return known;
    }

    private async parsed(at: string, stack: string): Promise<Found<FleetConfig>> {
        const name = `Pulumi.${stack}.yaml`;
        let file: unknown;
        try {
            // Pulumi's own reader accepts merge keys.
            file = parse(await this.read(name), { merge: true });
        } catch (error) {
            const [reason] = (error as Error).message.split("\n");
            return problem(at, `${name} can't be read: ${reason!}.`);
        }
        const { config, environment } = (file ?? {}) as {
            readonly config?: unknown;
            readonly environment?: unknown;
        };
        const unseen = isNothing(environment)
            ? []
            : [`${name} also imports a Pulumi ESC environment, which delivery does not read.`];
        const found = isMap(config)
            ? this.parsedConfig(at, name, config)
            : problem(at, `${name} has no config: describe the stack there.`);
        if (found.problems !== undefined) {
            const remedies = unseen.map((text) => ({ path: at, remedy: `${text} ${IN_THE_FILE}` }));
            return { problems: [...found.problems, ...remedies] };
        }
        this.warnings.push(...unseen.map((text) => `${at}: ${text} ${IN_THE_FILE}`));
        return found;
    }

    private parsedConfig(at: string, name: string, config: Config): Found<FleetConfig> {
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
            return { problems: this.wrong(at, name, encrypted) };
        }
        try {
            return { value: parseConfig(raw, this.project) };
        } catch (error) {
            if (!(error instanceof ConfigError)) {
                throw error;
            }
            return { problems: this.wrong(at, name, error.problems) };
        }
    }

    private wrong(at: string, name: string, problems: readonly Problem[]): readonly Problem[] {
        return problems.map((one) => ({
            path: at,
            remedy: `${name} is wrong at ${problemText(one, this.project)}`,
        }));
    }
}

const IN_THE_FILE = "Fleet, clusters, accounts and roles must be set in the file.";

/** A top-level value as the program gets it: scalars are text, and text may be the JSON of a map or list. */
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
 * Paths of encrypted values: maps whose only key is `secure`.
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
                remedy: "encrypted, so delivery cannot read it. Keep the structure plain, and put secrets into top-level keys that it names.",
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

function problem(at: string, remedy: string): { readonly problems: readonly Problem[] } {
    return { problems: [{ path: at, remedy }] };
}
