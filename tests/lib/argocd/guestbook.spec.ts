import assert from "node:assert/strict";

import {
    chainHash,
    GUESTBOOK_CONDITIONS,
    guestbookSpec,
} from "../../../components/lib/argocd/guestbook";

const CHAIN = {
    argoRoleUniqueId: "AROA1",
    deployerRoleUniqueId: "AROA2",
    trustPolicies: ["{}", "[]"],
    endpoint: "https://testing.eks.amazonaws.com",
    scope: { kind: "cluster" },
};

describe("The guestbook Application", () => {
    it("deploys into the named cluster by the target's project, and tries again while roles settle", () => {
        assert.deepEqual(
            guestbookSpec({
                project: "acme.testing",
                destination: "testing-eu",
                namespace: "shop",
                repoUrl: "https://example.com/apps.git",
                path: "guestbook",
                targetRevision: "v1",
            }),
            {
                project: "acme.testing",
                source: {
                    repoURL: "https://example.com/apps.git",
                    path: "guestbook",
                    targetRevision: "v1",
                },
                destination: { name: "testing-eu", namespace: "shop" },
                syncPolicy: {
                    automated: { prune: true, selfHeal: true },
                    retry: { limit: 5, backoff: { duration: "5s", factor: 2, maxDuration: "1m" } },
                },
            },
        );
    });

    it("counts as deployed when it is Synced, Healthy and its operation Succeeded, all at once", () => {
        assert.deepEqual(GUESTBOOK_CONDITIONS, [
            "jsonpath={.status.sync.status}=Synced",
            "jsonpath={.status.health.status}=Healthy",
            "jsonpath={.status.operationState.phase}=Succeeded",
        ]);
    });
});

describe("chainHash", () => {
    for (const change of [
        { argoRoleUniqueId: "AROA3" },
        { deployerRoleUniqueId: "AROA3" },
        { trustPolicies: ["{}", "{}"] },
        { endpoint: "https://other.eks.amazonaws.com" },
        { scope: { kind: "namespaces" } },
    ]) {
        it(`changes with ${Object.keys(change)[0]}`, () => {
            assert.notEqual(chainHash({ ...CHAIN, ...change }), chainHash(CHAIN));
        });
    }

    it("is the same for the same chain", () => {
        assert.equal(chainHash({ ...CHAIN }), chainHash(CHAIN));
    });
});
