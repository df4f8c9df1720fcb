/**
 * The provider plugins and the language host with the real engine, on the local AWS with simulated clusters. Needs the
 * built engine and Kubernetes provider; takes a few minutes.
 */
import * as assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { execa } from "execa";

import { serveApi, type Api } from "../../sandbox/src/aws/api";
import { createLocalAws, type LocalAws } from "../../sandbox/src/aws/local";
import { engineEnvironment } from "../../sandbox/src/engine/environment";
import { installPlugins } from "../../sandbox/src/engine/plugins";
import { repositoryRoot, statePaths } from "../../sandbox/src/paths";
import { toolPaths } from "../../sandbox/src/tools/tools";
import { hostOfNothing } from "../../sandbox/tests/plugins/pluginSupport";

const ACCOUNT = "111111111111";
const PROGRAM = path.join(__dirname, "programs", "plugins", "index.ts");

interface Resource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly parent?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    readonly dependencies?: readonly string[];
}

describe("the provider plugins with the real engine", function () {
    this.timeout(300_000);

    let root: string;
    let local: LocalAws;
    let api: Api;
    let pulumi: string;

    before(async () => {
        root = await mkdtemp(path.join(tmpdir(), "plugins-"));
        const paths = statePaths(root);
        const built = await toolPaths();
        // Other binaries, to test the plugins without the sandbox's own builds.
        pulumi = process.env.E2E_PULUMI ?? built.pulumi;
        const kubernetesProvider = process.env.E2E_KUBERNETES_PROVIDER ?? built.kubernetesProvider;
        local = createLocalAws({ host: hostOfNothing, log: () => undefined });
        local.organisation.ensureAccount(ACCOUNT, { provisionerRoles: ["Provisioner"] });
        api = await serveApi(local, paths.awsSocket);
        await installPlugins({ paths, tools: { kubernetesProvider } });
        await mkdir(paths.project, { recursive: true });
        await mkdir(paths.pki, { recursive: true });
        await writeFile(paths.caBundle, "");
        await writeFile(
            path.join(paths.project, "Pulumi.yaml"),
            JSON.stringify({
                name: "plugins",
                runtime: {
                    name: "nodejs",
                    options: { tsconfig: path.join(repositoryRoot, "tsconfig.pulumi.json") },
                },
                main: PROGRAM,
            }),
        );
        await run("", "stack", "init", "dev");
    });

    after(async () => {
        await api.close();
        await rm(root, { recursive: true, force: true });
    });

    const attempt = async (
        mode: string,
        ...args: readonly string[]
    ): Promise<{ readonly exitCode: number | undefined; readonly output: string }> => {
        const paths = statePaths(root);
        const operator = local.organisation.operatorCredentials({ durationSeconds: 3600 });
        const { exitCode, all } = await execa(
            pulumi,
            [...args, "--non-interactive", "--color=never"],
            {
                cwd: paths.project,
                env: {
                    ...engineEnvironment({
                        paths,
                        tools: { pulumi },
                        operator,
                        proxyUrl: "http://127.0.0.1:9",
                    }),
                    MODE: mode,
                },
                extendEnv: false,
                reject: false,
                all: true,
            },
        );
        return { exitCode, output: all };
    };

    const run = async (mode: string, ...args: readonly string[]): Promise<string> => {
        const { exitCode, output } = await attempt(mode, ...args);
        assert.equal(exitCode, 0, `pulumi ${args.join(" ")}\n${output}`);
        return output;
    };

    const up = (mode: string): Promise<string> => run(mode, "up", "--yes", "--skip-preview");

    const resources = async (): Promise<readonly Resource[]> => {
        const exported = JSON.parse(await run("", "stack", "export")) as {
            readonly deployment: { readonly resources?: readonly Resource[] };
        };
        return exported.deployment.resources ?? [];
    };

    const resource = async (name: string): Promise<Resource> => {
        const found = (await resources()).find(({ urn }) => urn.endsWith(`::${name}`));
        assert.ok(found, `no resource ${name}`);
        return found;
    };

    const byHand = (action: string, params: Readonly<Record<string, unknown>>): Promise<unknown> =>
        local.call({
            credentials: local.organisation.operatorCredentials({
                account: ACCOUNT,
                durationSeconds: 900,
            }),
            region: "eu-central-1",
            action,
            params,
        });

    it("preview without creating anything, then create, then show no changes", async () => {
        assert.match(await run("", "preview"), /\+ 4 to create/);
        await assert.rejects(byHand("iam:GetRole", { RoleName: "Deployer" }));
        assert.match(await up(""), /\+ 4 created/);
        await run("", "preview", "--expect-no-changes");
        await run("", "refresh", "--yes", "--skip-preview", "--expect-no-changes");
    });

    it("keep secrets out of the state and of the output", async () => {
        const { output } = await attempt("", "stack", "export");
        assert.doesNotMatch(output, /VERYSECRET/);
        assert.doesNotMatch(await run("", "preview", "--diff"), /VERYSECRET/);
    });

    it("update in place, and follow the provider's default tags", async () => {
        assert.match(await up("described"), /~ 1 updated/);
        assert.equal((await resource("role")).outputs?.description, "changed");
        await up("described+tags");
        assert.deepEqual((await resource("role")).outputs?.tagsAll, { stage: "two" });
        await up("");
    });

    it("detect manual changes in a refresh, and revert them", async () => {
        await byHand("iam:UpdateRole", { RoleName: "Deployer", Description: "by hand" });
        assert.match(await run("", "refresh", "--yes", "--skip-preview"), /~ 1 updated/);
        assert.match(await up(""), /~ 1 updated/);
        assert.equal((await resource("role")).outputs?.description, "first");
    });

    it("detect manual deletions in a refresh, and recreate the resources", async () => {
        const { id = "" } = await resource("inline");
        await byHand("iam:DeleteRolePolicy", {
            RoleName: "Deployer",
            PolicyName: id.split(":")[1],
        });
        assert.match(await run("", "refresh", "--yes", "--skip-preview"), /- 1 deleted/);
        assert.match(await up(""), /\+ 1 created/);
    });

    it("replace what cannot be updated", async () => {
        await up("renamed");
        assert.equal((await resource("role")).id, "Renamed");
        await assert.rejects(byHand("iam:GetRole", { RoleName: "Deployer" }));
        await up("");
    });

    it("report AWS's error code and message", async () => {
        const { exitCode, output } = await attempt("badTrust", "up", "--yes", "--skip-preview");
        assert.notEqual(exitCode, 0);
        assert.match(
            output,
            /IAM: UpdateAssumeRolePolicy, MalformedPolicyDocument: Invalid principal/,
        );
    });

    it("reject another account than the allowed one", async () => {
        const { exitCode, output } = await attempt("otherAccount", "preview");
        assert.notEqual(exitCode, 0);
        assert.match(output, /AWS account ID not allowed: 111111111111/);
    });

    it("import existing resources", async () => {
        await byHand("iam:CreateRole", {
            RoleName: "Found",
            AssumeRolePolicyDocument: JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "ec2.amazonaws.com" },
                        Action: "sts:AssumeRole",
                    },
                ],
            }),
        });
        const { urn } = await resource("account");
        await run(
            "",
            ...["import", "aws:iam/role:Role", "found", "Found", "--yes", "--skip-preview"],
            ...["--protect=false", "--generate-code=false", `--provider=account=${urn}`],
        );
        assert.equal((await resource("found")).outputs?.name, "Found");
        await up("");
        await assert.rejects(byHand("iam:GetRole", { RoleName: "Found" }));
    });

    it("create network and cluster with the components' children, to which transforms apply", async () => {
        await up("cluster");
        const { inputs, outputs } = await resource("hub-eksCluster");
        const expected = {
            authenticationMode: "API",
            bootstrapClusterCreatorAdminPermissions: false,
        };
        assert.deepEqual(inputs?.accessConfig, expected);
        assert.deepEqual(outputs?.accessConfig, expected);
        const route = await resource("net-private-1");
        assert.match(route.parent ?? "", /net/);
        const { output } = await attempt("cluster", "stack", "output", "clusterArn");
        assert.equal(output.trim(), `arn:aws:eks:eu-central-1:${ACCOUNT}:cluster/hub`);
    });

    it("include real dependencies in a component's lists of resources", async () => {
        const { dependencies = [] } = await resource("entry");
        const routes = dependencies.filter((urn) => urn.includes("aws:ec2/route:Route"));
        assert.equal(routes.length, 4);
    });

    it("show no changes in a network and a cluster", async () => {
        await run("cluster", "preview", "--expect-no-changes");
        await run("cluster", "refresh", "--yes", "--skip-preview", "--expect-no-changes");
    });

    it("reject an argument that a stand-in does not support", async () => {
        const { exitCode, output } = await attempt("cluster+unknownArgument", "preview");
        assert.notEqual(exitCode, 0);
        assert.match(output, /stand-in for eks\.Cluster does not know the argument 'gpu'/);
    });

    it("destroy everything", async () => {
        await run("cluster", "destroy", "--yes", "--skip-preview");
        assert.deepEqual(await resources(), []);
        assert.deepEqual(await byHand("eks:ListClusters", {}), { clusters: [] });
    });
});
