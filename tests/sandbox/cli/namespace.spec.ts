import assert from "node:assert/strict";
import { access, chmod, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { enter, findNamespace, removeState } from "../../../sandbox/cli/namespace";
import { statePaths, type StatePaths } from "../../../sandbox/paths";

describe("the sandbox's namespaces", () => {
    let paths: StatePaths;
    beforeEach(async () => {
        paths = statePaths(await mkdtemp(path.join(tmpdir(), "state-")));
    });
    afterEach(() => removeState(paths));

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

    it("leave nothing, also of directories that a pod has locked (as root nothing is locked)", async () => {
        const locked = path.join(paths.pods, "repository");
        await mkdir(path.join(locked, "inside"), { recursive: true });
        await chmod(locked, 0o300);
        await removeState(paths);
        await assert.rejects(access(paths.root));
    });
});
