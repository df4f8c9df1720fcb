import assert from "node:assert/strict";

import { verifyApplicationSet } from "../../../providers/argoCdVerification/applicationSet";
import { SERVER, status, text } from "../kubernetes/fakeApi";
import {
    APPLICATION_SET,
    failed,
    FakeApplicationSets,
    SET_REFRESH,
    UP_TO_DATE,
} from "./fakeArgoCd";
import { rejection } from "./session";

const PROBLEM = "error generating params: failed to list refs: authentication required";
const SUBJECT = { kind: "ApplicationSet", namespace: "argocd", name: "fleet-apps" } as const;

function notGenerated(problem: string): string {
    return `Argo CD could not generate the Applications of ApplicationSet argocd/fleet-apps within 2 minutes. ${problem}`;
}

describe("The verification of an ApplicationSet", () => {
    let argo: FakeApplicationSets;
    beforeEach(() => {
        argo = new FakeApplicationSets({ conditions: UP_TO_DATE });
    });

    const verify = (): Promise<void> => verifyApplicationSet(argo.api, SUBJECT, argo.surroundings);

    it("requests a generation with a unique id, for the version that was read", async () => {
        const { resourceVersion } = argo.api.get(APPLICATION_SET).metadata;
        await verify();
        assert.deepEqual(
            argo.api.requests.filter(({ method }) => method === "PATCH"),
            [
                {
                    method: "PATCH",
                    path: `${APPLICATION_SET}?fieldManager=eks-gitops-fleet`,
                    contentType: "application/merge-patch+json",
                    body: {
                        metadata: { resourceVersion, annotations: { [SET_REFRESH]: "word-1" } },
                    },
                },
            ],
        );
        assert.deepEqual(argo.requests, [[1, "word-1"]]);
        assert.equal(argo.seconds, 1);
    });

    it("ignores the result of an earlier generation", async () => {
        argo.runs = false;
        argo.at(15, () => (argo.runs = true));
        await verify();
        assert.equal(argo.seconds, 15);
        assert.deepEqual(argo.requests, [[15, "word-1"]]);
    });

    for (const upToDate of ["True", "False"] as const) {
        it(`requests another generation 20 seconds after a failed one, until one succeeds; ResourcesUpToDate stays ${upToDate}`, async () => {
            argo.generate = () => (argo.seconds > 50 ? UP_TO_DATE : failed(PROBLEM, upToDate));
            await verify();
            assert.deepEqual(argo.requests, [
                [1, "word-1"],
                [21, "word-2"],
                [41, "word-3"],
                [61, "word-4"],
            ]);
            assert.equal(argo.seconds, 61);
        });
    }

    it("does not mistake a failed generation for a successful one, even if its annotation is removed", async () => {
        argo.generate = () => failed(PROBLEM, "True");
        argo.at(3, () =>
            argo.api.merge(APPLICATION_SET, { metadata: { annotations: { [SET_REFRESH]: null } } }),
        );
        assert.equal(await rejection(verify()), notGenerated(PROBLEM));
    });

    it("waits until the Applications are reported up to date", async () => {
        for (const conditions of [[], [{ ...UP_TO_DATE[1], status: "False" }]]) {
            argo = new FakeApplicationSets();
            argo.generate = () => conditions;
            argo.at(9, () =>
                argo.api.merge(APPLICATION_SET, { status: { conditions: [UP_TO_DATE[1]] } }),
            );
            await verify();
            assert.equal(argo.seconds, 9);
        }
    });

    it("fails after two minutes of errors, with Argo CD's message", async () => {
        argo.generate = () => failed(PROBLEM);
        assert.equal(await rejection(verify()), notGenerated(PROBLEM));
        assert.equal(argo.seconds, 120);
        assert.deepEqual(
            argo.requests.map(([second]) => second),
            [1, 21, 41, 61, 81, 101],
        );
    });

    it("fails after two minutes without an answer, naming what to check", async () => {
        for (const reported of [{ conditions: UP_TO_DATE }, { conditions: [] }, {}, undefined]) {
            argo = new FakeApplicationSets(reported);
            argo.runs = false;
            assert.equal(
                await rejection(verify()),
                notGenerated(
                    "It reports no error: check whether argocd-applicationset-controller is running.",
                ),
            );
            assert.equal(argo.seconds, 120);
        }
    });

    it("works for an ApplicationSet without any status", async () => {
        argo = new FakeApplicationSets();
        await verify();
        assert.equal(argo.seconds, 1);
    });

    describe("whose requests are lost", () => {
        /** The new generation fails until the 30th second; until then, the reported result is outdated. */
        beforeEach(() => {
            argo.generate = () => (argo.seconds >= 30 ? UP_TO_DATE : failed(PROBLEM));
        });
        afterEach(() => assert.ok(argo.seconds >= 30, `verified in second ${argo.seconds}`));

        it("requests again if someone wrote in between", async () => {
            argo.api.onceBefore("PATCH", () =>
                argo.api.merge(APPLICATION_SET, { metadata: { labels: { by: "somebody" } } }),
            );
            await verify();
            assert.deepEqual(argo.requests[0], [2, "word-2"]);
        });

        it("requests again if the API server did not accept the request", async () => {
            argo.api.answer = (method) =>
                method === "PATCH" && argo.seconds < 5 ? text(503, "starting") : undefined;
            await verify();
            assert.deepEqual(argo.requests[0], [6, "word-6"]);
        });

        it("does not mistake the state from before its request for the result", async () => {
            argo.api.answer = (method) =>
                method === "GET" && argo.seconds > 0 && argo.seconds < 10
                    ? text(503, "starting")
                    : undefined;
            await verify();
            assert.deepEqual(argo.requests[0], [1, "word-1"]);
        });

        it("requests again in the next second after a conflict 20 seconds later", async () => {
            let isFirst = true;
            argo.api.before = (method) => {
                if (method === "PATCH" && argo.seconds === 20 && isFirst) {
                    isFirst = false;
                    argo.api.merge(APPLICATION_SET, { metadata: { labels: { by: "somebody" } } });
                }
            };
            await verify();
            assert.deepEqual(
                argo.requests.map(([second]) => second),
                [1, 22, 42],
            );
        });
    });

    it("fails if the ApplicationSet is deleted in the meantime, with the remedy", async () => {
        argo.runs = false;
        argo.at(4, () => argo.api.remove(APPLICATION_SET));
        assert.equal(
            await rejection(verify()),
            "ApplicationSet argocd/fleet-apps does not exist: someone deleted it during verification. Run pulumi up --refresh to create it again.",
        );
    });

    it("fails immediately if it is forbidden", async () => {
        argo.api.answer = (method) =>
            method === "PATCH" ? status(403, "Forbidden", "forbidden") : undefined;
        assert.equal(
            await rejection(verify()),
            `Cannot change ApplicationSet argocd/fleet-apps at ${SERVER}: 403 forbidden.`,
        );
        assert.equal(argo.seconds, 0);
    });
});
