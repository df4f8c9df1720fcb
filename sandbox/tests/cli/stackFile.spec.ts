import assert from "node:assert/strict";

import {
    missingSecrets,
    sandboxStackFile,
    stackName,
    type ArgoCdSources,
} from "../../src/cli/stackFile";

const ARGOCD = "eks-gitops-fleet:argocd";
const SOURCES = { manifests: "/manifests" };

describe("the stack file as the sandbox runs it", () => {
    it("adds the manifests' directory and keeps everything else", () => {
        const written = { config: { "eks-gitops-fleet:fleet": "acme" } };
        assert.deepEqual(sandboxStackFile(written, undefined, SOURCES), {
            config: { "eks-gitops-fleet:fleet": "acme", [ARGOCD]: { manifests: "/manifests" } },
        });
    });

    it("keeps the stack file's own manifests", () => {
        const written = { config: { [ARGOCD]: { manifests: "/own", namespace: "gitops" } } };
        assert.deepEqual(sandboxStackFile(written, undefined, SOURCES), written);
    });

    const argocdWith = (argocd: unknown, sources: ArgoCdSources): unknown =>
        sandboxStackFile({ config: { [ARGOCD]: argocd } }, undefined, sources).config?.[ARGOCD];
    const WITH_CHART = { ...SOURCES, chart: "/chart" };

    it("adds the chart's directory for Helm, and defaults to Helm if a chart is given", () => {
        const helm = { install: "helm", chart: "/chart" };
        assert.deepEqual(argocdWith({ install: "helm" }, WITH_CHART), helm);
        assert.deepEqual(argocdWith({}, WITH_CHART), helm);
        assert.deepEqual(argocdWith(undefined, WITH_CHART), helm);
    });

    it("keeps the stack file's own kind of installation and chart", () => {
        const manifests = { install: "manifests", manifests: "/manifests" };
        assert.deepEqual(argocdWith({ install: "manifests" }, WITH_CHART), manifests);
        const own = { install: "helm", chart: "/own" };
        assert.deepEqual(argocdWith(own, WITH_CHART), own);
        assert.deepEqual(argocdWith(own, SOURCES), own);
    });

    it("rejects Helm without a chart and names the option", () => {
        assert.throws(() => argocdWith({ install: "helm" }, SOURCES), /--chart <directory>/);
    });

    it("adds nothing for an existing Argo CD", () => {
        assert.deepEqual(argocdWith({ install: "existing" }, WITH_CHART), { install: "existing" });
    });

    it("adds the directory of Harness's chart if the engine is harness, and nothing for Argo CD", () => {
        const [engine, section] = ["eks-gitops-fleet:engine", "eks-gitops-fleet:harness"];
        const run = (harness: unknown, sources: ArgoCdSources): unknown =>
            sandboxStackFile(
                { config: { [engine]: "harness", [section]: harness } },
                undefined,
                sources,
            ).config;
        const having = (harness: unknown): object => ({ [engine]: "harness", [section]: harness });
        assert.deepEqual(run({}, WITH_CHART), having({ chart: "/chart" }));
        assert.deepEqual(run({ chart: "/own" }, WITH_CHART), having({ chart: "/own" }));
        assert.deepEqual(run({ install: "existing" }, SOURCES), having({ install: "existing" }));
        assert.throws(() => run({}, SOURCES), /engine is harness.*--chart <directory>/);
    });

    it("adds nothing to a stack of targets alone, which installs no Argo CD", () => {
        const written = { config: { "eks-gitops-fleet:hub": { stack: "hub" } } };
        assert.deepEqual(sandboxStackFile(written, undefined, SOURCES), written);
    });

    it("adds nothing to a stack of workload identities alone, but does if it has a hub too", () => {
        const alone = { "eks-gitops-fleet:workloadIdentities": {} };
        const run = (config: Readonly<Record<string, unknown>>): object =>
            sandboxStackFile({ config }, undefined, SOURCES).config!;
        assert.deepEqual(run(alone), alone);
        const both = { ...alone, "eks-gitops-fleet:management": {} };
        assert.deepEqual(run(both), { ...both, [ARGOCD]: { manifests: "/manifests" } });
    });

    it("passes a malformed value on, so that the program itself says what is wrong", () => {
        const written = { config: { [ARGOCD]: "nonsense" } };
        assert.deepEqual(sandboxStackFile(written, undefined, SOURCES), written);
    });

    it("keeps only the salt of Pulumi's copy, without which the stack's secrets are lost", () => {
        const before = { encryptionsalt: "v1:salt", config: { old: true } };
        assert.deepEqual(sandboxStackFile({ config: {} }, before, SOURCES), {
            encryptionsalt: "v1:salt",
            config: { [ARGOCD]: { manifests: "/manifests" } },
        });
    });
});

describe("secrets of a stack file in the sandbox", () => {
    const PASSWORD = "eks-gitops-fleet:repoPassword";
    const written = {
        secretsprovider: "awskms://alias/pulumi",
        encryptedkey: "AQICAH",
        config: {
            "eks-gitops-fleet:hub": { stack: "hub" },
            [PASSWORD]: { secure: "v1:of a key that is not here" },
        },
    };
    const before = {
        encryptionsalt: "v1:salt",
        config: { [PASSWORD]: { secure: "v1:set in the sandbox" } },
    };

    it("are those set in the sandbox, with the sandbox's own provider", () => {
        assert.deepEqual(sandboxStackFile(written, before, SOURCES), {
            encryptionsalt: "v1:salt",
            config: {
                "eks-gitops-fleet:hub": { stack: "hub" },
                [PASSWORD]: { secure: "v1:set in the sandbox" },
            },
        });
        assert.deepEqual(missingSecrets(written, before), []);
    });

    it("are omitted and listed while they have no stand-in", () => {
        assert.deepEqual(sandboxStackFile(written, undefined, SOURCES), {
            config: { "eks-gitops-fleet:hub": { stack: "hub" } },
        });
        assert.deepEqual(missingSecrets(written, undefined), [PASSWORD]);
    });

    it("are kept if only the sandbox has them, and are overridden by a plain value", () => {
        const plain = { config: { "eks-gitops-fleet:hub": {}, [PASSWORD]: "plain" } };
        assert.equal(sandboxStackFile(plain, before, SOURCES).config?.[PASSWORD], "plain");
        const without = sandboxStackFile({ config: {} }, before, SOURCES);
        assert.deepEqual(without.config?.[PASSWORD], { secure: "v1:set in the sandbox" });
    });
});

describe("the name of a stack", () => {
    it("is between the dots of its file's name", () => {
        assert.equal(stackName("/somewhere/Pulumi.prod-eu.yaml"), "prod-eu");
    });

    it("is rejected if the file is not named as a stack file", () => {
        for (const name of ["stack.yaml", "Pulumi.yaml", "Pulumi.dev.yml"]) {
            assert.throws(() => stackName(name), /must be named Pulumi\.<stack>\.yaml\./);
        }
    });
});
