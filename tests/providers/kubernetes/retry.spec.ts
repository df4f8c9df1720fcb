import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";

import { UserError } from "../../../lib/userError";
import { AgainError, UnreachableError } from "../../../providers/kubernetes/errors";
import { deleteUnreachable, retried, unlessGone } from "../../../providers/kubernetes/retry";

describe("A retry", () => {
    const random = Math.random;
    let waits: number[];
    let isWaiting: boolean;
    let tries: number;
    beforeEach(() => {
        waits = [];
        isWaiting = false;
        tries = 0;
    });
    afterEach(() => {
        Math.random = random;
    });

    /** Fails a number of times with an error, then succeeds. */
    const trying = (failures: number, error: Error): Promise<string> =>
        retried(
            async (milliseconds) => {
                waits.push(milliseconds);
                isWaiting = true;
                await setImmediate();
                isWaiting = false;
            },
            "kube-system/aws-auth",
            () => {
                assert.equal(isWaiting, false);
                tries += 1;
                return tries > failures ? Promise.resolve("done") : Promise.reject(error);
            },
        );

    it("happens until one of ten attempts succeeds", async () => {
        assert.equal(await trying(9, new AgainError("it is busy")), "done");
        assert.equal(tries, 10);
    });

    it("happens after a random wait, whose limit grows from 0.1 to 3 seconds", async () => {
        const bounds = [100, 200, 400, 800, 1600, 3000, 3000, 3000, 3000];
        for (const part of [1, 0.5, 0]) {
            waits = [];
            tries = 0;
            Math.random = () => part;
            await trying(9, new AgainError("it is busy"));
            assert.deepEqual(
                waits,
                bounds.map((bound) => bound * part),
            );
        }
    });

    it("does not happen after ten attempts", async () => {
        await assert.rejects(trying(10, new AgainError("it is busy")), (error: Error) => {
            assert.ok(error instanceof UserError && !(error instanceof AgainError));
            assert.equal(
                error.message,
                "kube-system/aws-auth was not changed: 10 attempts failed, the last one because it is busy. Check what else writes it, then run the same command again.",
            );
            return true;
        });
        assert.equal(tries, 10);
    });

    it("does not happen for other errors", async () => {
        for (const error of [new UserError("no"), new UnreachableError("no"), new Error("no")]) {
            tries = 0;
            await assert.rejects(trying(1, error), error);
            assert.equal(tries, 1);
        }
        assert.deepEqual(waits, []);
    });
});

describe("A cluster that cannot be reached", () => {
    const act = (): Promise<string> => Promise.reject(new UnreachableError("It is away."));

    it("is an error that explains how to continue without it, unless it counts as deleted", async () => {
        await assert.rejects(unlessGone(false, act), {
            message:
                "It is away. If the cluster no longer exists, run the same command with PULUMI_K8S_DELETE_UNREACHABLE=true.",
        });
        assert.equal(await unlessGone(true, act), undefined);
    });

    it("is distinguished from every other result and error", async () => {
        const error = new UserError("no");
        for (const countsAsDeleted of [true, false]) {
            assert.equal(await unlessGone(countsAsDeleted, () => Promise.resolve("done")), "done");
            await assert.rejects(
                unlessGone(countsAsDeleted, () => Promise.reject(error)),
                error,
            );
        }
    });

    it("counts as deleted if the Kubernetes provider's variable is 1 or true", () => {
        const decided = (value?: string): boolean =>
            deleteUnreachable(value === undefined ? {} : { PULUMI_K8S_DELETE_UNREACHABLE: value });
        assert.deepEqual(["1", "true", "True", "TRUE"].map(decided), [true, true, true, true]);
        assert.deepEqual([undefined, "", "0", "false", "yes"].map(decided), [
            ...[false, false, false, false, false],
        ]);
    });
});
