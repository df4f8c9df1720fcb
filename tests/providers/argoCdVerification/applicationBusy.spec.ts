import assert from "node:assert/strict";

import { status } from "../kubernetes/fakeApi";
import { APPLICATION, STALE, THEIRS } from "./fakeArgoCd";
import { FORBIDDEN, notVerified, REQUESTED, Session } from "./session";

describe("The verification of an Application with another operation in progress", () => {
    const session = new Session();
    beforeEach(() =>
        session.start(
            { ...STALE, operationState: { phase: "Running", operation: THEIRS } },
            { operation: THEIRS },
        ),
    );

    it("waits up to 20 seconds for its end, then requests its own sync", async () => {
        session.argo.at(19, () => session.argo.end("Succeeded", "successfully synced"));
        await session.verify();
        assert.deepEqual(session.terminations, []);
        assert.deepEqual(session.argo.state.operation, REQUESTED);
    });

    it("does not mistake the other operation's failure for that of its own sync", async () => {
        session.argo.at(5, () => session.argo.end("Failed", FORBIDDEN));
        await session.verify();
        assert.deepEqual(session.argo.state.operation, REQUESTED);
    });

    it("terminates it after 20 seconds, then requests its own sync", async () => {
        let second: number | undefined;
        session.argo.api.onceBefore("PATCH", () => (second = session.argo.seconds));
        await session.verify();
        assert.equal(second, 20);
        assert.equal(session.terminations.length, 1);
        assert.deepEqual(session.terminations[0]!["status"], {
            operationState: { phase: "Terminating" },
        });
        assert.deepEqual(session.argo.state.operation, REQUESTED);
        const begun = session.argo.patches.findIndex((patch) => "operation" in patch);
        assert.equal(begun, 1);
    });

    it("does not terminate an operation that ends at the same time", async () => {
        session.argo.api.onceBefore("PATCH", () =>
            session.argo.end("Succeeded", "successfully synced"),
        );
        await session.verify();
        assert.deepEqual(session.argo.state.operation, REQUESTED);
    });

    for (const message of ["waiting for hook migrate", undefined]) {
        it(`fails after ten minutes if it does not end, with ${message ?? "or without its message"}`, async () => {
            session.argo.runs = false;
            session.argo.at(3, () =>
                session.argo.api.merge(APPLICATION, { status: { operationState: { message } } }),
            );
            assert.equal(
                await session.rejection(),
                notVerified(`another operation is still running (${message ?? "no message"})`),
            );
        });
    }

    it("fails immediately if terminating it is forbidden", async () => {
        session.argo.api.answer = (method) =>
            method === "PATCH" ? status(403, "Forbidden", "forbidden") : undefined;
        assert.match(await session.rejection(), /^Cannot change Application argocd\/guestbook at /);
        assert.equal(session.argo.seconds, 20);
    });

    it("does not terminate an operation that Argo CD has not started", async () => {
        for (const reported of [undefined, {}, STALE]) {
            session.start(reported, { operation: THEIRS });
            session.argo.runs = false;
            assert.equal(
                await session.rejection(),
                notVerified(
                    "another operation is still running (Argo CD has not started the sync)",
                ),
            );
            assert.deepEqual(session.argo.patches, []);
        }
    });

    it("requests its sync again if another replaced it before Argo CD started", async () => {
        session.start(STALE);
        session.argo.runs = false;
        session.argo.at(3, () => {
            session.argo.api.merge(APPLICATION, { operation: null });
            session.argo.api.merge(APPLICATION, { operation: THEIRS });
            session.argo.runs = true;
        });
        await session.verify();
        assert.equal(session.syncs.length, 2);
        assert.deepEqual(session.argo.state.operation, REQUESTED);
    });
});
