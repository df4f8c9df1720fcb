import assert from "node:assert/strict";

import { ArgoCd, type ArgoCdArgs } from "../../../components";
import { installationFacts } from "../../../lib/argocd/facts";
import { renderInstallation, separateWorkloads } from "../../../lib/argocd/installation";
import {
    ADMIN,
    ARGO_CD,
    ARGO_ROLE,
    EMPTY_PROJECT,
    hubCluster,
    ROLE_ARN,
} from "../../support/argocd";
import { CRDS, INSTALLATION } from "../../support/fixtures";
import {
    actingProvider,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenResource,
    goesBefore,
    inventory,
    registered,
} from "../../support/fleet";
import { isSecret, revealed, value, type Harness } from "../../support/mocks";

const PROJECT = "kubernetes:argoproj.io/v1alpha1:AppProject";
const NAMESPACE = "kubernetes:core/v1:Namespace";
const GROUP = "kubernetes:yaml/v2:ConfigGroup";
const PATCH = "kubernetes:core/v1:SecretPatch";
const ENFORCED = "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects";

function build(overrides: Partial<ArgoCdArgs> = {}): ArgoCd {
    return new ArgoCd("argocd", {
        cluster: hubCluster(),
        role: ARGO_ROLE,
        manifests: { crds: CRDS, installation: INSTALLATION },
        ...overrides,
    });
}

const GENERATED: Partial<ArgoCdArgs> = {
    adminPassword: "generated",
    newAdminCredential: ADMIN,
};

describe("ArgoCd", () => {
    let harness: Harness;
    let argoCd: ArgoCd | undefined;
    beforeEach(async () => {
        harness = await registered(() => (argoCd = build()));
    });

    it("creates the namespace, the resource definitions, project default and the installation, by no Helm, and enforces settings", () => {
        assert.deepEqual(inventory(harness), [
            "eks-gitops-fleet:index:ArgoCd argocd",
            "eks-gitops-fleet:index:ArgoCdSecrets argocd-secrets",
            `${PROJECT} argocd-default-project`,
            `${NAMESPACE} argocd-namespace`,
            `${GROUP} argocd-crds`,
            `${GROUP} argocd-settings`,
            `${GROUP} argocd-workloads`,
            `${ENFORCED} argocd-enforced`,
        ]);
        assertChildNames(harness);
    });

    it("installs the definitions as they are and the rest as rewritten for the fleet", () => {
        assert.deepEqual(harness.one(GROUP, "argocd-crds").inputs, { yaml: CRDS });
        const { settings, workloads } = separateWorkloads(
            renderInstallation(
                INSTALLATION,
                installationFacts(ARGO_CD, { region: "eu-west-1", roleArn: ROLE_ARN }),
            ),
        );
        assert.deepEqual(harness.one(GROUP, "argocd-settings").inputs, { objs: settings });
        assert.deepEqual(harness.one(GROUP, "argocd-workloads").inputs, { objs: workloads });
        assert.deepEqual(harness.one(NAMESPACE, "argocd-namespace").inputs["metadata"], {
            name: "gitops",
            labels: { "pod-security.kubernetes.io/enforce": "baseline" },
        });
    });

    it("labels its namespace with the configured Pod Security level", async () => {
        harness = await registered(() => build({ podSecurity: "restricted" }));
        assert.deepEqual(harness.one(NAMESPACE, "argocd-namespace").inputs["metadata"], {
            name: "gitops",
            labels: { "pod-security.kubernetes.io/enforce": "restricted" },
        });
    });

    it("empties project default before the first pod starts: argocd-server would fill it", () => {
        const project = harness.one(PROJECT, "argocd-default-project");
        assert.deepEqual(project.inputs, {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "AppProject",
            metadata: { name: "default", namespace: "gitops" },
            spec: EMPTY_PROJECT,
        });
        assert.ok(goesBefore(harness, harness.one(GROUP, "argocd-workloads"), project));
    });

    it("waits for nodes with what needs them only, and lets no pod outlive its settings, project or nodes", () => {
        const workloads = harness.one(GROUP, "argocd-workloads");
        const settings = harness.one(GROUP, "argocd-settings");
        const project = harness.one(PROJECT, "argocd-default-project");
        const crds = harness.one(GROUP, "argocd-crds");
        const namespace = harness.one(NAMESPACE, "argocd-namespace");
        const nodes = harness.one(NAMESPACE, "given-nodes");
        assert.ok(goesBefore(harness, workloads, settings));
        assert.ok(goesBefore(harness, settings, namespace));
        assert.ok(goesBefore(harness, project, crds));
        assert.ok(goesBefore(harness, project, namespace));
        assert.ok(workloads.dependencies.includes(nodes.urn));
        for (const resource of [settings, crds, namespace]) {
            assert.ok(!resource.dependencies.includes(nodes.urn), resource.name);
        }
    });

    it("gives argocd-secret the generated password's hash, in confidence, before a pod starts", async () => {
        harness = await registered(() => (argoCd = build(GENERATED)));
        const patch = harness.one(PATCH, "argocd-admin-password");
        assert.deepEqual(patch.inputs["metadata"], {
            name: "argocd-secret",
            namespace: "gitops",
            annotations: { "pulumi.com/patchForce": "true" },
        });
        assert.ok(isSecret(patch.inputs["data"]));
        assert.deepEqual(revealed(patch.inputs["data"]), {
            "admin.password": Buffer.from(ADMIN.passwordHash).toString("base64"),
            "admin.passwordMtime": Buffer.from(ADMIN.passwordMtime).toString("base64"),
        });
        assert.ok(goesBefore(harness, patch, harness.one(GROUP, "argocd-settings")));
        assert.ok(goesBefore(harness, harness.one(GROUP, "argocd-workloads"), patch));
        assert.equal(await value(argoCd!.adminPassword!), ADMIN.password);
        assert.ok(await pulumiSecret(argoCd!));
    });

    it("tells no password where Argo CD makes it", () => {
        assert.equal(argoCd!.adminPassword, undefined);
    });

    it("starts no pod before the identity provider's secret is there", async () => {
        const sso = {
            url: "https://argocd.example.com",
            oidc: {
                name: "Okta",
                issuer: "https://acme.okta.com",
                clientID: "a1",
                clientSecretSecret: "oktaSecret",
            },
        };
        harness = await registered(() => build({ sso, secrets: { oktaSecret: "s3cret" } }));
        const secret = harness.one("kubernetes:core/v1:Secret", "argocd-secrets-sso");
        assert.ok(goesBefore(harness, harness.one(GROUP, "argocd-workloads"), secret));
        assert.ok(
            JSON.stringify(harness.one(GROUP, "argocd-settings").inputs).includes(
                "$argocd-sso:oidc.clientSecret",
            ),
        );
    });

    it("lets its objects die with a cluster of ours, and deletes them by call from another's", async () => {
        const children = (): readonly string[] =>
            harness.resources
                .filter(
                    ({ type, name }) =>
                        (type.startsWith("kubernetes:") || type === ENFORCED) &&
                        !name.startsWith("given-"),
                )
                .map(({ deletedWith }) => deletedWith);
        harness = await registered(() => build(GENERATED));
        assert.deepEqual(children(), Array(7).fill(""));

        harness = await registered(() =>
            build({ ...GENERATED, cluster: hubCluster({ cluster: givenResource("cluster") }) }),
        );
        assert.deepEqual(children(), Array(7).fill(harness.one(NAMESPACE, "given-cluster").urn));
    });

    it("tells what everything that Argo CD works on depends on", async () => {
        const urns = await Promise.all(argoCd!.installation.map(({ urn }) => value(urn)));
        assert.deepEqual(
            harness.resources
                .filter(({ urn }) => urns.includes(urn))
                .map(({ name }) => name)
                .sort(),
            [
                "argocd-crds",
                "argocd-default-project",
                "argocd-enforced",
                "argocd-namespace",
                "argocd-settings",
                "argocd-workloads",
            ],
        );
    });

    it("acts in the given cluster, what a group makes among it", () => {
        assertNoDefaultProvider(harness);
        for (const { custom, remote, ...resource } of harness.resources) {
            // What is enforced has its cluster among its inputs.
            const acts = (custom || remote) && resource.type !== ENFORCED;
            if (resource.name.startsWith("argocd-") && acts) {
                assert.equal(
                    actingProvider({ custom, remote, ...resource }, harness),
                    "given-kubernetes-hub",
                );
            }
        }
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
        await assertSameInPreview(() => build(GENERATED));
    });
});

function pulumiSecret(argoCd: ArgoCd): Promise<boolean> {
    return (argoCd.adminPassword as unknown as { isSecret: Promise<boolean> }).isSecret;
}
