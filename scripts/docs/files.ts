/** The files that are generated from the program's own parser. */
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { format, resolveConfig } from "prettier";
import { parse } from "yaml";

import { provisionerTemplate } from "./bootstrap";
import { renderPage } from "./page";
import { configSchema, stackSchema } from "./stackSchema";

const ROOT = path.join(__dirname, "../..");

/**
 * Text of each file by its path in the repository, formatted like the repository's other files unless its size matters.
 */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
    const { name } = parse(read("Pulumi.yaml")) as { readonly name: string };
    const texts = {
        "schema/stack.schema.json": JSON.stringify(stackSchema(name)),
        "docs/configuration.md": renderPage(
            read("docs/configuration.md"),
            configSchema(),
            (example) => read(path.join("examples", example)),
        ),
        "docs/delivery/deployments.md": renderPage(
            read("docs/delivery/deployments.md"),
            configSchema(),
            (example) => read(path.join("examples", example)),
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

/** Text of a file of the repository. */
export function read(file: string): string {
    return readFileSync(path.join(ROOT, file), "utf8");
}

/** Absolute path of a file of the repository. */
export function located(file: string): string {
    return path.join(ROOT, file);
}
