import assert from "node:assert/strict";

import { ARGO_CD_RELEASE, CLUSTER_CLIENTS } from "../../../components/lib/argocd/release";

describe("The release of Argo CD", () => {
    const files = [...ARGO_CD_RELEASE.crds, ARGO_CD_RELEASE.installation];

    it("is one exact version at upstream's own address", () => {
        assert.match(ARGO_CD_RELEASE.version, /^v\d+\.\d+\.\d+$/);
        assert.equal(
            ARGO_CD_RELEASE.address,
            `https://raw.githubusercontent.com/argoproj/argo-cd/${ARGO_CD_RELEASE.version}/manifests`,
        );
    });

    it("is the three resource definitions and the installation that has no ClusterRole", () => {
        assert.deepEqual(
            files.map(({ path }) => path),
            [
                "crds/application-crd.yaml",
                "crds/applicationset-crd.yaml",
                "crds/appproject-crd.yaml",
                "namespace-install.yaml",
            ],
        );
    });

    it("is pinned by a checksum of every file", () => {
        for (const { sha256 } of files) {
            assert.match(sha256, /^[0-9a-f]{64}$/);
        }
        assert.equal(new Set(files.map(({ sha256 }) => sha256)).size, files.length);
    });

    it("gives the role to the three ServiceAccounts that upstream names", () => {
        assert.deepEqual(CLUSTER_CLIENTS, [
            "argocd-application-controller",
            "argocd-applicationset-controller",
            "argocd-server",
        ]);
    });
});
