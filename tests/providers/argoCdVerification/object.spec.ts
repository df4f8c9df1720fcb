import assert from "node:assert/strict";

import type { KubernetesApi } from "../../../providers/kubernetes/api";
import { SERVER, status, text, unreachable } from "../kubernetes/fakeApi";
import { APPLICATION } from "./fakeArgoCd";
import { notVerified, REQUESTED, Session } from "./session";

const DELETED =
    "Application argocd/guestbook does not exist: someone deleted it during verification. Run pulumi up --refresh to create it again.";

describe("The verification of an object over the Kubernetes API", () => {
    const session = new Session();

    it("decides again if someone wrote between its read and its patch", async () => {
        session.argo.api.onceBefore("PATCH", () =>
            session.argo.api.merge(APPLICATION, { metadata: { labels: { by: "somebody" } } }),
        );
        await session.verify();
        assert.equal(session.syncs.length, 2);
        assert.deepEqual(session.argo.api.get(APPLICATION).metadata["labels"], { by: "somebody" });
    });

    it("keeps deciding again for ten minutes while someone always writes first", async () => {
        session.argo.api.before = (method) => {
            if (method === "PATCH") {
                session.argo.api.write(APPLICATION, session.argo.api.get(APPLICATION));
            }
        };
        assert.equal(await session.rejection(), notVerified("sync Synced, health Healthy"));
        assert.equal(session.syncs.length, 601);
    });

    it("fails if the object is deleted in the meantime, with the remedy", async () => {
        session.argo.at(4, () => session.argo.api.remove(APPLICATION));
        assert.equal(await session.rejection(), DELETED);
        assert.equal(session.argo.seconds, 4);
    });

    it("fails the same way if the object is deleted between a read and a patch", async () => {
        session.argo.api.onceBefore("PATCH", () => session.argo.api.remove(APPLICATION));
        assert.equal(await session.rejection(), DELETED);
    });

    it("does not mistake a proxy's 404 for a deleted object", async () => {
        session.argo.at(4, () => (session.argo.api.answer = () => text(404, "<html></html>")));
        assert.equal(
            await session.rejection(),
            `Cannot read Application argocd/guestbook at ${SERVER}: 404 <html></html>.`,
        );
    });

    for (const [title, problem] of [
        ["cannot be reached", () => unreachable()],
        ["is busy", () => text(503, "starting")],
        ["has too many requests", () => status(429, "TooManyRequests", "slow down")],
    ] as const) {
        it(`continues after half a minute in which the API server ${title}`, async () => {
            const isAway = (): boolean => session.argo.seconds >= 2 && session.argo.seconds < 31;
            session.argo.api.answer = () => (isAway() ? problem() : undefined);
            await session.verify();
            assert.equal(session.syncs.length, 1);
            assert.ok(session.argo.seconds >= 31, String(session.argo.seconds));
        });

        it(`requests again after a period in which the API server ${title}`, async () => {
            session.argo.api.answer = (method) =>
                method === "PATCH" && session.argo.seconds < 29 ? problem() : undefined;
            await session.verify();
            assert.equal(session.syncs.length, 30);
            assert.deepEqual(session.argo.state.operation, REQUESTED);
        });
    }

    it("counts consecutive failures only", async () => {
        session.argo.runs = false;
        session.argo.at(200, () => (session.argo.runs = true));
        session.argo.api.answer = (method) =>
            method === "GET" && session.argo.seconds % 20 > 0 ? text(503, "starting") : undefined;
        await session.verify();
        assert.ok(session.argo.seconds > 200, String(session.argo.seconds));
    });

    it("counts consecutive failed requests only", async () => {
        // After each accepted request, another operation replaces it.
        session.argo.runs = false;
        session.argo.api.answer = (method) =>
            method === "PATCH" && session.argo.seconds % 20 > 0 ? text(503, "starting") : undefined;
        [5, 25, 45, 65].forEach((second) =>
            session.argo.at(second, () => session.argo.api.merge(APPLICATION, { operation: null })),
        );
        session.argo.at(80, () => (session.argo.runs = true));
        await session.verify();
        assert.ok(session.argo.seconds > 80, String(session.argo.seconds));
    });

    it("fails after thirty consecutive failures", async () => {
        session.argo.api.answer = () =>
            session.argo.seconds < 2 ? undefined : text(503, "starting");
        assert.equal(
            await session.rejection(),
            "Cannot read Application argocd/guestbook: the API server answered 503: starting.",
        );
        assert.equal(session.argo.seconds, 31);
    });

    it("fails after thirty consecutive failed requests", async () => {
        session.argo.api.answer = (method) =>
            method === "PATCH" ? text(500, "webhook failed") : undefined;
        assert.equal(
            await session.rejection(),
            "Cannot change Application argocd/guestbook: the API server answered 500: webhook failed.",
        );
        assert.equal(session.argo.patches.length, 30);
    });

    it("fails immediately if its first read fails", async () => {
        session.argo.api.answer = () => unreachable();
        assert.equal(
            await session.rejection(),
            `${SERVER} cannot be reached: connect ECONNREFUSED.`,
        );
        assert.equal(session.argo.api.requests.length, 1);
    });

    for (const method of ["GET", "PATCH"]) {
        it(`fails immediately if it is forbidden: ${method}`, async () => {
            session.argo.api.answer = (asked) =>
                asked === method ? status(403, "Forbidden", "forbidden") : undefined;
            const verb = method === "GET" ? "read" : "change";
            assert.equal(
                await session.rejection(),
                `Cannot ${verb} Application argocd/guestbook at ${SERVER}: 403 forbidden.`,
            );
            assert.equal(session.argo.seconds, 0);
        });
    }

    it("recognizes an applied request whose answer was lost", async () => {
        const { api } = session.argo;
        let isLost = false;
        const losing: KubernetesApi = {
            server: SERVER,
            send: async (method, path, body, contentType) => {
                const answer = await api.send(method, path, body, contentType);
                if (method === "PATCH" && !isLost) {
                    isLost = true;
                    unreachable("read ECONNRESET", "ECONNRESET");
                }
                return answer;
            },
        };
        await session.verify(true, losing);
        assert.equal(session.syncs.length, 1);
    });
});
