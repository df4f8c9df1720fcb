import assert from "node:assert/strict";

import { build } from "../../support/deployerRole";
import { dependencyNames, dynamicInputs, parentOf, registered } from "../../support/fleet";
import type { Harness } from "../../support/mocks";
import { TARGET_REACH } from "../../support/trust";

const KUBERNETES = "kubernetes:rbac.authorization.k8s.io/v1";
const ENFORCED = "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects";

/** Rules of every namespace's Role. */
const WRITE = ["get", "list", "watch", "create", "update", "patch", "delete"];
const WORKLOADS = [
    {
        apiGroups: [""],
        resources: [
            ...["configmaps", "endpoints", "limitranges", "persistentvolumeclaims", "pods"],
            ...["podtemplates", "replicationcontrollers", "resourcequotas", "serviceaccounts"],
            "services",
        ],
        verbs: WRITE,
    },
    { apiGroups: [""], resources: ["events", "pods/log"], verbs: ["get", "list", "watch"] },
    {
        apiGroups: ["apps"],
        resources: [
            ...["controllerrevisions", "daemonsets", "deployments", "replicasets", "statefulsets"],
        ],
        verbs: WRITE,
    },
    { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: WRITE },
    { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: WRITE },
    {
        apiGroups: ["discovery.k8s.io"],
        resources: ["endpointslices"],
        verbs: ["get", "list", "watch"],
    },
    {
        apiGroups: ["networking.k8s.io"],
        resources: ["ingresses", "networkpolicies"],
        verbs: WRITE,
    },
    { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: WRITE },
];
const SUBJECTS = [
    { apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "gitops:acme:deployers" },
];

describe("DeployerRole and the fields of its RBAC", () => {
    let harness: Harness;
    beforeEach(async () => {
        harness = await registered(() => build());
    });

    it("enforces rules and subjects of every namespace, after the objects themselves", () => {
        const one = harness.one(ENFORCED, "testing-enforced");
        const object = (kind: string, namespace: string, fields: object): object => ({
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind,
            namespace,
            name: "gitops-acme-deployer",
            fields,
        });
        assert.deepEqual(dynamicInputs(one, "enforcedObjects"), {
            ...TARGET_REACH,
            objects: [
                object("Role", "default", { rules: WORKLOADS }),
                object("RoleBinding", "default", { subjects: SUBJECTS }),
                object("Role", "shop", {
                    rules: [
                        ...WORKLOADS,
                        { apiGroups: [""], resources: ["secrets"], verbs: WRITE },
                        {
                            apiGroups: ["rbac.authorization.k8s.io"],
                            resources: ["roles", "rolebindings"],
                            verbs: WRITE,
                        },
                    ],
                }),
                object("RoleBinding", "shop", { subjects: SUBJECTS }),
            ],
        });
        assert.deepEqual(dependencyNames(one, harness), [
            "testing-default-binding",
            "testing-default-role",
            "testing-shop-binding",
            "testing-shop-namespace",
            "testing-shop-role",
        ]);
        assert.equal(parentOf(one, harness)?.name, "testing");
    });

    it("enforces the subjects of the binding to cluster-admin", async () => {
        harness = await registered(() => build({ access: "cluster" }));
        const one = harness.one(ENFORCED, "testing-enforced");
        assert.deepEqual(dynamicInputs(one, "enforcedObjects"), {
            ...TARGET_REACH,
            objects: [
                {
                    apiVersion: "rbac.authorization.k8s.io/v1",
                    kind: "ClusterRoleBinding",
                    name: "gitops-acme-deployer",
                    fields: { subjects: SUBJECTS },
                },
            ],
        });
        assert.deepEqual(dependencyNames(one, harness), ["testing-cluster-admin"]);
    });

    it("enforces the fields of the created objects", () => {
        const { objects } = harness.one(ENFORCED, "testing-enforced").inputs as {
            objects: readonly { kind: string; namespace: string; fields: object }[];
        };
        assert.equal(objects.length, 4);
        for (const { kind, namespace, fields } of objects) {
            const name = `testing-${namespace}-${kind === "Role" ? "role" : "binding"}`;
            const created = harness.one(`${KUBERNETES}:${kind}`, name).inputs;
            for (const [field, wanted] of Object.entries(fields)) {
                assert.deepEqual(created[field], wanted, `${name} ${field}`);
            }
        }
    });
});
