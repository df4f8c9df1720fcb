import * as assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { type ContainerProcess, startContainer } from "../../src/node/containerProcess";
import { createEtc, createPrograms, createRoot } from "../../src/node/rootDirectory";
import type { Mount } from "../../src/node/mounts";
import { ask } from "../../src/node/probeRunner";
import { containerScript } from "../../src/node/script";
import type { VolumeFiles } from "../../src/node/volumes";
import { writeVolume } from "../../src/node/volumeWriter";
import { canMakeNamespaces } from "./namespaces";

function files(contents: Readonly<Record<string, string>>): VolumeFiles {
    return new Map(
        Object.entries(contents).map(([name, text]) => [
            name,
            { content: Buffer.from(text), mode: 0o640 },
        ]),
    );
}

describe("volume on disk", () => {
    let directory: string;
    beforeEach(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "volume-"));
    });
    afterEach(() => rm(directory, { recursive: true }));
    const visible = async (): Promise<string[]> =>
        (await readdir(directory)).filter((name) => !name.startsWith("..")).sort();

    it("has the files with their modes, nested ones too", async () => {
        assert.equal(await writeVolume(directory, files({ a: "1", "b/c": "2" })), true);
        assert.deepEqual(await visible(), ["a", "b"]);
        assert.equal(await readFile(path.join(directory, "b", "c"), "utf8"), "2");
        assert.equal((await stat(path.join(directory, "a"))).mode & 0o777, 0o640);
    });

    it("is replaced as a whole and keeps one version", async () => {
        await writeVolume(directory, files({ a: "1", b: "2" }));
        await writeVolume(directory, files({ a: "new", c: "3" }));
        assert.deepEqual(await visible(), ["a", "c"]);
        assert.equal(await readFile(path.join(directory, "a"), "utf8"), "new");
        assert.equal((await readdir(directory)).filter((name) => /^\.\.\d/.test(name)).length, 1);
    });

    it("is not rewritten when nothing changed", async () => {
        await writeVolume(directory, files({ a: "1" }));
        assert.equal(await writeVolume(directory, files({ a: "1" })), false);
        assert.equal(await writeVolume(directory, files({})), true);
        assert.deepEqual(await visible(), []);
    });
});

describe("container", function () {
    let directory: string;
    let running: ContainerProcess | undefined;
    before(function () {
        if (!canMakeNamespaces()) {
            this.skip();
        }
    });
    beforeEach(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "container-"));
    });
    afterEach(async () => {
        await running?.terminate(0);
        await rm(directory, { recursive: true });
    });

    const log = (): Promise<string> => readFile(path.join(directory, "log"), "utf8");

    async function start(shell: string, mounts: readonly Mount[] = []): Promise<ContainerProcess> {
        const at = (name: string): string => path.join(directory, name);
        await mkdir(at("root"));
        await createRoot(at("root"));
        const bundle = __filename;
        await createEtc(at("etc"), "127.0.0.1 localhost\n", bundle);
        await createPrograms(at("programs"), {
            name: "test",
            files: { shell: "/bin/sh" },
            links: { other: "shell" },
            environment: {},
            workingDirectory: "/",
            argv: () => [],
        });
        const script = containerScript({
            root: at("root"),
            programs: at("programs"),
            mounts: [
                { source: at("etc"), target: "/etc", readOnly: false, file: false },
                { source: "/bin/sh", target: "/usr/local/bin/shell", readOnly: true, file: true },
                ...mounts,
            ],
            workingDirectory: "/work",
            argv: ["/usr/local/bin/other", "-c", shell],
        });
        running = startContainer(script, { PATH: "/usr/bin:/bin", ONLY: "1" }, at("log"));
        return running;
    }

    it("sees its own root, working directory, environment and processes", async () => {
        const container = await start(
            'pwd; cat /etc/hosts; echo "$ONLY$HOME"; ls / | tr "\\n" " "; exit 3',
        );
        assert.equal((await container.exited).code, 3, await log());
        const [pwd, hosts, variables, root] = (await log()).split("\n");
        assert.deepEqual([pwd, hosts, variables], ["/work", "127.0.0.1 localhost", "1"]);
        assert.doesNotMatch(root ?? "", /\bmnt\b/);
        assert.deepEqual(container.pids(), []);
    });

    it("can't write where its mounts are read-only, and can where they aren't", async () => {
        for (const name of ["ro", "rw"]) {
            await mkdir(path.join(directory, name));
        }
        const mount = (name: string): Mount => ({
            source: path.join(directory, name),
            target: `/m/${name}`,
            readOnly: name === "ro",
            file: false,
        });
        const script = "touch /m/rw/x; touch /m/ro/x; touch /usr/x; true";
        await (
            await start(script, [mount("ro"), mount("rw")])
        ).exited;
        assert.deepEqual(await readdir(path.join(directory, "rw")), ["x"]);
        assert.deepEqual(await readdir(path.join(directory, "ro")), []);
        assert.equal((await log()).match(/Read-only file system/g)?.length, 2);
    });

    it("ends on SIGTERM within its grace period", async () => {
        const container = await start("echo up; exec sleep 100");
        while (!(await log()).includes("up")) {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        assert.equal(container.pids().length, 1);
        await container.terminate(5000);
        assert.equal((await container.exited).code, 143);
    });

    it("is killed with all its child processes when it ignores SIGTERM", async () => {
        const container = await start(
            "trap '' TERM; sleep 100 & echo up; while :; do sleep 100; done",
        );
        while (!(await log()).includes("up")) {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        const pids = container.pids();
        assert.ok(pids.length >= 2);
        await container.terminate(100);
        assert.equal((await container.exited).code, 137);
        for (const pid of pids) {
            assert.throws(() => process.kill(pid, 0), /ESRCH/);
        }
    });

    it("exec probes run inside it", async () => {
        const container = await start("echo up; exec sleep 100");
        while (!(await log()).includes("up")) {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        const probe = (...command: string[]): Promise<boolean> =>
            ask({ kind: "exec", command }, 2000, container);
        assert.equal(await probe("test", "-d", "/work"), true);
        assert.equal(await probe("test", "-e", directory), false);
    });
});
