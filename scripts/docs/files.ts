/** The files that are generated from the programs' own parsers. */
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { format, resolveConfig } from "prettier";
import { parse } from "yaml";

import { SECTIONS as DELIVERY } from "../../delivery/schema";
import { provisionerTemplate } from "./bootstrap";
import type { JsonSchema } from "./jsonSchema";
import { renderPage } from "./page";
import { configSchema, stackSchema } from "./stackSchema";

const ROOT = path.join(__dirname, "../..");

/**
 * Text of each file by its path in the repository, formatted like the repository's other files unless its size matters.
 */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
    const page = (file: string, schema: JsonSchema, examples: string): string =>
        renderPage(read(file), schema, (example) => read(path.join(examples, example)));
    const delivery = configSchema(DELIVERY);
    const texts = {
        "schema/stack.schema.json": JSON.stringify(stackSchema(projectOf("Pulumi.yaml"))),
        "schema/delivery.schema.json": JSON.stringify(
            stackSchema(projectOf("delivery/Pulumi.yaml"), DELIVERY),
        ),
        "docs/configuration.md": page("docs/configuration.md", configSchema(), "examples"),
        "docs/delivery/configuration.md": page(
            "docs/delivery/configuration.md",
            delivery,
            "examples/delivery",
        ),
        "docs/delivery/deployments.md": page(
            "docs/delivery/deployments.md",
            delivery,
            "examples/delivery",
        ),
    };
    const files = Object.entries(texts).map(async ([file, text]) => {
        const filepath = path.join(ROOT, file);
        return [
            file,
            await format(text, { ...(await resolveConfig(filepath)), filepath }),
        ] as const;
    });
    return new Map([
        ["bootstrap/provisioner.yaml", provisionerTemplate()],
        ...(await Promise.all(files)),
    ]);
}

function projectOf(file: string): string {
    return (parse(read(file)) as { readonly name: string }).name;
}

/** Text of a file of the repository. */
export function read(file: string): string {
    return readFileSync(path.join(ROOT, file), "utf8");
}

/** Absolute path of a file of the repository. */
export function located(file: string): string {
    return path.join(ROOT, file);
}
