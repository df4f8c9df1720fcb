import assert from "node:assert/strict";

import { build } from "../../support/bootstrap";
import { REACH } from "../../support/fixtures";
import { dependencyNames, dynamicInputs, parentOf, registered } from "../../support/fleet";
import { isSecret, revealed, type Harness } from "../../support/mocks";

const PROJECT = "kubernetes:argoproj.io/v1alpha1:AppProject";
const ENFORCED = "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects";

describe("bootstrapArgoCd and the fields of the App-of-Apps' RBAC, project and registration", () => {
    let harness: Harness;
    beforeEach(async () => {
        harness = await registered(() => build());
    });

    it("enforces the group's rules and subjects, after the objects themselves", () => {
        const enforced = harness.one(ENFORCED, "bootstrap-access-enforced");
        const object = {
            apiVersion: "rbac.authorization.k8s.io/v1",
            namespace: "gitops",
            name: "acme.argocd.bootstrap",
        };
        assert.deepEqual(dynamicInputs(enforced, "enforcedObjects"), {
            ...REACH,
            objects: [
                {
                    ...object,
                    kind: "Role",
                    fields: {
                        rules: [
                            {
                                apiGroups: ["argoproj.io"],
                                resources: ["applications", "applicationsets"],
                                verbs: [
                                    ...["get", "list", "watch"],
                                    ...["create", "update", "patch", "delete"],
                                ],
                            },
                        ],
                    },
                },
                {
                    ...object,
                    kind: "RoleBinding",
                    fields: {
                        subjects: [
                            {
                                apiGroup: "rbac.authorization.k8s.io",
                                kind: "Group",
                                name: "gitops:acme:bootstrap",
                            },
                        ],
                    },
                },
            ],
        });
        assert.deepEqual(dependencyNames(enforced, harness), [
            "bootstrap-access-rbac-binding",
            "bootstrap-access-rbac-role",
        ]);
        assert.equal(parentOf(enforced, harness)?.name, "bootstrap-access");
    });

    it("allows in its project the repository, the agent's namespace and two kinds, and enforces that after the project", () => {
        const spec = {
            description: "Applications from the bootstrap repository",
            sourceRepos: ["https://git.example.com/fleet.git"],
            destinations: [{ server: "https://hub.eks.amazonaws.com:443", namespace: "gitops" }],
            clusterResourceWhitelist: [],
            namespaceResourceWhitelist: [
                { group: "argoproj.io", kind: "Application" },
                { group: "argoproj.io", kind: "ApplicationSet" },
            ],
        };
        assert.deepEqual(harness.one(PROJECT, "bootstrap-project").inputs, {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "AppProject",
            metadata: { name: "acme.argocd.bootstrap", namespace: "gitops" },
            spec,
        });
        const enforced = harness.one(ENFORCED, "bootstrap-enforced");
        assert.deepEqual(dynamicInputs(enforced, "enforcedObjects"), {
            ...REACH,
            objects: [
                {
                    apiVersion: "argoproj.io/v1alpha1",
                    kind: "AppProject",
                    namespace: "gitops",
                    name: "acme.argocd.bootstrap",
                    fields: { spec },
                },
            ],
        });
        assert.deepEqual(dependencyNames(enforced, harness), ["bootstrap-project"]);
        assert.equal(parentOf(enforced, harness)?.name, "bootstrap");
    });

    it("enforces the registration Secret's whole data as a secret, after the Secret", () => {
        const enforced = harness.one(ENFORCED, "bootstrap-secret-enforced");
        const { objects, ...inputs } = dynamicInputs(enforced, "enforcedObjects");
        assert.deepEqual(inputs, REACH);
        assert.ok(isSecret(objects));
        assert.deepEqual(enforced.secretOutputs, ["live"]);
        const { data } = harness.one("kubernetes:core/v1:Secret", "bootstrap-secret").inputs;
        assert.deepEqual(revealed(objects), [
            {
                apiVersion: "v1",
                kind: "Secret",
                namespace: "gitops",
                name: "acme.argocd.bootstrap",
                fields: { data: revealed(data) },
            },
        ]);
        assert.deepEqual(dependencyNames(enforced, harness), [
            "bootstrap-access-role",
            "bootstrap-secret",
        ]);
        assert.equal(parentOf(enforced, harness)?.name, "bootstrap");
    });
});
