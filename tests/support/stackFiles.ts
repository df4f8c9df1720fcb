/** The repository's stack files, and how an editor validates them. */
import { Ajv, type ValidateFunction } from "ajv";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

import { SECTIONS } from "../../config/sections";
import { SECTIONS as DELIVERY } from "../../delivery/schema";
import { configSchema, stackSchema } from "../../scripts/docs/stackSchema";
import type { JsonSchema } from "../../scripts/docs/jsonSchema";
import type { Raw } from "./config";

export const PROJECT = "eks-gitops-fleet";
export const DELIVERY_PROJECT = "eks-gitops-fleet-delivery";
const ROOT = path.join(__dirname, "../..");

/** Paths of the examples and of the program's own stack file. */
export const STACK_FILES: readonly string[] = [
    "Pulumi.dev.yaml",
    ...readdirSync(path.join(ROOT, "examples"), { recursive: true })
        .map(String)
        // The others are of projects of their own.
        .filter((name) => /^(?!delivery\/|library\/).*Pulumi\.\S+\.yaml$/.test(name))
        .sort()
        .map((name) => `examples/${name}`),
];

/** A YAML file of the repository. */
export function readYaml(file: string): Raw {
    return parse(readFileSync(path.join(ROOT, file), "utf8")) as Raw;
}

/** What a stack file says under a project's prefix. */
export function ownConfig(file: Raw, project = PROJECT): Raw {
    const prefix = `${project}:`;
    return Object.fromEntries(
        Object.entries(file["config"] as Raw)
            .filter(([key]) => key.startsWith(prefix))
            .map(([key, value]) => [key.slice(prefix.length), value]),
    );
}

/** A configuration as a stack file: keys with the project's prefix, secrets encrypted. */
export function stackFile(raw: Raw): Raw {
    const known = Object.keys(SECTIONS);
    const config = Object.entries(raw).map(([key, value]) => [
        `${PROJECT}:${key}`,
        known.includes(key) ? value : { secure: `v1:${String(value)}` },
    ]);
    return { config: Object.fromEntries(config) as Raw };
}

/** Mistakes that the schema finds in a stack file, with places and messages; empty for an accepted file. */
export function stackFileMistakes(file: unknown): readonly string[] {
    return mistakes((stackFileValidator ??= validator(stackSchema(PROJECT))), file);
}

/** The same for the keys under the project's prefix. */
export function configMistakes(raw: unknown): readonly string[] {
    return mistakes((configValidator ??= validator(configSchema())), raw);
}

/** Where the schema of a stack file of delivery finds a mistake. @param raw what stands under the project's prefix */
export function deliveryFileMistakes(raw: Raw): readonly string[] {
    const config = Object.entries(raw).map(([key, value]) => [`${DELIVERY_PROJECT}:${key}`, value]);
    return mistakes((deliveryValidator ??= validator(stackSchema(DELIVERY_PROJECT, DELIVERY))), {
        config: Object.fromEntries(config) as Raw,
    });
}

let deliveryValidator: ValidateFunction | undefined;
let stackFileValidator: ValidateFunction | undefined;
let configValidator: ValidateFunction | undefined;

/** Strict mode: a misspelled keyword would otherwise be ignored. */
function validator(schema: JsonSchema): ValidateFunction {
    const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
    ajv.addKeyword("errorMessage");
    return ajv.compile(schema);
}

function mistakes(validate: ValidateFunction, value: unknown): readonly string[] {
    return validate(value)
        ? []
        : (validate.errors ?? []).map(
              ({ instancePath, message }) => `${instancePath}: ${message ?? ""}`,
          );
}
