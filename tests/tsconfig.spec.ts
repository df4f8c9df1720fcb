import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { parse } from "yaml";

import { repositoryRoot } from "../sandbox/src/paths";
import { runProgram, type ProgramRun } from "./support/programRun";

/** Prints what it was compiled to: a target before ES2022 moves the field into a constructor. */
const PROGRAM = `
    import fs from "node:fs";
    class Compiled { public readonly field = 1; }
    console.log(Compiled.toString(), typeof fs.readFileSync, typeof module);
`;
const TYPE_ERROR = `export const wrong: number = "text";`;

describe("the tsconfig that Pulumi runs the program with", function () {
    this.timeout(120_000);

    let directory: string;
    let options: Readonly<Record<string, unknown>>;
    const tsconfigs = ["tsconfig.json", "tsconfig.pulumi.json"];

    before(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "tsconfig-"));
        for (const name of tsconfigs) {
            await copyFile(path.join(repositoryRoot, name), path.join(directory, name));
        }
        // Pulumi takes a program from package.json, whose library is another one.
        await copyFile(
            path.join(repositoryRoot, "package.json"),
            path.join(directory, "package.json"),
        );
        await mkdir(path.join(directory, "dist/components"), { recursive: true });
        await writeFile(
            path.join(directory, "dist/components/index.js"),
            `throw new Error("The library is not the program.");`,
        );
        await symlink(
            path.join(repositoryRoot, "node_modules"),
            path.join(directory, "node_modules"),
        );
        const project = parse(await readFile(path.join(repositoryRoot, "Pulumi.yaml"), "utf8")) as {
            readonly runtime: { readonly options: Readonly<Record<string, unknown>> };
        };
        options = project.runtime.options;
    });
    after(() => rm(directory, { recursive: true }));

    async function run(
        program: string,
        runtimeOptions: Readonly<Record<string, unknown>>,
    ): Promise<ProgramRun> {
        await writeFile(path.join(directory, "index.ts"), program);
        return runProgram(directory, runtimeOptions);
    }

    it("does not check types, and compiles as tsconfig.json does", async () => {
        const unchecked = await run(PROGRAM + TYPE_ERROR, options);
        assert.equal(unchecked.exitCode, 0, unchecked.logged);

        const checked = await run(PROGRAM, { ...options, tsconfig: "tsconfig.json" });
        assert.equal(checked.exitCode, 0, checked.logged);
        assert.equal(unchecked.stdout, checked.stdout);
    });

    it("leaves the check to tsconfig.json", async () => {
        const { exitCode, stdout, logged } = await run(PROGRAM + TYPE_ERROR, {
            ...options,
            tsconfig: "tsconfig.json",
        });
        assert.equal(exitCode, 32);
        assert.match(logged, /TS2322: Type 'string' is not assignable to type 'number'/);
        assert.equal(stdout, "");
    });
});
