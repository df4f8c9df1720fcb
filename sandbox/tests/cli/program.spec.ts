import assert from "node:assert/strict";
import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { execa } from "execa";

import { createProgram } from "../../src/cli/program";
import { repositoryRoot, statePaths } from "../../src/paths";
import { createState } from "../../src/stateDirectory";

/** Runs every command in one process and prints the error of each, or null. */
const EVERY_COMMAND = `
    const { createProgram } = require("./sandbox/src/cli/program");
    const commands = createProgram().commands.map((command) => [
        command.name(),
        ...command.registeredArguments.filter(({ required }) => required).map(() => "x"),
    ]);
    (async () => {
        const errors = {};
        for (const words of [[], ...commands]) {
            errors[words[0] ?? ""] = await createProgram().parseAsync(words, { from: "user" })
                .then(() => null, (error) => error.message);
        }
        console.log("\\n" + JSON.stringify(errors));
    })();`;

describe("the sandbox's command line", function () {
    this.timeout(60_000);

    let directory: string;
    let state: string;
    beforeEach(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "cli-"));
        state = path.join(directory, "state");
    });
    afterEach(() => rm(directory, { recursive: true }));

    /** A command on the state directory, on a machine that has neither tools nor what it takes to build them. */
    async function run(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
        const { stdout, stderr } = await execa(
            process.execPath,
            ["--require", "ts-node/register/transpile-only", ...args],
            {
                cwd: repositoryRoot,
                env: {
                    SANDBOX_STATE: state,
                    HOME: path.join(directory, "home"),
                    XDG_CACHE_HOME: path.join(directory, "cache"),
                    PATH: "/nowhere",
                },
                extendEnv: false,
                reject: false,
            },
        );
        return { stdout, stderr };
    }

    it("rejects a state directory with other files at every command but prune, and changes nothing", async () => {
        await mkdir(state);
        await writeFile(path.join(state, "thesis.txt"), "years");

        const { stdout } = await run("--eval", EVERY_COMMAND);

        const { prune, ...errors } = JSON.parse(stdout.split("\n").at(-1) ?? "") as Readonly<
            Record<string, string | null>
        >;
        assert.equal(prune, null, "prune works on tools alone");
        assert.deepEqual(
            Object.keys(errors).sort(),
            ["", ...createProgram().commands.map((command) => command.name())]
                .filter((name) => name !== "prune")
                .sort(),
        );
        for (const [name, error] of Object.entries(errors)) {
            assert.ok(error?.includes(`state directory ${state} must be`), `${name}: ${error}`);
            assert.match(error ?? "", /Found: thesis\.txt\./, name);
        }
        assert.deepEqual(await readdir(directory), ["cache", "state"], "cache: prune's lock");
        assert.deepEqual(await readdir(state), ["thesis.txt"]);
        assert.equal(await readFile(path.join(state, "thesis.txt"), "utf8"), "years");
    });

    it("deletes a marked directory at down, also after a crash, and reports it", async () => {
        const paths = statePaths(state);
        await createState(paths);
        await mkdir(paths.logs);
        await writeFile(paths.pidFile, "half a fi");

        const { stdout, stderr } = await run("sandbox/src/cli/main.ts", "down");

        assert.deepEqual(
            { stdout, stderr },
            { stdout: "The sandbox was not running.", stderr: "" },
        );
        await assert.rejects(access(state), /ENOENT/);
    });

    it("works with a missing directory, also if its name ends with a slash", async () => {
        state = `${state}/`;
        const { stdout, stderr } = await run("sandbox/src/cli/main.ts", "down");
        assert.deepEqual(
            { stdout, stderr },
            { stdout: "The sandbox was not running.", stderr: "" },
        );
        assert.deepEqual(await readdir(directory), []);
    });
});
