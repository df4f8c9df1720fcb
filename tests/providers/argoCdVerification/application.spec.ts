import assert from "node:assert/strict";

import type { Json } from "../kubernetes/fakeApi";
import { APPLICATION, REFRESH, STALE } from "./fakeArgoCd";
import { FORBIDDEN, notVerified, REQUESTED, Session } from "./session";

const DEGRADED = {
    sync: { status: "Synced" },
    health: { status: "Degraded" },
    resources: [
        {
            kind: "Deployment",
            name: "guestbook-ui",
            health: { status: "Degraded", message: "exceeded its progress deadline" },
        },
    ],
};
const HEALTHY = { sync: { status: "Synced" }, health: { status: "Healthy" }, resources: null };

describe("The verification of an Application", () => {
    const session = new Session();

    it("requests a sync with a unique id, then a comparison, each for the version that was read", async () => {
        const { resourceVersion } = session.argo.api.get(APPLICATION).metadata;
        await session.verify();
        const sent = session.argo.api.requests.filter(({ method }) => method === "PATCH");
        assert.equal(sent.length, 2);
        assert.deepEqual(sent[0], {
            method: "PATCH",
            path: `${APPLICATION}?fieldManager=eks-gitops-fleet`,
            contentType: "application/merge-patch+json",
            body: {
                operation: REQUESTED,
                status: { operationState: null },
                metadata: { resourceVersion },
            },
        });
        const { metadata, ...others } = sent[1]!.body as { metadata: Json };
        assert.deepEqual(others, {});
        assert.deepEqual(metadata["annotations"], { [REFRESH]: "normal" });
        assert.match(String(metadata["resourceVersion"]), /^\d+$/);
        assert.deepEqual(session.argo.state.operation, REQUESTED);
        assert.equal(session.argo.state.phase, "Succeeded");
    });

    it("ignores the result of an earlier operation", async () => {
        session.argo.attempt = () => FORBIDDEN;
        assert.match(await session.rejection(), /could not deploy/);
    });

    it("waits for a controller that starts late", async () => {
        session.argo.runs = false;
        session.argo.at(60, () => (session.argo.runs = true));
        await session.verify();
        assert.ok(session.argo.seconds > 60, String(session.argo.seconds));
        assert.deepEqual(session.argo.state.operation, REQUESTED);
        assert.equal(session.syncs.length, 1);
    });

    it("polls once a second", async () => {
        session.argo.runs = false;
        session.argo.at(30, () => (session.argo.runs = true));
        await session.verify();
        const reads = session.argo.api.methods.filter((method) => method === "GET").length;
        assert.equal(reads, session.argo.seconds + 2);
    });

    it("waits until the workload is Healthy, even if that comes after the sync", async () => {
        session.argo.actual = { ...DEGRADED, health: { status: "Progressing" } };
        session.argo.at(90, () => (session.argo.actual = HEALTHY));
        await session.verify();
        assert.ok(session.argo.seconds >= 90, String(session.argo.seconds));
    });

    it("waits until the Application is Synced, even if health is not required", async () => {
        session.argo.actual = { ...HEALTHY, sync: { status: "OutOfSync" } };
        session.argo.at(90, () => (session.argo.actual = HEALTHY));
        await session.verify(false);
        assert.ok(session.argo.seconds >= 90, String(session.argo.seconds));
    });

    it("does not wait for the health of an App-of-Apps", async () => {
        session.argo.actual = DEGRADED;
        await session.verify(false);
        assert.ok(session.argo.seconds < 15, String(session.argo.seconds));
        assert.equal(session.comparisons.length, 1);
    });

    describe("after the sync", () => {
        /** The sync makes the workload unhealthy; until a comparison, the reported health is outdated. */
        beforeEach(() => {
            session.argo.actual = DEGRADED;
            session.argo.at(40, () => (session.argo.actual = HEALTHY));
        });
        afterEach(() =>
            assert.ok(session.argo.seconds >= 40, `verified in second ${session.argo.seconds}`),
        );

        it("ignores health that was reported before a comparison", async () => {
            await session.verify();
        });

        it("requests a comparison again if someone wrote in between", async () => {
            let conflicts = 0;
            session.argo.api.before = (method) => {
                if (method === "PATCH" && session.isSynced && conflicts < 2) {
                    conflicts += 1;
                    session.argo.api.merge(APPLICATION, {
                        metadata: { labels: { by: `${conflicts}` } },
                    });
                }
            };
            await session.verify();
            assert.equal(conflicts, 2);
            assert.equal(session.comparisons.length, 3);
        });

        it("requests a comparison again if the API server did not accept the request", async () => {
            let away = 2;
            session.argo.api.answer = (method) =>
                method === "PATCH" && session.comparisons.length > 0 && (away -= 1) >= 0
                    ? { status: 503, body: undefined, message: "starting" }
                    : undefined;
            await session.verify();
            assert.equal(session.comparisons.length, 3);
        });

        it("does not mistake the state from before its request for the comparison's result", async () => {
            let away = 3;
            session.argo.api.answer = (method) =>
                method === "GET" && session.comparisons.length > 0 && (away -= 1) >= 0
                    ? { status: 503, body: undefined, message: "starting" }
                    : undefined;
            await session.verify();
            assert.equal(away < 0, true);
        });
    });

    describe("that fails", () => {
        it("fails as soon as Argo CD gives up, with its message and conditions", async () => {
            session.start({
                ...STALE,
                conditions: [
                    { type: "SyncError", message: "Failed sync attempt to 53e28ff" },
                    { type: "OrphanedResourceWarning", message: "1 orphaned resource" },
                ],
            });
            session.argo.attempt = () => FORBIDDEN;
            assert.equal(
                await session.rejection(),
                [
                    `Argo CD could not deploy Application argocd/guestbook. Failed: ${FORBIDDEN} (retried 3 times).`,
                    "  SyncError: Failed sync attempt to 53e28ff",
                    "  OrphanedResourceWarning: 1 orphaned resource",
                ].join("\n"),
            );
            // 70 seconds of retries, 2 of the first attempt, 1 each to start and to poll.
            assert.ok(session.argo.seconds <= 74, String(session.argo.seconds));
            assert.deepEqual(session.comparisons, []);
        });

        it("does not fail while Argo CD retries", async () => {
            session.argo.attempt = (number) => (number < 3 ? FORBIDDEN : undefined);
            await session.verify();
            assert.ok(session.argo.seconds > 72, String(session.argo.seconds));
        });

        for (const phase of ["Error", "Failed"]) {
            it(`fails immediately with phase ${phase}, even without a message`, async () => {
                session.argo.at(2, () => session.argo.end(phase));
                assert.equal(
                    await session.rejection(),
                    `Argo CD could not deploy Application argocd/guestbook. ${phase}: no message`,
                );
            });
        }

        it("fails after ten minutes in which Argo CD did not start", async () => {
            session.argo.runs = false;
            assert.equal(
                await session.rejection(),
                notVerified(
                    "the sync is still running (Argo CD has not begun with the sync); sync Synced, health Healthy",
                ),
            );
            assert.equal(session.argo.seconds, 600);
        });

        it("fails after ten minutes of a sync that does not end, with its message", async () => {
            session.argo.at(2, () => {
                session.argo.runs = false;
                session.argo.api.merge(APPLICATION, {
                    status: { operationState: { message: "waiting for hook migrate" } },
                });
            });
            assert.match(
                await session.rejection(),
                /within 10 minutes: the sync is still running \(waiting for hook migrate\); sync Synced, health Healthy\. Check/,
            );
        });

        it("fails after ten minutes without health, naming unhealthy resources", async () => {
            session.argo.actual = DEGRADED;
            assert.equal(
                await session.rejection(),
                notVerified(
                    "sync Synced, health Degraded; Deployment guestbook-ui is Degraded: exceeded its progress deadline",
                ),
            );
            assert.equal(session.argo.seconds, 600);
        });

        it("fails after ten minutes in which Argo CD did not compare", async () => {
            session.argo.comparison = 10_000;
            assert.equal(await session.rejection(), notVerified("sync Synced, health Healthy"));
        });
    });

    it("works for an Application without any status", async () => {
        session.start({});
        await session.verify();
        assert.deepEqual(session.argo.state.operation, REQUESTED);
    });
});
