import * as assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
    mkdir,
    mkdtemp,
    readFile,
    readdir,
    readlink,
    rm,
    stat,
    utimes,
    writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { execa } from "execa";

import { compileSandbox, transpiled } from "../../src/engine/compile";
import { launcherText, writeLauncher } from "../../src/engine/launchers";
import { installPlugins, type PluginOptions } from "../../src/engine/plugins";
import { repositoryRoot, statePaths } from "../../src/paths";

describe("plugins of the engine", () => {
    let root: string;

    before(async () => (root = await mkdtemp(path.join(tmpdir(), "engine-"))));
    after(() => rm(root, { recursive: true, force: true }));

    const options = (overrides: Partial<PluginOptions> = {}): PluginOptions => ({
        paths: statePaths(path.join(root, "state")),
        tools: { kubernetesProvider: "/tools/pulumi-resource-kubernetes" },
        searchPath: "/nowhere",
        compileSettings: { repository: repositoryRoot, builds: path.join(root, "build") },
        ...overrides,
    });
    const plugin = (...parts: string[]): string =>
        path.join(statePaths(path.join(root, "state")).pulumiHome, "plugins", ...parts);
    const versionOf = async (name: string): Promise<string> => {
        const manifest = `${repositoryRoot}/node_modules/@pulumi/${name}/package.json`;
        return (JSON.parse(await readFile(manifest, "utf8")) as { version: string }).version;
    };

    it("are installed for the SDKs' versions, with a language host and an aws command if there is none", async () => {
        const installed = await installPlugins(options());
        assert.deepEqual(installed, { standIns: ["eks", "awsx"], awsCommand: undefined });
        const expected = await Promise.all(
            ["aws", "awsx", "eks", "kubernetes"].map(
                async (name) => `resource-${name}-v${await versionOf(name)}`,
            ),
        );
        assert.deepEqual((await readdir(plugin())).sort(), [
            `language-nodejs-v${await versionOf("pulumi")}`,
            ...expected,
            `resource-pulumi-nodejs-v${await versionOf("pulumi")}`,
        ]);
        assert.equal(
            await readlink(plugin(expected[3]!, "pulumi-resource-kubernetes")),
            "/tools/pulumi-resource-kubernetes",
        );
        const { paths } = options();
        const { stdout } = await execa(path.join(paths.bin, "aws"), ["--version"]);
        assert.match(stdout, /^aws-cli\//);
    });

    it("keep the engine from writing its debug log", async () => {
        const { paths } = options();
        await mkdir(path.join(paths.pulumiHome, "logs"), { recursive: true }).catch(
            () => undefined,
        );
        await installPlugins(options());
        assert.equal((await stat(path.join(paths.pulumiHome, "logs"))).isFile(), true);
    });

    it("are the real ones if the directory has them", async () => {
        const version = await versionOf("eks");
        const directory = path.join(root, "real");
        const real = path.join(directory, `resource-eks-v${version}`, "pulumi-resource-eks");
        await mkdir(path.dirname(real), { recursive: true });
        await writeFile(real, "");
        const { standIns } = await installPlugins(options({ pluginDirectory: directory }));
        assert.deepEqual(standIns, ["awsx"]);
        assert.equal(
            await readlink(plugin(`resource-eks-v${version}`, "pulumi-resource-eks")),
            real,
        );
        assert.deepEqual((await installPlugins(options())).standIns, ["eks", "awsx"]);
    });

    it("omit what an installed Pulumi or AWS CLI provides", async () => {
        const commands = path.join(root, "commands");
        const script = path.join(root, "version.js");
        await writeFile(script, 'console.log("aws-cli/2.9.1 Python/3")');
        await writeLauncher(path.join(commands, "aws"), { script });
        const { paths } = options();
        const installed = await installPlugins(
            options({
                tools: { kubernetesProvider: "/k", pulumiLanguageHost: "/p" },
                searchPath: commands,
            }),
        );
        assert.equal(installed.awsCommand, "aws-cli/2.9.1 Python/3");
        // It answers for itself, but for IAM, which is no host of the sandbox's outside.
        const aws = path.join(paths.bin, "aws");
        assert.match((await execa(aws, ["--version"])).stdout, /^aws-cli\/2\.9\.1 /);
        const { stderr } = await execa(aws, ["iam", "create-user"], { reject: false });
        assert.match(stderr, /sandbox's stand-in/);
        const names = await readdir(plugin());
        assert.deepEqual(
            names.filter((name) => /^language-|pulumi-nodejs/.test(name)),
            [],
        );
    });

    it("run dynamic providers with the SDK's own code", async () => {
        await installPlugins(options());
        const file = plugin(
            `resource-pulumi-nodejs-v${await versionOf("pulumi")}`,
            "pulumi-resource-pulumi-nodejs",
        );
        const provider = spawn(file, ["127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] });
        const port = await new Promise<string>((resolve) =>
            provider.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString())),
        );
        provider.kill();
        assert.match(port, /^\d+\n$/);
    });

    it("print their port and exit with the process that started them", async () => {
        await installPlugins(options());
        const file = plugin(`resource-aws-v${await versionOf("aws")}`, "pulumi-resource-aws");
        // The shell between is killed, as an engine might be; the plugin is another process's child from then on.
        const shell = spawn("/bin/sh", ["-c", `"${file}" 127.0.0.1:1 & echo $!; wait`], {
            env: { PATH: process.env.PATH, SANDBOX_AWS_SOCKET: "/nowhere" },
            stdio: ["ignore", "pipe", "inherit"],
        });
        const lines = await new Promise<readonly string[]>((resolve) => {
            let text = "";
            shell.stdout.on("data", (chunk: Buffer) => {
                text += chunk.toString();
                const found = text.trim().split("\n");
                if (found.length === 2) {
                    resolve(found);
                }
            });
        });
        const pid = Number(lines[0]);
        assert.match(lines[1] ?? "", /^\d+$/);
        shell.kill("SIGKILL");
        const deadline = Date.now() + 10_000;
        while (isAlive(pid)) {
            assert.ok(Date.now() < deadline, "the plugin stays");
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
    });
});

describe("the compiled sandbox", () => {
    let root: string;

    before(async () => (root = await mkdtemp(path.join(tmpdir(), "compile-"))));
    after(() => rm(root, { recursive: true, force: true }));

    it("is built once for each state of the sources, and builds older than a day are deleted", async () => {
        const repository = path.join(root, "repository");
        const source = path.join(repository, "sandbox", "src", "plugins", "a.ts");
        const settings = { repository, builds: path.join(root, "builds") };
        await mkdir(path.dirname(source), { recursive: true });
        await mkdir(path.join(repository, "sandbox", "src", "aws"));
        await mkdir(path.join(repository, "node_modules"));
        await writeFile(source, "export const a: number = 1;");
        const first = await compileSandbox(settings);
        assert.match(await readFile(path.join(first, "plugins", "a.js"), "utf8"), /exports\.a = 1/);
        const { mtimeMs } = await stat(path.join(first, "plugins", "a.js"));
        assert.equal(await compileSandbox(settings), first);
        assert.equal((await stat(path.join(first, "plugins", "a.js"))).mtimeMs, mtimeMs);
        await writeFile(source, "export const a: number = 2;");
        const second = await compileSandbox(settings);
        assert.notEqual(second, first);
        assert.equal((await readdir(settings.builds)).length, 2);
        const buildOf = (sources: string): string =>
            path.relative(settings.builds, sources).split(path.sep)[0]!;
        await utimes(path.join(settings.builds, buildOf(first)), new Date(0), new Date(0));
        await compileSandbox(settings);
        assert.deepEqual(await readdir(settings.builds), [buildOf(second)]);
    });

    it("is CommonJS, as the repository is", () => {
        const text = transpiled("a.ts", 'import { b } from "./b"; export const c = b();');
        assert.match(text, /require\("\.\/b"\)/);
    });
});

describe("launchers", () => {
    it("become the program they start, with its variables", () => {
        assert.equal(
            launcherText({ script: "/a b/it's.js", environment: { NAME: "v w" } }),
            `#!/bin/sh\nNAME='v w' exec '${process.execPath}' '/a b/it'\\''s.js' "$@"\n`,
        );
    });
});

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch {
        return false;
    }
}
