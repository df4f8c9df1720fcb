import * as assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { holderOf, readHolder, withLock } from "../../src/lock";

describe("a lock between processes", () => {
    let directory: string;
    let lock: string;

    beforeEach(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "lock-"));
        lock = path.join(directory, "new", "lock");
    });

    afterEach(() => rm(directory, { recursive: true, force: true }));

    const hold = async (holder: object): Promise<void> => {
        await mkdir(lock, { recursive: true });
        await writeFile(path.join(lock, "holder.json"), JSON.stringify(holder));
    };

    it("names its holder while work runs, and is deleted afterwards", async () => {
        const result = await withLock(
            lock,
            () => assert.fail("nobody holds it"),
            async () => {
                assert.equal((await readHolder(lock))?.pid, process.pid);
                return 42;
            },
        );
        assert.equal(result, 42);
        assert.deepEqual(await readdir(path.dirname(lock)), []);
    });

    it("is released when the work fails", async () => {
        const failing = withLock(
            lock,
            () => undefined,
            () => Promise.reject(new Error("broken")),
        );
        await assert.rejects(failing, /broken/);
        assert.deepEqual(await readdir(path.dirname(lock)), []);
    });

    it("admits one process at a time", async () => {
        let inside = 0;
        let most = 0;
        const work = async (): Promise<void> => {
            inside += 1;
            most = Math.max(most, inside);
            await sleep(20);
            inside -= 1;
        };
        await Promise.all([1, 2, 3].map(() => withLock(lock, () => undefined, work)));
        assert.equal(most, 1);
    });

    it("waits for a running process and reports its id", async () => {
        const self = await holderOf(process.pid);
        assert.ok(self !== undefined);
        await hold(self);
        const waited: number[] = [];
        const waiting = withLock(
            lock,
            ({ pid }) => waited.push(pid),
            () => Promise.resolve(),
        );
        await sleep(100);
        assert.deepEqual(waited, [process.pid]);
        await rm(lock, { recursive: true });
        await waiting;
    });

    it("is taken from a process that has exited", async () => {
        await hold({ pid: 2 ** 22 + 1, startTime: "1" });
        await withLock(
            lock,
            () => assert.fail("it is dead"),
            () => Promise.resolve(),
        );
        assert.deepEqual(await readdir(path.dirname(lock)), []);
    });

    it("is taken from a process whose id was reused", async () => {
        await hold({ pid: process.pid, startTime: "1" });
        await withLock(
            lock,
            () => assert.fail("it is another"),
            () => Promise.resolve(),
        );
    });
});
