import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { argoCdVerificationProvider } from "../../providers/argoCdVerification";
import { awsAuthProvider } from "../../providers/awsAuth";
import { dynamicResourceProvider, type DynamicProvider } from "../../providers/carried";
import { clusterReadinessProvider } from "../../providers/clusterReadiness";
import { enforcedObjectsProvider } from "../../providers/enforcedObjects";
import { trustedIssuerProvider } from "../../providers/trustedIssuer";
import { repositoryRoot } from "../../sandbox/src/paths";
import { registered } from "../support/fleet";
import { storedProvider } from "../support/storedProvider";

const METHODS = ["diff", "create", "read", "update", "delete"] as const;

/** The state of every resource holds its provider's text: the folder that it names must not move. */
const PROVIDERS: readonly (readonly [
    resource: string,
    name: string,
    provider: pulumi.dynamic.ResourceProvider,
])[] = [
    [
        "ArgoCdVerification",
        "argoCdVerification",
        argoCdVerificationProvider as pulumi.dynamic.ResourceProvider,
    ],
    ["AwsAuthEntry", "awsAuth", awsAuthProvider as pulumi.dynamic.ResourceProvider],
    [
        "ClusterReadiness",
        "clusterReadiness",
        clusterReadinessProvider as pulumi.dynamic.ResourceProvider,
    ],
    [
        "EnforcedObjects",
        "enforcedObjects",
        enforcedObjectsProvider as pulumi.dynamic.ResourceProvider,
    ],
    ["TrustedIssuer", "trustedIssuer", trustedIssuerProvider as pulumi.dynamic.ResourceProvider],
];

const PACKAGE = "eks-gitops-fleet";
const INPUTS = { clusterArn: "arn", kubeconfig: "{}", objects: [], kind: "Application", tags: {} };

for (const [resource, name, carried] of PROVIDERS) {
    describe(`The provider of ${resource}, serialized`, () => {
        let text: string;
        let containsSecrets: boolean;
        before(async () => {
            ({ text, containsSecrets } = await pulumi.runtime.serializeFunction(() => carried, {
                allowSecrets: true,
            }));
        });

        it("is a short text that names its folder, and holds none of its code", () => {
            assert.equal(containsSecrets, false);
            assert.ok(text.length < 3000, `${text.length} characters`);
            const modules = [...text.matchAll(/"(\.[^"]*)"/g)].map(([, found]) => found);
            assert.deepEqual(modules, [`./providers/${name}/provider`, "./package.json", "."]);
            const required = [...text.matchAll(/require\("([^"]*)"\)/g)].map(([, found]) => found);
            assert.deepEqual(required, ["module"]);
        });

        it("contains nothing of the machine or its environment", () => {
            assert.ok(!text.includes(repositoryRoot));
            const found = Object.entries(process.env).filter(
                ([, value]) => value !== undefined && value.length > 8 && text.includes(value),
            );
            assert.deepEqual(
                // npm sets the package's own name, which is not specific to the machine.
                found.map(([name]) => name).filter((name) => name !== "npm_package_name"),
                [],
            );
        });

        it("has every method, like the provider in its module", () => {
            const load = createRequire(path.join(repositoryRoot, "package.json"));
            const loaded = load(`./providers/${name}/provider`) as {
                readonly provider: DynamicProvider<unknown, unknown>;
            };
            for (const method of METHODS) {
                assert.equal(typeof carried[method], "function", method);
                assert.equal(typeof loaded.provider[method], "function", method);
            }
        });

        describe("evaluated from the state", () => {
            const directory = process.cwd();
            let provider: pulumi.dynamic.ResourceProvider;
            let elsewhere: string;
            before(async () => {
                provider = storedProvider(text);
                elsewhere = await mkdtemp(path.join(await realpath(tmpdir()), "carried-"));
            });
            afterEach(() => process.chdir(directory));
            after(() => rm(elsewhere, { recursive: true }));

            for (const program of ["", "delivery", "tests/e2e/programs/olderArgoCd"]) {
                it(`runs the source for a program in ./${program} of this repository`, async () => {
                    const source = path.join(repositoryRoot, "providers", name, "provider.ts");
                    delete require.cache[source];
                    process.chdir(path.join(repositoryRoot, program));
                    const { changes } = await provider.diff!("id", INPUTS, INPUTS);
                    assert.equal(changes, name === "awsAuth");
                    assert.ok(source in require.cache);
                });
            }

            if (name !== "trustedIssuer") {
                it("connects with the kubeconfig that it is given", async () => {
                    await assert.rejects(provider.create(INPUTS), {
                        message: "'kubeconfig' has no current context with a cluster.",
                    });
                });
            }

            it("runs the installed package for a program of another project", async () => {
                const project = path.join(elsewhere, "project");
                await install(path.join(elsewhere, "node_modules", PACKAGE), name);
                await mkdir(path.join(project, "compiled/main"), { recursive: true });
                await writeFile(path.join(project, "package.json"), `{ "name": "project" }`);
                for (const program of [project, path.join(project, "compiled/main")]) {
                    process.chdir(program);
                    assert.deepEqual(await provider.create({}), { id: `installed ${name}` });
                }
            });

            it("reports the missing package for a program of another project", () => {
                process.chdir("/");
                assert.throws(() => provider.create({}), {
                    message: `${PACKAGE}/providers/${name}/provider was not found from /: install ${PACKAGE} there.`,
                });
            });
        });
    });
}

/** A stand-in for what npm installs: the manifest of this package, and one compiled provider that answers with its name. */
async function install(directory: string, name: string): Promise<void> {
    const folder = path.join(directory, "dist/providers", name);
    await mkdir(folder, { recursive: true });
    await copyFile(path.join(repositoryRoot, "package.json"), path.join(directory, "package.json"));
    await writeFile(
        path.join(folder, "provider.js"),
        `exports.provider = { create: async () => ({ id: "installed ${name}" }) };`,
    );
}

describe("The provider of dynamic resources", () => {
    it("is a single one per program, without configuration, so that it is the same in every stack", async () => {
        const harness = await registered(() => {
            dynamicResourceProvider();
            dynamicResourceProvider();
        });
        assert.deepEqual(
            harness.resources.map(({ type, name, inputs, parent }) => ({
                type,
                name,
                inputs,
                parent,
            })),
            [
                {
                    type: "pulumi:providers:pulumi-nodejs",
                    name: "dynamic-resources",
                    inputs: {},
                    parent: "",
                },
            ],
        );
    });

    it("is another one in another program", async () => {
        for (const program of ["one", "other"]) {
            const harness = await registered(() => dynamicResourceProvider());
            assert.equal(harness.resources.length, 1, program);
        }
    });
});
