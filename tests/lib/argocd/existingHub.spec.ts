import assert from "node:assert/strict";

import { existingHubProblems } from "../../../lib/argocd/existingHub";
import type { BootstrapConfig } from "../../../lib/argocd/types";

const SOURCE = {
    repoUrl: "https://git.example.com/fleet.git",
    path: ".",
    targetRevision: "HEAD",
    onDelete: "cascade",
} as const;
const APPS: BootstrapConfig = { ...SOURCE, kind: "appOfApps", recurse: false };
const SET: BootstrapConfig = {
    ...SOURCE,
    kind: "applicationSet",
    perCluster: false,
    clusterLabels: {},
};

describe("An existing Argo CD on an existing management cluster", () => {
    it("supports an App-of-Apps only if the cluster uses access entries", () => {
        assert.deepEqual(
            existingHubProblems({ bootstrap: APPS }, { authenticationMode: "CONFIG_MAP" }),
            [
                {
                    path: "argocd.bootstrap.kind",
                    found: '"appOfApps"',
                    remedy: "it needs an access entry, and the management cluster knows only the ConfigMap aws-auth (authentication mode CONFIG_MAP); choose applicationSet, or move the cluster to access entries (API_AND_CONFIG_MAP).",
                },
            ],
        );
        for (const authenticationMode of ["API", "API_AND_CONFIG_MAP"] as const) {
            assert.deepEqual(existingHubProblems({ bootstrap: APPS }, { authenticationMode }), []);
        }
    });

    it("supports everything else", () => {
        const facts = { authenticationMode: "CONFIG_MAP" } as const;
        assert.deepEqual(existingHubProblems({ bootstrap: SET }, facts), []);
        assert.deepEqual(existingHubProblems({}, facts), []);
    });
});
