/** The components in somebody's own program: the package as npm packs it, installed outside the repository. */
import assert from "node:assert/strict";
import { cp, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { repositoryRoot } from "../../sandbox/src/paths";
import { build, install } from "../package/installed";
import { ApplicationProbe } from "./support/applications";
import { readYaml } from "../support/stackFiles";
import { Session } from "./support/session";
import { StackSession, type StackConfig } from "./support/stack";

const EXAMPLE = path.join(repositoryRoot, "examples/library");

/** The example's own stack file, without its project's prefix. */
function exampleConfig(): StackConfig {
    const { config } = readYaml("examples/library/Pulumi.dev.yaml") as {
        readonly config: Readonly<Record<string, unknown>>;
    };
    return Object.fromEntries(
        Object.entries(config).map(([key, value]) => [key.slice("library-example:".length), value]),
    );
}

describe("the installed package in the sandbox", () => {
    const session = new Session("library");
    const applications = new ApplicationProbe(session, "management", "argocd");
    let project: string;
    let stack: StackSession;

    before(async () => {
        project = await mkdtemp(path.join(await realpath(tmpdir()), "library-"));
        assert.deepEqual(await build(), []);
        await install(project);
        await cp(path.join(EXAMPLE, "index.ts"), path.join(project, "index.ts"));
        stack = new StackSession(session, "library", exampleConfig(), {
            program: path.join(project, "index.ts"),
        });
    });
    after(async () => {
        await session.down();
        await rm(project, { recursive: true });
    });

    it("creates a fleet with a Healthy guestbook", async () => {
        await stack.up();
        await applications.healthy("acme.testing-guestbook");
    });

    it("shows in the state what the components were given", async () => {
        const resources = await stack.resources();
        const inputs = (type: string): unknown =>
            resources.find((resource) => resource.type === `eks-gitops-fleet:index:${type}`)
                ?.inputs;
        assert.deepEqual(inputs("DeployerRole"), {
            access: {
                namespaces: {
                    default: {
                        existing: true,
                        podSecurity: "baseline",
                        roles: false,
                        secrets: false,
                    },
                },
            },
            argoRoleArn: "arn:aws:iam::111111111111:role/acme-argocd",
            clusterArn: "arn:aws:eks:eu-west-1:222222222222:cluster/testing",
            fleet: "acme",
            mapping: "accessEntry",
            roleName: "acme-deployer-testing",
        });
    });

    it("has nothing to do at a second up, nor after a refresh", async () => {
        assert.deepEqual((await stack.up()).lines, []);
        assert.deepEqual((await stack.refresh()).lines, []);
    });

    it("is destroyed with nothing left", async () => {
        await stack.destroy();
        assert.deepEqual(await session.leftovers(), []);
    });
});
