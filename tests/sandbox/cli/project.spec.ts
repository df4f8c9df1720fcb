import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parse } from "yaml";

import { layOutProject, sandboxStackFile, stackName } from "../../../sandbox/cli/project";
import { repositoryRoot, statePaths } from "../../../sandbox/paths";

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

    it("passes a malformed value on, so that the program itself says what is wrong", () => {
        const written = { config: { [ARGOCD]: "nonsense" } };
        assert.deepEqual(sandboxStackFile(written, undefined, "/manifests"), written);
    });

    it("keeps the salt that Pulumi put into its copy: without it the stack's secrets are lost", () => {
        const before = { encryptionsalt: "v1:salt", config: { old: true } };
        assert.deepEqual(sandboxStackFile({ config: {} }, before, "/m"), {
            encryptionsalt: "v1:salt",
            config: { [ARGOCD]: { manifests: "/m" } },
        });
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

describe("the project's layout", () => {
    let directory: string;
    beforeEach(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "project-"));
    });
    afterEach(async () => {
        await rm(directory, { recursive: true });
    });

    it("runs the repository's own program and changes nothing in the repository", async () => {
        const stackFile = path.join(directory, "Pulumi.test.yaml");
        const text = "config:\n  eks-gitops-fleet:fleet: acme\n  other:key: 1\n";
        await writeFile(stackFile, text);
        const paths = statePaths(path.join(directory, "state"));

        const stack = await layOutProject(paths, stackFile, "/manifests");

        assert.deepEqual(stack, { name: "test", config: { fleet: "acme" } });
        const project = parse(
            await readFile(path.join(paths.project, "Pulumi.yaml"), "utf8"),
        ) as Record<string, unknown>;
        assert.equal(project["main"], `${repositoryRoot}/`);
        assert.equal(project["name"], "eks-gitops-fleet");
        assert.equal(await readFile(stackFile, "utf8"), text);
    });

    it("says which stack file can't be read", async () => {
        await assert.rejects(
            layOutProject(statePaths(directory), path.join(directory, "Pulumi.no.yaml"), "/m"),
            /Pulumi\.no\.yaml can't be read\. Name a stack file with --stack-file\./,
        );
    });
});
