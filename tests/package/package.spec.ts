import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { argoCdVerificationProvider } from "../../providers/argoCdVerification";
import { awsAuthProvider } from "../../providers/awsAuth";
import { clusterReadinessProvider } from "../../providers/clusterReadiness";
import { enforcedObjectsProvider } from "../../providers/enforcedObjects";
import { trustedIssuerProvider } from "../../providers/trustedIssuer";
import { inventory, registered } from "../support/fleet";
import type { Harness } from "../support/mocks";
import { storedProvider } from "../support/storedProvider";
import { build, compileConsumer, install, type Packed } from "./installed";

const DYNAMIC = {
    ArgoCdVerification: argoCdVerificationProvider,
    AwsAuthEntry: awsAuthProvider,
    ClusterReadiness: clusterReadinessProvider,
    EnforcedObjects: enforcedObjectsProvider,
    TrustedIssuer: trustedIssuerProvider,
} as const;

describe("The package in another project", function () {
    this.timeout(300_000);

    let project: string;
    let packed: Packed;
    before(async () => {
        project = await mkdtemp(path.join(await realpath(tmpdir()), "consumer-"));
        assert.deepEqual(await build(), []);
        packed = await install(project);
    });
    after(() => rm(project, { recursive: true }));

    it("holds the compiled library, its declarations, and nothing else", () => {
        const others = packed.files.filter(
            (file) => !/^dist\/(components|lib|providers)\/.*\.(js|d\.ts)$/.test(file),
        );
        assert.deepEqual(others.sort(), ["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);
        assert.ok(packed.unpackedSize < 1024 * 1024, `${packed.unpackedSize} bytes`);
    });

    it("has types that a program compiles with", async () => {
        const consumer = path.join(__dirname, "consumer");
        assert.deepEqual(await compileConsumer(project, consumer), []);
    });

    it("registers nothing when it is imported", async () => {
        const load = createRequire(path.join(project, "package.json"));
        const harness = await registered(() => void load("eks-gitops-fleet"));
        assert.deepEqual(harness.resources, []);
    });

    describe("run by Pulumi", () => {
        const directory = process.cwd();
        let harness: Harness;
        before(async () => {
            const load = createRequire(path.join(project, "package.json"));
            harness = await registered(() => void load("./index.js"));
        });
        afterEach(() => process.chdir(directory));

        it("registers the program's components", () => {
            assert.deepEqual(inventory(harness), [
                "aws:ec2/eip:Eip net-nat-1",
                "awsx:ec2:Vpc net-vpc",
                "eks-gitops-fleet:index:Network net",
                "pulumi-nodejs:dynamic/eks-gitops-fleet:ArgoCdVerification testing-verification",
                "pulumi-nodejs:dynamic/eks-gitops-fleet:AwsAuthEntry testing-entry",
                "pulumi-nodejs:dynamic/eks-gitops-fleet:ClusterReadiness testing-readiness",
                "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects testing-enforced",
                "pulumi-nodejs:dynamic/eks-gitops-fleet:TrustedIssuer testing-issuer",
                "pulumi:providers:aws testing",
            ]);
        });

        for (const [type, provider] of Object.entries(DYNAMIC)) {
            it(`stores the provider of ${type} as the program from source does, and runs the installed one`, async () => {
                const resource = harness.resources.find(
                    (found) => found.type === `pulumi-nodejs:dynamic/eks-gitops-fleet:${type}`,
                );
                const text = String(resource?.inputs["__provider"]);
                const fromSource = await pulumi.runtime.serializeFunction(() => provider, {
                    allowSecrets: true,
                });
                assert.equal(text, fromSource.text);

                const folder = /"\.\/(providers\/\w+\/provider)"/.exec(text)![1]!;
                const installed = path.join(
                    project,
                    "node_modules/eks-gitops-fleet/dist",
                    `${folder}.js`,
                );
                process.chdir(project);
                const inputs = { ...resource!.inputs, groups: [] };
                assert.ok(!(installed in require.cache));
                await storedProvider(text).diff!("id", inputs, inputs);
                assert.ok(installed in require.cache);
            });
        }
    });
});
