import assert from "node:assert/strict";

import {
    ARGO_CD_CHART,
    ARGO_CD_RELEASE,
    argoCdRelease,
    CLUSTER_CLIENTS,
} from "../../../lib/argocd/release";

describe("The release of Argo CD", () => {
    const files = [
        ...ARGO_CD_RELEASE.crds,
        ARGO_CD_RELEASE.installation,
        argoCdRelease(true).installation,
    ];

    it("is one exact version at upstream's address", () => {
        assert.match(ARGO_CD_RELEASE.version, /^v\d+\.\d+\.\d+$/);
        assert.equal(
            ARGO_CD_RELEASE.address,
            `https://raw.githubusercontent.com/argoproj/argo-cd/${ARGO_CD_RELEASE.version}/manifests`,
        );
    });

    it("consists of the three CRDs and the two installations without ClusterRoles", () => {
        assert.deepEqual(
            files.map(({ path }) => path),
            [
                "crds/application-crd.yaml",
                "crds/applicationset-crd.yaml",
                "crds/appproject-crd.yaml",
                "namespace-install.yaml",
                "ha/namespace-install.yaml",
            ],
        );
    });

    it("is pinned by a checksum of every file", () => {
        for (const { sha256 } of files) {
            assert.match(sha256, /^[0-9a-f]{64}$/);
        }
        assert.equal(new Set(files.map(({ sha256 }) => sha256)).size, files.length);
    });

    it("is the same release with and without high availability", () => {
        assert.equal(argoCdRelease(false), ARGO_CD_RELEASE);
        assert.deepEqual(
            { ...argoCdRelease(true), installation: ARGO_CD_RELEASE.installation },
            ARGO_CD_RELEASE,
        );
    });

    it("has a chart of one exact version, whose images have no tags", () => {
        assert.match(ARGO_CD_CHART.version, /^\d+\.\d+\.\d+$/);
        assert.match(ARGO_CD_CHART.address, /^oci:\/\//);
        for (const image of Object.values(ARGO_CD_CHART.images)) {
            assert.match(image, /^[a-z0-9.-]+\/[a-z/-]+$/);
        }
    });

    it("gives the role to the three ServiceAccounts of upstream", () => {
        assert.deepEqual(CLUSTER_CLIENTS, [
            "argocd-application-controller",
            "argocd-applicationset-controller",
            "argocd-server",
        ]);
    });
});
