import assert from "node:assert/strict";

import { ArgoCd, type ArgoCdArgs } from "../../../components";
import { installationFacts } from "../../../lib/argocd/facts";
import { helmValues } from "../../../lib/argocd/helmValues";
import type { ArgoCdConfig } from "../../../lib/argocd/types";
import {
    ADMIN,
    ARGO_CD,
    ARGO_ROLE,
    EMPTY_PROJECT,
    hubCluster,
    ROLE_ARN,
} from "../../support/argocd";
import { REACH } from "../../support/fixtures";
import {
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    dependencyNames,
    dynamicInputs,
    givenResource,
    goesBefore,
    inventory,
    parentOf,
    registered,
} from "../../support/fleet";
import { isSecret, revealed, value, type Harness } from "../../support/mocks";

const HELM: ArgoCdConfig = { ...ARGO_CD, install: "helm" };
const NAMESPACE = "kubernetes:core/v1:Namespace";
const RELEASE = "kubernetes:helm.sh/v3:Release";
const PROJECT_PATCH = "kubernetes:argoproj.io/v1alpha1:AppProjectPatch";
const ENFORCED = "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects";

function build(overrides: Partial<ArgoCdArgs> = {}): ArgoCd {
    return new ArgoCd("argocd", {
        cluster: hubCluster(),
        role: ARGO_ROLE,
        install: "helm",
        ...overrides,
    });
}

describe("ArgoCd from the chart", () => {
    let harness: Harness;
    let agent: ArgoCd | undefined;
    beforeEach(async () => {
        harness = await registered(() => (agent = build()));
    });

    it("creates the namespace, one Release and project default's patch, which is enforced, and no chart of another kind", () => {
        assert.deepEqual(inventory(harness), [
            "eks-gitops-fleet:index:ArgoCd argocd",
            "eks-gitops-fleet:index:ArgoCdSecrets argocd-secrets",
            `${PROJECT_PATCH} argocd-default-project`,
            `${NAMESPACE} argocd-namespace`,
            `${RELEASE} argocd-release`,
            `${ENFORCED} argocd-enforced`,
        ]);
        assertChildNames(harness);
    });

    it("releases exactly the known version, whole or not at all, under the name that Services are called by", () => {
        const { values, ...inputs } = harness.one(RELEASE, "argocd-release").inputs;
        assert.deepEqual(inputs, {
            name: "argocd",
            namespace: "gitops",
            chart: "oci://ghcr.io/argoproj/argo-helm/argo-cd",
            version: "10.1.1",
            atomic: true,
            timeout: 900,
            maxHistory: 3,
            compat: "true",
        });
        assert.deepEqual(
            values,
            helmValues(installationFacts(HELM, { region: "eu-west-1", roleArn: ROLE_ARN })),
        );
    });

    it("takes the chart from a directory, which was checked before", async () => {
        harness = await registered(() => build({ chart: "./argo-cd" }));
        const { chart, version } = harness.one(RELEASE, "argocd-release").inputs;
        assert.equal(chart, "./argo-cd");
        assert.equal(version, undefined);
    });

    it("starts when nodes, role and namespace are there, and goes before them", () => {
        const release = harness.one(RELEASE, "argocd-release");
        assert.ok(goesBefore(harness, release, harness.one(NAMESPACE, "given-nodes")));
        assert.ok(goesBefore(harness, release, harness.one(NAMESPACE, "argocd-namespace")));
    });

    it("empties project default, which argocd-server has filled, before anything can depend on Argo CD", async () => {
        const patch = harness.one(PROJECT_PATCH, "argocd-default-project");
        assert.deepEqual(patch.inputs, {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "AppProject",
            metadata: {
                name: "default",
                namespace: "gitops",
                annotations: { "pulumi.com/patchForce": "true" },
            },
            spec: EMPTY_PROJECT,
        });
        assert.ok(goesBefore(harness, patch, harness.one(RELEASE, "argocd-release")));
        const urns = await Promise.all(agent!.installation.map(({ urn }) => value(urn)));
        assert.ok(urns.includes(patch.urn));
    });

    it("enforces the empty project default, after the patch and before anything can depend on Argo CD", async () => {
        const enforced = harness.one(ENFORCED, "argocd-enforced");
        assert.deepEqual(dynamicInputs(enforced, "enforcedObjects"), {
            ...REACH,
            objects: [
                {
                    apiVersion: "argoproj.io/v1alpha1",
                    kind: "AppProject",
                    namespace: "gitops",
                    name: "default",
                    fields: { spec: EMPTY_PROJECT },
                },
            ],
        });
        assert.deepEqual(dependencyNames(enforced, harness), ["argocd-default-project"]);
        assert.equal(parentOf(enforced, harness)?.name, "argocd");
        const urns = await Promise.all(agent!.installation.map(({ urn }) => value(urn)));
        assert.deepEqual(urns, [
            harness.one(NAMESPACE, "argocd-namespace").urn,
            harness.one(RELEASE, "argocd-release").urn,
            harness.one(PROJECT_PATCH, "argocd-default-project").urn,
            enforced.urn,
        ]);
    });

    it("labels its namespace with Pod Security level baseline, or the configured one", async () => {
        assert.deepEqual(harness.one(NAMESPACE, "argocd-namespace").inputs["metadata"], {
            name: "gitops",
            labels: { "pod-security.kubernetes.io/enforce": "baseline" },
        });
        harness = await registered(() => build({ podSecurity: "restricted" }));
        assert.deepEqual(harness.one(NAMESPACE, "argocd-namespace").inputs["metadata"], {
            name: "gitops",
            labels: { "pod-security.kubernetes.io/enforce": "restricted" },
        });
    });

    it("has the admin's hash and its time among the values, both secret, and shows the rest", async () => {
        harness = await registered(
            () =>
                (agent = build({
                    adminPassword: "generated",
                    newAdminCredential: ADMIN,
                })),
        );
        const values = harness.one(RELEASE, "argocd-release").inputs["values"];
        // Mocks show a secret at the top of the property that it is in.
        assert.ok(isSecret(values));
        const { configs } = revealed(values) as { configs: { secret: object; cm: object } };
        assert.deepEqual(configs.secret, {
            argocdServerAdminPassword: ADMIN.passwordHash,
            argocdServerAdminPasswordMtime: ADMIN.passwordMtime,
        });
        assert.equal(await value(agent!.adminPassword!), ADMIN.password);
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
        assert.deepEqual(children(), Array(4).fill(""));
        harness = await registered(() =>
            build({ cluster: hubCluster({ cluster: givenResource("cluster") }) }),
        );
        assert.deepEqual(children(), Array(4).fill(harness.one(NAMESPACE, "given-cluster").urn));
    });

    it("acts in the given cluster", () => {
        assertNoDefaultProvider(harness);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
