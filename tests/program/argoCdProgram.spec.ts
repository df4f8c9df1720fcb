/** The whole program with more options of Argo CD: the configuration's names and secrets reach the components. */
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import program from "../../index";
import { changed, stackConfig, type Raw } from "../support/config";
import { CRDS, INSTALLATION } from "../support/fixtures";
import { assertNoDefaultProvider, dynamicInputs, goesBefore } from "../support/fleet";
import { install, isSecret, revealed, value, type Harness } from "../support/mocks";

const PROJECT = "eks-gitops-fleet";

async function run(changes: Raw): Promise<[Harness, Record<string, unknown>]> {
    const harness = await install({ project: PROJECT });
    pulumi.runtime.setAllConfig(stackConfig(changed(changes), PROJECT), [
        `${PROJECT}:appsPassword`,
    ]);
    const exports = await program({
        manifests: () => Promise.resolve({ crds: CRDS, installation: INSTALLATION }),
    });
    await harness.settle();
    return [harness, exports];
}

describe("The program with Argo CD", () => {
    after(() => pulumi.runtime.setAllConfig({}));

    it("reads secrets by the names in the configuration, and keeps them secret", async () => {
        const [harness] = await run({
            "argocd.repositories.apps": {
                url: "https://git.example.com/apps.git",
                https: { username: "bot", passwordSecret: "appsPassword" },
            },
            appsPassword: "s3cret-of-apps",
        });
        const { inputs } = harness.one("kubernetes:core/v1:Secret", "argocd-repositories-apps");
        assert.ok(isSecret(inputs["data"]));
        const { password } = revealed(inputs["data"]) as { password: string };
        assert.equal(Buffer.from(password, "base64").toString(), "s3cret-of-apps");
        for (const { inputs, name } of harness.resources) {
            const text = JSON.stringify(inputs);
            const found = text.includes("s3cret-of-apps") || text.includes(password);
            assert.equal(found, name === "argocd-repositories-apps", name);
        }
    });

    it("exports a generated password as a secret, and no other password", async () => {
        const [, generated] = await run({ "argocd.adminPassword": "generated" });
        const password = generated["argocdAdminPassword"] as pulumi.Output<string>;
        assert.match(await value(password), /^[\w-]{32}$/);
        assert.ok(await (password as unknown as { isSecret: Promise<boolean> }).isSecret);
        const [, initial] = await run({});
        assert.ok(!("argocdAdminPassword" in initial));
    });

    it("trusts Pod Identity along the whole chain if it is configured", async () => {
        const [harness, exports] = await run({ "argocd.identity": "podIdentity" });
        const role = (name: string): string =>
            String(harness.one("aws:iam/role:Role", name).inputs["assumeRolePolicy"]);
        assert.match(role("argocd-role"), /pods\.eks\.amazonaws\.com/);
        assert.match(role("testing-deployer-role"), /sts:TagSession/);
        const pack = harness.resources.find(({ type }) => type === "aws:iam/policy:Policy");
        assert.match(String(pack!.inputs["policy"]), /sts:TagSession/);
        assert.equal(
            harness.resources.filter(({ type }) => type.endsWith(":PodIdentityAssociation")).length,
            3,
        );
        const hub = await value(exports["hub"] as pulumi.Output<{ identity: string }>);
        assert.equal(hub.identity, "podIdentity");
    });

    it("bootstraps after every target is registered, and deletes the bootstrap first", async () => {
        const bootstrap = { repoUrl: "https://git.example.com/fleet.git", path: "apps" };
        for (const [kind, type, name] of [
            ["appOfApps", "Application", "bootstrap-application"],
            ["applicationSet", "ApplicationSet", "bootstrap-set"],
        ] as const) {
            const [harness] = await run({ "argocd.bootstrap": { kind, ...bootstrap } });
            assertNoDefaultProvider(harness);
            const first = harness.one(`kubernetes:argoproj.io/v1alpha1:${type}`, name);
            const verification = harness.one(
                "pulumi-nodejs:dynamic/eks-gitops-fleet:ArgoCdVerification",
                "bootstrap-verification",
            );
            assert.ok(goesBefore(harness, verification, first));
            assert.equal(
                verification.inputs["clusterArn"],
                "arn:aws:eks:eu-west-1:111111111111:cluster/management",
            );
            // Role argocd's trust policy is known, so the App-of-Apps' own chain of roles is walked.
            assert.equal("chain" in verification.inputs, kind === "appOfApps");
            const secret = harness.resources.find(
                ({ type, name }) => type.endsWith(":Secret") && name.startsWith("testing-"),
            );
            assert.ok(goesBefore(harness, first, secret!));
        }
    });

    it("labels every namespace that it creates with its level, and an existing one only on clusters that it creates", async () => {
        for (const install of ["manifests", "helm"]) {
            const [harness] = await run({
                "argocd.install": install,
                "argocd.podSecurity": "restricted",
                "targets.testing.access.namespaces": {
                    default: { existing: true },
                    "kube-public": { existing: true, allowSystemNamespace: true },
                    jobs: { podSecurity: "privileged" },
                    shop: {},
                    web: { existing: true, podSecurity: "restricted" },
                },
            });
            const labelled = harness.resources
                .filter(({ type }) => /:Namespace(Patch)?$/.test(type))
                .map(({ name, inputs }) => {
                    const { labels } = inputs["metadata"] as { labels: Record<string, string> };
                    return [name, labels] as const;
                });
            const level = (enforced: string): object => ({
                "pod-security.kubernetes.io/enforce": enforced,
            });
            assert.deepEqual(Object.fromEntries(labelled), {
                "argocd-namespace": level("restricted"),
                "testing-deployer-default-pod-security": level("baseline"),
                "testing-deployer-jobs-namespace": level("privileged"),
                "testing-deployer-shop-namespace": level("baseline"),
                "testing-deployer-web-pod-security": level("restricted"),
            });
        }
    });

    it("enforces RBAC and settings in the management cluster as the provisioner", async () => {
        for (const install of ["manifests", "helm"]) {
            const [harness] = await run({ "argocd.install": install });
            const { kubeconfig } = harness.one(
                "pulumi:providers:kubernetes",
                "management-kubernetes",
            ).inputs;
            const enforced = harness.one(
                "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects",
                "argocd-enforced",
            );
            const { objects, ...reach } = dynamicInputs(enforced, "enforcedObjects");
            assert.deepEqual(reach, {
                clusterArn: "arn:aws:eks:eu-west-1:111111111111:cluster/management",
                kubeconfig,
            });
            assert.ok((objects as readonly unknown[]).length > 0);
        }
    });

    it("installs by Helm without reading manifests", async () => {
        const [harness] = await run({ "argocd.install": "helm" });
        const releases = harness.resources.filter(({ type }) => type.includes("helm.sh"));
        assert.deepEqual(
            releases.map(({ type, name }) => `${type} ${name}`),
            ["kubernetes:helm.sh/v3:Release argocd-release"],
        );
        assert.ok(!harness.resources.some(({ type }) => type.endsWith(":ConfigGroup")));
    });
});
