import assert from "node:assert/strict";

import { ArgoCd } from "../../../components";
import type { KubernetesObject } from "../../../lib/kubernetes/objects";
import { ARGO_ROLE, EMPTY_PROJECT, hubCluster } from "../../support/argocd";
import { CRDS, INSTALLATION, REACH } from "../../support/fixtures";
import { dependencyNames, dynamicInputs, parentOf, registered } from "../../support/fleet";

const GROUP = "kubernetes:yaml/v2:ConfigGroup";
const ENFORCED = "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects";

function build(installation = INSTALLATION): ArgoCd {
    return new ArgoCd("argocd", {
        cluster: hubCluster({ running: [] }),
        role: ARGO_ROLE,
        manifests: { crds: CRDS, installation },
    });
}

describe("ArgoCd and the fields of its objects", () => {
    it("enforces project default, RBAC, its own settings and network policies, and leaves what Argo CD and its users write", async () => {
        const policy = { podSelector: {}, ingress: [{}], policyTypes: ["Ingress"] };
        const installation: readonly KubernetesObject[] = [
            ...INSTALLATION,
            { apiVersion: "v1", kind: "Secret", metadata: { name: "argocd-secret" } },
            ...[
                "argocd-cmd-params-cm",
                "argocd-gpg-keys-cm",
                "argocd-notifications-cm",
                "argocd-ssh-known-hosts-cm",
                "argocd-tls-certs-cm",
            ].map((name) => ({
                apiVersion: "v1",
                kind: "ConfigMap",
                metadata: { name },
                data: { upstream: "value" },
            })),
            {
                apiVersion: "networking.k8s.io/v1",
                kind: "NetworkPolicy",
                metadata: { name: "argocd-server-network-policy" },
                spec: policy,
            },
        ];
        const harness = await registered(() => build(installation));
        const enforced = harness.one(ENFORCED, "argocd-enforced");
        const rbac = { apiVersion: "rbac.authorization.k8s.io/v1", namespace: "gitops" };
        const configMap = { apiVersion: "v1", kind: "ConfigMap", namespace: "gitops" };
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
                {
                    ...rbac,
                    kind: "Role",
                    name: "argocd-server",
                    fields: {
                        rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }],
                    },
                },
                {
                    ...rbac,
                    kind: "RoleBinding",
                    name: "argocd-server",
                    fields: {
                        subjects: [
                            { kind: "ServiceAccount", name: "argocd-server", namespace: "gitops" },
                        ],
                    },
                },
                {
                    ...configMap,
                    name: "argocd-cm",
                    fields: {
                        data: {
                            "application.resourceTrackingMethod": "annotation",
                            "cluster.inClusterEnabled": "false",
                            "resource.respectRBAC": "normal",
                        },
                        binaryData: null,
                    },
                },
                {
                    ...configMap,
                    name: "argocd-rbac-cm",
                    // The object must not have either.
                    fields: { data: null, binaryData: null },
                },
                {
                    ...configMap,
                    name: "argocd-cmd-params-cm",
                    fields: {
                        data: {
                            upstream: "value",
                            "applicationsetcontroller.enable.scm.providers": "false",
                            "applicationsetcontroller.enable.tokenref.strict.mode": "true",
                        },
                        binaryData: null,
                    },
                },
                {
                    apiVersion: "networking.k8s.io/v1",
                    kind: "NetworkPolicy",
                    namespace: "gitops",
                    name: "argocd-server-network-policy",
                    fields: { spec: policy },
                },
            ],
        });
    });

    it("enforces after the objects themselves and before the first pod starts", async () => {
        const harness = await registered(() => build());
        const enforced = harness.one(ENFORCED, "argocd-enforced");
        assert.deepEqual(dependencyNames(enforced, harness), [
            "argocd-default-project",
            "argocd-settings",
        ]);
        assert.equal(parentOf(enforced, harness)?.name, "argocd");
        assert.ok(
            harness.one(GROUP, "argocd-workloads").dependencies.includes(enforced.urn),
            "argocd-workloads",
        );
    });
});
