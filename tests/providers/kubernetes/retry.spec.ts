import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";

import { UserError } from "../../../lib/userError";
import { AgainError, UnreachableError } from "../../../providers/kubernetes/errors";
import { deleteUnreachable, retried, unlessGone } from "../../../providers/kubernetes/retry";

describe("Another try", () => {
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

    /** Fails so many times with an error, then succeeds. */
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

    it("is made until one of ten succeeds", async () => {
        assert.equal(await trying(9, new AgainError("it is busy")), "done");
        assert.equal(tries, 10);
    });

    it("is made after a random wait, whose bound grows from 0.1 to 3 seconds", async () => {
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

    it("is not made an eleventh time", async () => {
        await assert.rejects(trying(10, new AgainError("it is busy")), (error: Error) => {
            assert.ok(error instanceof UserError && !(error instanceof AgainError));
            assert.equal(
                error.message,
                "kube-system/aws-auth is left as it is: 10 tries failed, the last because it is busy. See who else writes it, then run the same command again.",
            );
            return true;
        });
        assert.equal(tries, 10);
    });

    it("is not made for any other error", async () => {
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

    it("is an error that says how to go on without it, unless it counts as deleted", async () => {
        await assert.rejects(unlessGone(false, act), {
            message:
                "It is away. If the cluster is gone for good, run the same command with PULUMI_K8S_DELETE_UNREACHABLE=true.",
        });
        assert.equal(await unlessGone(true, act), undefined);
    });

    it("is told from every other result and error", async () => {
        const error = new UserError("no");
        for (const countsAsDeleted of [true, false]) {
            assert.equal(await unlessGone(countsAsDeleted, () => Promise.resolve("done")), "done");
            await assert.rejects(
                unlessGone(countsAsDeleted, () => Promise.reject(error)),
                error,
            );
        }
    });

    it("counts as deleted by the Kubernetes provider's variable, 1 or true", () => {
        const decided = (value?: string): boolean =>
            deleteUnreachable(value === undefined ? {} : { PULUMI_K8S_DELETE_UNREACHABLE: value });
        assert.deepEqual(["1", "true", "True", "TRUE"].map(decided), [true, true, true, true]);
        assert.deepEqual([undefined, "", "0", "false", "yes"].map(decided), [
            ...[false, false, false, false, false],
        ]);
    });
});
