import * as assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import {
    describeExit,
    ProcessError,
    stopAll,
    Supervised,
    type ProcessSpec,
} from "../../src/processes";

describe("a supervised process", () => {
    let directory: string;
    const started: Supervised[] = [];

    beforeEach(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "processes-"));
    });

    afterEach(async () => {
        await stopAll(started.splice(0));
        await rm(directory, { recursive: true, force: true });
    });

    const start = (script: string, change: Partial<ProcessSpec> = {}): Supervised => {
        const supervised = new Supervised({
            name: "worker",
            command: "/bin/sh",
            args: ["-c", script],
            env: { PATH: process.env.PATH ?? "" },
            cwd: directory,
            logFile: path.join(directory, "logs", "worker.log"),
            restart: false,
            ...change,
        });
        started.push(supervised);
        return supervised;
    };
    const log = (): Promise<string> => readFile(path.join(directory, "logs", "worker.log"), "utf8");
    const isRunning = (pid: number | undefined): boolean =>
        pid !== undefined && existsSync(`/proc/${pid}`);

    it("writes both its outputs to its log file", async () => {
        await start("echo out; echo err >&2").finished(5000);
        assert.deepEqual((await log()).trim().split("\n").sort(), ["err", "out"]);
    });

    it("sees only the environment it was given", async () => {
        process.env.HTTPS_PROXY_OF_THE_USER = "http://proxy";
        try {
            await start("env", { env: { ONLY: "this" } }).finished(5000);
        } finally {
            delete process.env.HTTPS_PROXY_OF_THE_USER;
        }
        assert.match(await log(), /^ONLY=this$/m);
        assert.doesNotMatch(await log(), /HTTPS_PROXY_OF_THE_USER/);
    });

    it("is ready when its probe says so; a probe that throws is asked again", async () => {
        const supervised = start("exec sleep 60");
        let asked = 0;
        await supervised.ready(() => {
            asked += 1;
            return asked < 3 ? Promise.reject(new Error("not yet")) : Promise.resolve(true);
        }, 5000);
        assert.equal(asked, 3);
    });

    it("fails at once, with the end of its log, when it ends before it is ready", async () => {
        const supervised = start("echo the port is taken; exit 3");
        await assert.rejects(
            supervised.ready(() => Promise.resolve(false), 60_000),
            (error: Error) =>
                error instanceof ProcessError &&
                /worker ended \(exit code 3\) before it was ready/.test(error.message) &&
                error.message.includes("the port is taken"),
        );
    });

    it("fails when it is not ready in time, and says why the probe failed", async () => {
        const supervised = start("exec sleep 60");
        await assert.rejects(
            supervised.ready(() => Promise.reject(new Error("connection refused")), 200),
            /worker is not ready after 0.2 s \(connection refused\)/,
        );
    });

    it("fails when its command cannot be run", async () => {
        const supervised = start("", { command: path.join(directory, "missing") });
        await assert.rejects(
            supervised.ready(() => Promise.resolve(false), 60_000),
            /could not be run/,
        );
    });

    it("exits on SIGTERM, and stop resolves afterwards", async () => {
        const supervised = start(
            "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done",
        );
        await supervised.ready(async () => (await log()).includes("up"), 5000);
        const { pid } = supervised.state();
        await supervised.stop();
        assert.ok(!isRunning(pid));
        assert.match(await log(), /bye/);
        assert.equal(supervised.state().pid, undefined);
    });

    it("is killed when it ignores SIGTERM for longer than its grace", async () => {
        const supervised = start("trap '' TERM; echo up; while :; do sleep 0.05; done", {
            graceMs: 100,
        });
        await supervised.ready(async () => (await log()).includes("up"), 5000);
        const { pid } = supervised.state();
        await supervised.stop();
        assert.ok(!isRunning(pid));
        assert.equal(describeExit(await supervised.finished(0)), "SIGKILL");
    });

    it("can be stopped twice, and when it has ended by itself", async () => {
        const supervised = start("exit 0");
        await supervised.finished(5000);
        await supervised.stop();
        await supervised.stop();
    });

    it("is started again when it ends by itself, if that was asked for", async () => {
        const supervised = start("echo run; exit 1", { restart: true });
        const runs = async (): Promise<number> => (await log()).split("run").length - 1;
        const deadline = Date.now() + 10_000;
        while ((await runs()) < 2 && Date.now() < deadline) {
            await sleep(50);
        }
        await supervised.stop();
        const count = await runs();
        assert.ok(count >= 2);
        assert.ok(supervised.state().restarts >= 1);
        await sleep(1500);
        assert.equal(await runs(), count, "not after it was stopped");
    });

    it("stays ended if restarting was not asked for", async () => {
        const supervised = start("exit 1");
        await supervised.finished(5000);
        await sleep(1500);
        assert.deepEqual(supervised.state(), { name: "worker", pid: undefined, restarts: 0 });
    });

    it("must end within the time finished allows", async () => {
        await assert.rejects(start("exec sleep 60").finished(100), /did not end within 0.1 s/);
    });

    it("is stopped in the reverse order of starting, with all others", async () => {
        const record = path.join(directory, "order");
        await writeFile(record, "");
        const script = (name: string): string =>
            `trap 'echo ${name} >> ${record}; exit 0' TERM; echo ${name}; while :; do sleep 0.05; done`;
        const one = start(script("one"));
        const two = start(script("two"));
        for (const supervised of [one, two]) {
            await supervised.ready(
                async () => /one[\s\S]*two|two[\s\S]*one/.test(await log()),
                5000,
            );
        }
        await stopAll([one, two]);
        assert.equal(await readFile(record, "utf8"), "two\none\n");
    });
});
