import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import * as path from "node:path";

import { argoCdVerificationProvider } from "../../providers/argoCdVerification";
import { dynamicResourceProvider, type DynamicProvider } from "../../providers/carried";
import { clusterReadinessProvider } from "../../providers/clusterReadiness";
import { enforcedObjectsProvider } from "../../providers/enforcedObjects";
import { repositoryRoot } from "../../sandbox/src/paths";
import { registered } from "../support/fleet";

const METHODS = ["diff", "create", "read", "update", "delete"] as const;

/** Every resource in a stack's state contains its provider's text, so the module that it refers to must not move. */
const PROVIDERS: readonly (readonly [
    resource: string,
    module: string,
    provider: pulumi.dynamic.ResourceProvider,
])[] = [
    [
        "ArgoCdVerification",
        "./providers/argoCdVerification/provider",
        argoCdVerificationProvider as pulumi.dynamic.ResourceProvider,
    ],
    [
        "ClusterReadiness",
        "./providers/clusterReadiness/provider",
        clusterReadinessProvider as pulumi.dynamic.ResourceProvider,
    ],
    [
        "EnforcedObjects",
        "./providers/enforcedObjects/provider",
        enforcedObjectsProvider as pulumi.dynamic.ResourceProvider,
    ],
];

for (const [resource, module, carried] of PROVIDERS) {
    describe(`The provider of ${resource}, serialized`, () => {
        let text: string;
        let containsSecrets: boolean;
        before(async () => {
            ({ text, containsSecrets } = await pulumi.runtime.serializeFunction(() => carried, {
                allowSecrets: true,
            }));
        });

        it("is a short text that refers to its module and contains none of its code", () => {
            assert.equal(containsSecrets, false);
            assert.ok(text.length < 3000, `${text.length} characters`);
            const modules = [...text.matchAll(/"(\.[^"]*)"/g)].map(([, name]) => name);
            assert.deepEqual(modules, [module, "./package.json"]);
            const required = [...text.matchAll(/require\("([^"]*)"\)/g)].map(([, name]) => name);
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
            const loaded = load(module) as {
                readonly provider: DynamicProvider<unknown, unknown>;
            };
            for (const method of METHODS) {
                assert.equal(typeof carried[method], "function", method);
                assert.equal(typeof loaded.provider[method], "function", method);
            }
        });

        const inputs = { clusterArn: "arn", kubeconfig: "{}", objects: [], kind: "Application" };
        const connected = { message: "'kubeconfig' has no current context with a cluster." };

        it("connects with the given kubeconfig", async () => {
            await assert.rejects(carried.create(inputs), connected);
        });

        describe("in another working directory", () => {
            const directory = process.cwd();
            afterEach(() => process.chdir(directory));

            it("finds its module from any directory of the package", async () => {
                process.chdir(path.join(repositoryRoot, "tests/e2e/programs/olderArgoCd"));
                await assert.rejects(carried.create(inputs), connected);
            });

            it("throws outside of the package", () => {
                process.chdir("/");
                assert.throws(() => carried.create(inputs), {
                    message: `${module} was not found: / is outside eks-gitops-fleet.`,
                });
            });
        });
    });
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
