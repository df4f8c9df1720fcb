import assert from "node:assert/strict";

import { ARGO_ROLE, hubCluster, ROLE_ARN } from "../../support/argocd";
import { APPS, BOOTSTRAP_ROLE, build, OVER_CLUSTERS } from "../../support/bootstrap";
import {
    accounts,
    actingProvider,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    dependencyNames,
    givenResource,
    goesBefore,
    inventory,
    registered,
} from "../../support/fleet";
import { isSecret, revealed, type Harness } from "../../support/mocks";

const APPLICATION = "kubernetes:argoproj.io/v1alpha1:Application";
const SET = "kubernetes:argoproj.io/v1alpha1:ApplicationSet";
const PROJECT = "kubernetes:argoproj.io/v1alpha1:AppProject";
const SECRET = "kubernetes:core/v1:Secret";
const ENTRY = "aws:eks/accessEntry:AccessEntry";
const IAM_ROLE = "aws:iam/role:Role";
const PERMISSION = "aws:iam/rolePolicy:RolePolicy";
const RBAC_ROLE = "kubernetes:rbac.authorization.k8s.io/v1:Role";
const BINDING = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding";
const NAMESPACE = "kubernetes:core/v1:Namespace";
const ENFORCED = "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects";
const VERIFICATION = "pulumi-nodejs:dynamic/eks-gitops-fleet:ArgoCdVerification";

describe("bootstrapArgoCd for an ApplicationSet", () => {
    it("creates the ApplicationSet, its verification and nothing else: no role, no registration", async () => {
        const harness = await registered(() => build({ bootstrap: OVER_CLUSTERS }));
        const component = "eks-gitops-fleet:index:ArgoCdApplicationSet bootstrap";
        assert.deepEqual(inventory(harness), [
            component,
            `${SET} bootstrap-set`,
            `${VERIFICATION} bootstrap-verification`,
        ]);
        assertChildNames(harness);
        assertNoDefaultProvider(harness);
    });

    it("comes after all registrations, and goes before them, for at most ten minutes", async () => {
        const harness = await registered(() => build({ bootstrap: OVER_CLUSTERS }));
        const set = harness.one(SET, "bootstrap-set");
        assert.deepEqual(set.inputs["metadata"], { name: "acme-bootstrap", namespace: "gitops" });
        assert.deepEqual(dependencyNames(set, harness), ["given-agent", "given-registration"]);
        assert.deepEqual(set.timeouts, { create: "", update: "", delete: "10m" });
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build({ bootstrap: OVER_CLUSTERS }));
    });
});

describe("bootstrapArgoCd for an App-of-Apps", () => {
    let harness: Harness;
    beforeEach(async () => {
        harness = await registered(() => build());
    });

    it("creates a role with its mapping and RBAC, a registration, a project, the Application and its verification, and enforces RBAC, project and registration", () => {
        assert.deepEqual(inventory(harness), [
            `${ENTRY} bootstrap-access-entry`,
            `${IAM_ROLE} bootstrap-access-role`,
            `${PERMISSION} bootstrap-access-permission`,
            "eks-gitops-fleet:index:ArgoCdAppOfApps bootstrap",
            "eks-gitops-fleet:index:ArgoCdBootstrapRole bootstrap-access",
            `${PROJECT} bootstrap-project`,
            `${APPLICATION} bootstrap-application`,
            `${SECRET} bootstrap-secret`,
            `${RBAC_ROLE} bootstrap-access-rbac-role`,
            `${BINDING} bootstrap-access-rbac-binding`,
            `${VERIFICATION} bootstrap-verification`,
            `${ENFORCED} bootstrap-access-enforced`,
            `${ENFORCED} bootstrap-enforced`,
            `${ENFORCED} bootstrap-secret-enforced`,
        ]);
        assertChildNames(harness);
    });

    it("trusts role argocd alone with the role, which has no permission of its own", () => {
        const { assumeRolePolicy, ...inputs } = harness.one(
            IAM_ROLE,
            "bootstrap-access-role",
        ).inputs;
        assert.deepEqual(inputs, {
            name: "acme-bootstrap",
            path: "/",
            description: "Assumed by Argo CD to write Applications into its own namespace",
        });
        assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "TrustArgoCdAROAEXAMPLE1",
                    Effect: "Allow",
                    Principal: { AWS: ROLE_ARN },
                    Action: "sts:AssumeRole",
                },
            ],
        });
    });

    it("allows role argocd exactly this role more", () => {
        const { policy, role } = harness.one(PERMISSION, "bootstrap-access-permission").inputs;
        assert.equal(role, "acme-argocd");
        assert.deepEqual(JSON.parse(String(policy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "AssumeDeployerRoles",
                    Effect: "Allow",
                    Action: "sts:AssumeRole",
                    Resource: [BOOTSTRAP_ROLE],
                },
            ],
        });
    });

    it("lets session tags come along where Pod Identity gives them", async () => {
        harness = await registered(() =>
            build({ argocd: { role: { ...ARGO_ROLE, identity: "podIdentity" } } }),
        );
        const { assumeRolePolicy } = harness.one(IAM_ROLE, "bootstrap-access-role").inputs;
        const { policy } = harness.one(PERMISSION, "bootstrap-access-permission").inputs;
        for (const document of [assumeRolePolicy, policy]) {
            assert.match(String(document), /"Action":\["sts:AssumeRole","sts:TagSession"\]/);
        }
    });

    it("maps the role to a group of its own, replaced with the role", () => {
        const entry = harness.one(ENTRY, "bootstrap-access-entry");
        assert.deepEqual(entry.inputs, {
            clusterName: "management",
            principalArn: BOOTSTRAP_ROLE,
            kubernetesGroups: ["gitops:acme:bootstrap"],
            userName: "gitops:acme:bootstrap:{{SessionName}}",
            type: "STANDARD",
        });
        assert.equal(entry.replacementTrigger, "AROABOOTSTRAPACCESSROLE");
    });

    it("gives the group Applications and ApplicationSets of the agent's namespace, and nothing else", () => {
        const { metadata, rules } = harness.one(RBAC_ROLE, "bootstrap-access-rbac-role").inputs;
        assert.deepEqual(metadata, { name: "acme.argocd.bootstrap", namespace: "gitops" });
        assert.deepEqual(rules, [
            {
                apiGroups: ["argoproj.io"],
                resources: ["applications", "applicationsets"],
                verbs: ["get", "list", "watch", "create", "update", "patch", "delete"],
            },
        ]);
        const binding = harness.one(BINDING, "bootstrap-access-rbac-binding").inputs;
        assert.deepEqual(binding["roleRef"], {
            apiGroup: "rbac.authorization.k8s.io",
            kind: "Role",
            name: "acme.argocd.bootstrap",
        });
        assert.deepEqual(binding["subjects"], [
            {
                apiGroup: "rbac.authorization.k8s.io",
                kind: "Group",
                name: "gitops:acme:bootstrap",
            },
        ]);
    });

    it("registers the management cluster for that alone: one namespace, one project, no credential", () => {
        const { data, metadata } = harness.one(SECRET, "bootstrap-secret").inputs;
        assert.deepEqual(metadata, {
            name: "acme.argocd.bootstrap",
            namespace: "gitops",
            labels: { "argocd.argoproj.io/secret-type": "cluster" },
        });
        assert.ok(isSecret(data));
        const texts = Object.fromEntries(
            Object.entries(revealed(data) as Record<string, string>).map(([key, text]) => [
                key,
                Buffer.from(text, "base64").toString(),
            ]),
        );
        assert.deepEqual(texts, {
            name: "acme.argocd.bootstrap",
            server: "https://hub.eks.amazonaws.com:443",
            project: "acme.argocd.bootstrap",
            namespaces: "gitops",
            clusterResources: "false",
            config: JSON.stringify({
                awsAuthConfig: { clusterName: "management", roleARN: BOOTSTRAP_ROLE },
                tlsClientConfig: { insecure: false, caData: "LS0tLS1CRUdJTg==" },
            }),
        });
    });

    it("writes Applications by that project, and takes them along when it goes, for at most ten minutes", () => {
        const application = harness.one(APPLICATION, "bootstrap-application");
        const { metadata, spec } = application.inputs;
        assert.deepEqual(metadata, {
            name: "acme-bootstrap",
            namespace: "gitops",
            finalizers: ["resources-finalizer.argocd.argoproj.io"],
        });
        const { destination, project } = spec as Record<string, unknown>;
        assert.equal(project, "acme.argocd.bootstrap");
        assert.deepEqual(destination, { name: "acme.argocd.bootstrap", namespace: "gitops" });
        assert.deepEqual(application.timeouts, { create: "", update: "", delete: "10m" });
    });

    it("leaves the Applications where that is said", async () => {
        harness = await registered(() => build({ bootstrap: { ...APPS, onDelete: "orphan" } }));
        const { metadata } = harness.one(APPLICATION, "bootstrap-application").inputs;
        assert.ok(!("finalizers" in (metadata as object)));
    });

    it("comes after every registration and its own way in, and goes before them", () => {
        const application = harness.one(APPLICATION, "bootstrap-application");
        for (const [type, name] of [
            [NAMESPACE, "given-registration"],
            [SECRET, "bootstrap-secret"],
            [PROJECT, "bootstrap-project"],
            [ENFORCED, "bootstrap-enforced"],
            [ENFORCED, "bootstrap-access-enforced"],
            [BINDING, "bootstrap-access-rbac-binding"],
            [ENTRY, "bootstrap-access-entry"],
            [PERMISSION, "bootstrap-access-permission"],
            [IAM_ROLE, "bootstrap-access-role"],
        ] as const) {
            assert.ok(goesBefore(harness, application, harness.one(type, name)), name);
        }
    });

    it("lets RBAC die with a cluster of ours, and deletes the rest by call", async () => {
        harness = await registered(() =>
            build({
                argocd: { cluster: hubCluster({ cluster: givenResource("cluster") }) },
            }),
        );
        const cluster = harness.one(NAMESPACE, "given-cluster").urn;
        for (const { deletedWith, name } of harness.resources) {
            if (name.startsWith("bootstrap")) {
                const dies = /-rbac-|^bootstrap-access-enforced$/.test(name);
                assert.equal(deletedWith, dies ? cluster : "", name);
            }
        }
    });

    it("acts in the management account and the management cluster", () => {
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["111111111111"]);
        const application = harness.one(APPLICATION, "bootstrap-application");
        assert.equal(actingProvider(application, harness), "given-kubernetes-hub");
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
