import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { repositoryRoot } from "../../../sandbox/src/paths";
import { check } from "../../../scripts/check/check";

describe("npm run check", function () {
    this.timeout(120_000);

    let directory: string;
    before(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "check-"));
        for (const name of ["tsconfig.json", "eslint.config.mjs"]) {
            await copyFile(path.join(repositoryRoot, name), path.join(directory, name));
        }
        await symlink(
            path.join(repositoryRoot, "node_modules"),
            path.join(directory, "node_modules"),
        );
    });
    after(() => rm(directory, { recursive: true }));

    async function report(program: string): Promise<string> {
        await writeFile(path.join(directory, "index.ts"), program);
        return check(directory);
    }

    it("accepts a program without problems", async () => {
        assert.equal(await report("export const right = 1;"), "");
    });

    it("reports errors of types, of rules that know types, and warnings, all at once", async () => {
        const found = await report(`
            export const wrong: number = "text";
            export function forgotten(): void {
                Promise.resolve();
            }
            // eslint-disable-next-line no-var
            export const unchanged = 1;
        `);
        assert.match(found, /index\.ts\(2,26\): error TS2322: Type 'string' is not assignable/);
        assert.match(found, /4:17 +error .*@typescript-eslint\/no-floating-promises/);
        assert.match(found, /6:13 +warning +Unused eslint-disable directive/);
    });
});
