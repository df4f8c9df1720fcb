/** The sandbox's own start. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";

import { Session } from "./support/session";

describe("a sandbox that two commands start concurrently", () => {
    const session = new Session("start");

    after(() => session.down());

    /** Number of processes whose command line names the sandbox's state directory, as the daemon's does. */
    async function daemons(): Promise<number> {
        const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
        const lines = await Promise.all(
            pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
        );
        return lines.filter(
            (line) => line.startsWith("unshare\0") && line.endsWith(`\0${session.paths.root}\0`),
        ).length;
    }

    it("starts once and serves both", async () => {
        const outcomes = await Promise.all([
            session.run("pulumi", "stack", "ls"),
            session.run("pulumi", "stack", "ls"),
            session.run("pulumi", "stack", "ls"),
        ]);
        assert.deepEqual(
            outcomes.map(({ code }) => code),
            [0, 0, 0],
            outcomes.map(({ output }) => output).join("\n"),
        );
        assert.equal(await daemons(), 1);
    });

    it("stops once", async () => {
        await session.down();
        assert.equal(await daemons(), 0);
    });
});
