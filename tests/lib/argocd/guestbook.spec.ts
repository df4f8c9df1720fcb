import assert from "node:assert/strict";

import { guestbookSpec } from "../../../lib/argocd/guestbook";

describe("The guestbook Application", () => {
    it("deploys into the named cluster through the target's project, and retries until roles take effect", () => {
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
});
