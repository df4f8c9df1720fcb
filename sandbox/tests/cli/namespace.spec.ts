import assert from "node:assert/strict";
import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { enter, findNamespace, startNamespace } from "../../src/cli/namespace";
import { statePaths, type StatePaths } from "../../src/paths";
import { removeState, requireState } from "../../src/stateDirectory";

describe("the sandbox's namespaces", () => {
    let paths: StatePaths;
    beforeEach(async () => {
        paths = statePaths(await mkdtemp(path.join(tmpdir(), "state-")));
    });
    afterEach(() => rm(paths.root, { recursive: true, force: true }));

    async function pidFile(content: string): Promise<void> {
        await writeFile(paths.pidFile, content);
    }

    it("are not found without a pid file, nor with one that can't be read", async () => {
        assert.equal(await findNamespace(paths), undefined);
        await pidFile("half a fi");
        assert.equal(await findNamespace(paths), undefined);
    });

    it("are not taken for another process that got the same pid later", async () => {
        await pidFile(JSON.stringify({ pid: process.pid, startTime: "1" }));
        assert.equal(await findNamespace(paths), undefined);
    });

    it("are entered by the daemon's pid, in a directory, with the arguments untouched", () => {
        const command = enter({ pid: 1, daemonPid: 42 }, "/some where", ["pulumi", "a b", "$c"]);
        assert.ok(command.includes("--target=42"));
        assert.deepEqual(command.slice(-4), ["/some where", "pulumi", "a b", "$c"]);
    });

    it("are started in a marked state directory, which is removed after their end, however soon", async () => {
        const state = statePaths(path.join(paths.root, "state"));
        // Stands for unshare: a process with a child, in place of namespaces with the daemon.
        const command = path.join(paths.root, "unshare");
        await writeFile(command, "#!/bin/sh\nsleep 60\n", { mode: 0o755 });
        const searchPath = process.env.PATH;
        process.env.PATH = `${paths.root}:${searchPath}`;
        try {
            const namespace = await startNamespace(state);
            process.kill(namespace.daemonPid, "SIGKILL");
            process.kill(namespace.pid, "SIGKILL");
        } finally {
            process.env.PATH = searchPath;
        }
        await requireState(state);
        await removeState(state);
        await assert.rejects(access(state.root), /ENOENT/);
    });
});
