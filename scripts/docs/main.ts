/** Writes the JSON schemas of stack files, the tables of their reference pages, and bootstrap's template: `npm run docs`. */
import { writeFileSync } from "node:fs";

import { generatedFiles, located } from "./files";

async function main(): Promise<void> {
    for (const [file, text] of await generatedFiles()) {
        writeFileSync(located(file), text);
        console.log(file);
    }
}

void main();
