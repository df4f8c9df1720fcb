import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import {
    ARGO_CD_RELEASE,
    HIGHLY_AVAILABLE_INSTALLATION,
    type Release,
} from "../../lib/argocd/release";
import type { ArgoCdConfig } from "../../lib/argocd/types";
import { discoverArgoCd, type DiscoveredArgoCd } from "../../discovery/argoCd";
import { ARGO_CD } from "../support/argocd";

const MANIFESTS = { crds: "", installation: [] };

interface Run {
    readonly found: DiscoveredArgoCd;
    readonly reads: readonly (readonly [string | undefined, Release])[];
}

async function discover(changes: Partial<ArgoCdConfig>): Promise<Run> {
    const reads: [string | undefined, Release][] = [];
    const found = await discoverArgoCd({ ...ARGO_CD, ...changes }, (directory, release) => {
        reads.push([directory, release]);
        return Promise.resolve(MANIFESTS);
    });
    return { found, reads };
}

describe("Reading Argo CD's files before the installation", () => {
    it("reads the release's manifests from the configured source", async () => {
        const { found, reads } = await discover({ manifests: "./manifests" });
        assert.deepEqual(reads, [["./manifests", ARGO_CD_RELEASE]]);
        assert.deepEqual(found, { manifests: MANIFESTS });
    });

    it("reads the manifests for high availability if enabled", async () => {
        const { reads } = await discover({ highAvailability: true });
        assert.deepEqual(
            reads.map(([, { installation }]) => installation),
            [HIGHLY_AVAILABLE_INSTALLATION],
        );
    });

    it("reads nothing for an existing Argo CD, or for a chart from its address", async () => {
        for (const install of ["existing", "helm"] as const) {
            assert.deepEqual(await discover({ install }), { found: {}, reads: [] });
        }
    });
});

describe("A chart in a directory", () => {
    let directory: string;
    beforeEach(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "chart-"));
    });
    afterEach(() => rm(directory, { recursive: true }));

    const helm = (chart: string): Promise<Run> => discover({ install: "helm", chart });

    it("is accepted if it is the release's chart", async () => {
        await writeFile(path.join(directory, "Chart.yaml"), "name: argo-cd\nversion: 10.1.1\n");
        assert.deepEqual(await helm(directory), { found: {}, reads: [] });
    });

    it("is rejected if it is another chart, with the command for the right one", async () => {
        const file = path.join(directory, "Chart.yaml");
        await writeFile(file, "name: argo-cd\nversion: 9.0.0\n");
        await assert.rejects(helm(directory), {
            message: `${file} is of chart argo-cd 9.0.0, expected argo-cd 10.1.1. Get it by: helm pull oci://ghcr.io/argoproj/argo-helm/argo-cd --version 10.1.1 --untar.`,
        });
    });

    it("is rejected if it does not exist", async () => {
        const file = path.join(directory, "Chart.yaml");
        await assert.rejects(helm(directory), {
            message: `${file} can't be read: ENOENT: no such file or directory, open '${file}'. argocd.chart names a directory with the chart argo-cd 10.1.1.`,
        });
    });

    it("is not read unless Argo CD is installed from it", async () => {
        assert.deepEqual((await discover({ chart: directory })).found, { manifests: MANIFESTS });
    });
});
