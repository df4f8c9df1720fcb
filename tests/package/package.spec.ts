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
import { assertNoDefaultProvider, inventory, registered } from "../support/fleet";
import type { Harness } from "../support/mocks";
import { storedProvider } from "../support/storedProvider";
import { build, compileConsumers, install, type Packed } from "./installed";

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
        const example = (name: string): string =>
            path.join(__dirname, "../../examples", name, "index.ts");
        assert.deepEqual(
            await compileConsumers(project, {
                index: path.join(__dirname, "consumer/index.ts"),
                library: example("library"),
                "fleet-in-code": example("fleet-in-code"),
            }),
            [],
        );
    });

    it("registers nothing when it is imported", async () => {
        const load = createRequire(path.join(project, "package.json"));
        const harness = await registered(() => void load("eks-gitops-fleet"));
        assert.deepEqual(harness.resources, []);
    });

    describe("with the examples in code", () => {
        const place = (accountId: string, clusterName: string): object => ({
            fleet: "acme",
            accountId,
            region: "eu-west-1",
            clusterName,
            operatorCidrs: ["203.0.113.0/24"],
            provisionerRoleName: "Provisioner",
        });
        // By the chart: the manifests would be downloaded.
        const settings = {
            argocd: { install: "helm" },
            management: place("111111111111", "management"),
            testing: place("222222222222", "testing"),
        };
        const run = async (program: string): Promise<Harness> => {
            const load = createRequire(path.join(project, "package.json"));
            return registered(() => {
                for (const [key, value] of Object.entries(settings)) {
                    pulumi.runtime.setConfig(
                        `${pulumi.getProject()}:${key}`,
                        JSON.stringify(value),
                    );
                }
                load(`./${program}.js`);
            });
        };
        afterEach(() => pulumi.runtime.setAllConfig({}));

        /** The links of the chain from Argo CD's ServiceAccounts to the Application. */
        const chain = (harness: Harness): readonly string[] =>
            inventory(harness).filter(
                (line) =>
                    /OpenIdConnect|iam\/role:|RolePolicy |AccessEntry .*-entry|authorization|Secret |Application /.test(
                        line,
                    ) && !/-eks-/.test(line),
            );
        /** What role argocd may do. */
        const permission = (harness: Harness, name: string): unknown =>
            harness.one("aws:iam/rolePolicy:RolePolicy", name).inputs["policy"];

        it("runs the components of the library, with the chain from role argocd to the guestbook", async () => {
            const harness = await run("library");
            assert.deepEqual(chain(harness), [
                "aws:eks/accessEntry:AccessEntry testing-entry",
                "aws:iam/openIdConnectProvider:OpenIdConnectProvider management-oidc",
                "aws:iam/role:Role argocd-role",
                "aws:iam/role:Role testing-role",
                "aws:iam/rolePolicy:RolePolicy testing-permission",
                "kubernetes:argoproj.io/v1alpha1:Application guestbook-application",
                "kubernetes:core/v1:Secret testing-secret",
                "kubernetes:rbac.authorization.k8s.io/v1:Role testing-default-role",
                "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding testing-default-binding",
            ]);
            assert.equal(
                permission(harness, "testing-permission"),
                '{"Version":"2012-10-17","Statement":[{"Sid":"AssumeDeployerRoles","Effect":"Allow","Action":"sts:AssumeRole","Resource":["arn:aws:iam::222222222222:role/acme-deployer-testing"]}]}',
            );
            assertNoDefaultProvider(harness);
        });

        it("runs a hub and its targets, each with its own permission", async () => {
            const harness = await run("fleet-in-code");
            assert.deepEqual(chain(harness), [
                "aws:eks/accessEntry:AccessEntry testing-deployer-entry",
                "aws:eks/accessEntry:AccessEntry tools-deployer-entry",
                "aws:iam/openIdConnectProvider:OpenIdConnectProvider hub-cluster-oidc",
                "aws:iam/role:Role hub-argocd-role-role",
                "aws:iam/role:Role testing-deployer-role",
                "aws:iam/role:Role tools-deployer-role",
                "aws:iam/rolePolicy:RolePolicy testing-registration-permission",
                "aws:iam/rolePolicy:RolePolicy tools-registration-permission",
                "kubernetes:argoproj.io/v1alpha1:Application testing-guestbook-application",
                "kubernetes:core/v1:Secret testing-registration-secret",
                "kubernetes:core/v1:Secret tools-registration-secret",
                "kubernetes:rbac.authorization.k8s.io/v1:Role testing-deployer-default-role",
                "kubernetes:rbac.authorization.k8s.io/v1:Role tools-deployer-tools-role",
                "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding testing-deployer-default-binding",
                "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding tools-deployer-tools-binding",
            ]);
            assertNoDefaultProvider(harness);
        });
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
