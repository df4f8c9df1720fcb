/** Writes the stack file's JSON schema and the tables of docs/configuration.md: `npm run docs`. */
import { writeFileSync } from "node:fs";

import { generatedFiles, located } from "./files";

async function main(): Promise<void> {
    for (const [file, text] of await generatedFiles()) {
        writeFileSync(located(file), text);
        console.log(file);
    }
}

void main();
