import assert from "node:assert/strict";

import { missingSecrets, sandboxStackFile, stackName } from "../../../sandbox/cli/stackFile";

const ARGOCD = "eks-gitops-fleet:argocd";

describe("the stack file as the sandbox runs it", () => {
    it("adds where the manifests are and keeps everything else", () => {
        const written = { config: { "eks-gitops-fleet:fleet": "acme" } };
        assert.deepEqual(sandboxStackFile(written, undefined, "/manifests"), {
            config: { "eks-gitops-fleet:fleet": "acme", [ARGOCD]: { manifests: "/manifests" } },
        });
    });

    it("leaves the stack file's own choice of manifests alone", () => {
        const written = { config: { [ARGOCD]: { manifests: "/own", namespace: "gitops" } } };
        assert.deepEqual(sandboxStackFile(written, undefined, "/manifests"), written);
    });

    it("adds nothing to a stack of targets alone, which installs no Argo CD", () => {
        const written = { config: { "eks-gitops-fleet:hub": { stack: "hub" } } };
        assert.deepEqual(sandboxStackFile(written, undefined, "/manifests"), written);
    });

    it("passes a malformed value on, so that the program itself says what is wrong", () => {
        const written = { config: { [ARGOCD]: "nonsense" } };
        assert.deepEqual(sandboxStackFile(written, undefined, "/manifests"), written);
    });

    it("keeps the salt that Pulumi put into its copy, and nothing else of it: without it the stack's secrets are lost", () => {
        const before = { encryptionsalt: "v1:salt", config: { old: true } };
        assert.deepEqual(sandboxStackFile({ config: {} }, before, "/m"), {
            encryptionsalt: "v1:salt",
            config: { [ARGOCD]: { manifests: "/m" } },
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
        assert.deepEqual(sandboxStackFile(written, before, "/m"), {
            encryptionsalt: "v1:salt",
            config: {
                "eks-gitops-fleet:hub": { stack: "hub" },
                [PASSWORD]: { secure: "v1:set in the sandbox" },
            },
        });
        assert.deepEqual(missingSecrets(written, before), []);
    });

    it("are left out and named while they have no stand-in", () => {
        assert.deepEqual(sandboxStackFile(written, undefined, "/m"), {
            config: { "eks-gitops-fleet:hub": { stack: "hub" } },
        });
        assert.deepEqual(missingSecrets(written, undefined), [PASSWORD]);
    });

    it("stay where only the sandbox has them, and give way to a plain value", () => {
        const plain = { config: { "eks-gitops-fleet:hub": {}, [PASSWORD]: "plain" } };
        assert.equal(sandboxStackFile(plain, before, "/m").config?.[PASSWORD], "plain");
        const without = sandboxStackFile({ config: {} }, before, "/m");
        assert.deepEqual(without.config?.[PASSWORD], { secure: "v1:set in the sandbox" });
    });
});

describe("the name of a stack", () => {
    it("is between the dots of its file's name", () => {
        assert.equal(stackName("/somewhere/Pulumi.prod-eu.yaml"), "prod-eu");
    });

    it("is refused where the file is not named as a stack file", () => {
        for (const name of ["stack.yaml", "Pulumi.yaml", "Pulumi.dev.yml"]) {
            assert.throws(() => stackName(name), /is not named as a stack file/);
        }
    });
});
