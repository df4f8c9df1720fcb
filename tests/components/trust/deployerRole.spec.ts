import assert from "node:assert/strict";

import type { DeployerRole } from "../../../components";
import { build } from "../../support/deployerRole";
import {
    accounts,
    actingProvider,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenResource,
    goesBefore,
    inventory,
    registered,
} from "../../support/fleet";
import { value, type Harness } from "../../support/mocks";

const ROLE = "aws:iam/role:Role";
const ENTRY = "aws:eks/accessEntry:AccessEntry";
const KUBERNETES = "kubernetes:rbac.authorization.k8s.io/v1";
const NAMESPACE = "kubernetes:core/v1:Namespace";
const NAMESPACE_PATCH = "kubernetes:core/v1:NamespacePatch";
const ENFORCED = "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects";

describe("DeployerRole", () => {
    let harness: Harness;
    let role: DeployerRole | undefined;
    beforeEach(async () => {
        harness = await registered(() => (role = build()));
    });

    it("creates role, access entry and the enforced RBAC of each namespace, and only the namespace that doesn't exist", () => {
        assert.deepEqual(inventory(harness), [
            `${ENTRY} testing-entry`,
            `${ROLE} testing-role`,
            "eks-gitops-fleet:index:DeployerRole testing",
            `${NAMESPACE} testing-shop-namespace`,
            `${KUBERNETES}:Role testing-default-role`,
            `${KUBERNETES}:Role testing-shop-role`,
            `${KUBERNETES}:RoleBinding testing-default-binding`,
            `${KUBERNETES}:RoleBinding testing-shop-binding`,
            `${ENFORCED} testing-enforced`,
        ]);
        assertChildNames(harness);
    });

    it("makes one binding to cluster-admin for the whole cluster, and no namespace", async () => {
        harness = await registered(() => build({ access: { kind: "cluster" } }));
        assert.deepEqual(inventory(harness), [
            `${ENTRY} testing-entry`,
            `${ROLE} testing-role`,
            "eks-gitops-fleet:index:DeployerRole testing",
            `${KUBERNETES}:ClusterRoleBinding testing-cluster-admin`,
            `${ENFORCED} testing-enforced`,
        ]);
        assert.deepEqual(
            harness.one(`${KUBERNETES}:ClusterRoleBinding`, "testing-cluster-admin").inputs,
            {
                apiVersion: "rbac.authorization.k8s.io/v1",
                kind: "ClusterRoleBinding",
                metadata: { name: "gitops-acme-deployer" },
                roleRef: {
                    apiGroup: "rbac.authorization.k8s.io",
                    kind: "ClusterRole",
                    name: "cluster-admin",
                },
                subjects: [
                    {
                        apiGroup: "rbac.authorization.k8s.io",
                        kind: "Group",
                        name: "gitops:acme:deployers",
                    },
                ],
            },
        );
    });

    it("lets role argocd alone assume the role, which has a fixed name and no permission", () => {
        const { inputs, deleteBeforeReplace } = harness.one(ROLE, "testing-role");
        const { assumeRolePolicy, ...others } = inputs;
        assert.deepEqual(others, {
            name: "acme-deployer-testing",
            path: "/",
            description: "Assumed by Argo CD to deploy into one cluster",
        });
        assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "TrustArgoCdAROAEXAMPLE1",
                    Effect: "Allow",
                    Principal: { AWS: "arn:aws:iam::111111111111:role/acme-argocd" },
                    Action: "sts:AssumeRole",
                },
            ],
        });
        assert.ok(deleteBeforeReplace, "the name is taken until the old role is gone");
    });

    it("maps the role to the fleet's group, and to a user that names the session", () => {
        assert.deepEqual(harness.one(ENTRY, "testing-entry").inputs, {
            clusterName: "testing-cluster",
            principalArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
            kubernetesGroups: ["gitops:acme:deployers"],
            userName: "gitops:acme:{{SessionName}}",
            type: "STANDARD",
        });
    });

    it("replaces the mapping when the role is recreated: the entry is bound to the role's unique id", () => {
        const entry = harness.one(ENTRY, "testing-entry");
        assert.equal(entry.replacementTrigger, "AROATESTINGROLE");
        assert.ok(entry.deleteBeforeReplace, "EKS takes one entry a principal");
    });

    it("binds the group to the listed rules in each namespace", () => {
        assert.deepEqual(harness.one(`${KUBERNETES}:RoleBinding`, "testing-shop-binding").inputs, {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "RoleBinding",
            metadata: { name: "gitops-acme-deployer", namespace: "shop" },
            roleRef: {
                apiGroup: "rbac.authorization.k8s.io",
                kind: "Role",
                name: "gitops-acme-deployer",
            },
            subjects: [
                {
                    apiGroup: "rbac.authorization.k8s.io",
                    kind: "Group",
                    name: "gitops:acme:deployers",
                },
            ],
        });
    });

    it("gives Secrets and Roles only in the namespace that says so", () => {
        const kinds = (namespace: string): readonly string[] => {
            const { inputs } = harness.one(`${KUBERNETES}:Role`, `testing-${namespace}-role`);
            assert.deepEqual(inputs["metadata"], { name: "gitops-acme-deployer", namespace });
            return (inputs["rules"] as { resources: string[] }[]).flatMap((rule) => rule.resources);
        };
        const extra = ["secrets", "roles", "rolebindings"];
        assert.deepEqual(
            kinds("shop").filter((kind) => extra.includes(kind)),
            extra,
        );
        assert.deepEqual(
            kinds("default").filter((kind) => extra.includes(kind)),
            [],
        );
    });

    it("makes the namespace under its own name, before what is in it, and takes it away after", () => {
        const namespace = harness.one(NAMESPACE, "testing-shop-namespace");
        assert.deepEqual(namespace.inputs["metadata"], {
            name: "shop",
            labels: { "pod-security.kubernetes.io/enforce": "baseline" },
        });
        const shopRole = harness.one(`${KUBERNETES}:Role`, "testing-shop-role");
        const binding = harness.one(`${KUBERNETES}:RoleBinding`, "testing-shop-binding");
        assert.ok(goesBefore(harness, shopRole, namespace));
        assert.ok(goesBefore(harness, binding, shopRole));
    });

    it("takes the mapping away before the role", () => {
        const entry = harness.one(ENTRY, "testing-entry");
        assert.ok(goesBefore(harness, entry, harness.one(ROLE, "testing-role")));
    });

    it("lets objects die with a cluster of ours, and deletes them by call from another's", async () => {
        const inCluster = (): readonly string[] =>
            harness.resources
                .filter(
                    ({ type, name }) =>
                        (type.startsWith("kubernetes:") || type === ENFORCED) &&
                        !name.startsWith("given-"),
                )
                .map(({ deletedWith }) => deletedWith);
        assert.deepEqual(inCluster(), ["", "", "", "", "", ""]);

        harness = await registered(() => build({ deletedWith: givenResource("cluster") }));
        const cluster = harness.one(NAMESPACE, "given-cluster").urn;
        assert.deepEqual(inCluster(), Array(6).fill(cluster));
        assert.equal(harness.one(ENTRY, "testing-entry").deletedWith, "");

        const shop = {
            existing: true,
            secrets: false,
            roles: false,
            podSecurity: "baseline",
        } as const;
        harness = await registered(() =>
            build({
                access: { kind: "namespaces", namespaces: { shop } },
                deletedWith: givenResource("cluster"),
            }),
        );
        const patch = harness.one(NAMESPACE_PATCH, "testing-shop-pod-security");
        assert.equal(patch.deletedWith, harness.one(NAMESPACE, "given-cluster").urn);
    });

    it("tells the role's ARN and unique id, and what whoever deploys depends on", async () => {
        assert.equal(
            await value(role!.roleArn),
            "arn:aws:iam::222222222222:role/acme-deployer-testing",
        );
        assert.equal(await value(role!.roleUniqueId), "AROATESTINGROLE");
        assert.equal(
            await value(role!.trustPolicy),
            harness.one(ROLE, "testing-role").inputs["assumeRolePolicy"],
        );
        const urns = await Promise.all(role!.authorization.map(({ urn }) => value(urn)));
        const types = harness.resources
            .filter(({ urn }) => urns.includes(urn))
            .map(({ name }) => name)
            .sort();
        assert.deepEqual(types, [
            "testing-default-binding",
            "testing-default-role",
            "testing-enforced",
            "testing-entry",
            "testing-shop-binding",
            "testing-shop-namespace",
            "testing-shop-role",
        ]);
    });

    it("acts in the target's account and in the target's cluster", () => {
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["222222222222"]);
        for (const resource of harness.resources) {
            if (resource.type.startsWith("kubernetes:")) {
                assert.equal(actingProvider(resource, harness), "given-kubernetes-testing");
            }
        }
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
        await assertSameInPreview(() => build({ access: { kind: "cluster" } }));
    });

    it("has the same user and groups in aws-auth as in an access entry, and one mapping at a time", async () => {
        const entry = harness.one(ENTRY, "testing-entry").inputs;
        const patched = await registered(() =>
            build({
                mapping: { kind: "awsAuthPatch", clusterArn: "arn:cluster", kubeconfig: "{}" },
            }),
        );
        const { inputs } = patched.one(
            "pulumi-nodejs:dynamic/eks-gitops-fleet:AwsAuthEntry",
            "testing-aws-auth",
        );
        assert.equal(inputs["userName"], entry["userName"]);
        assert.deepEqual(inputs["groups"], entry["kubernetesGroups"]);
        assert.equal(inputs["roleArn"], entry["principalArn"]);
        assert.ok(!inventory(patched).some((line) => line.startsWith(ENTRY)));
    });

    it("leaves the mapping to whoever pastes it, and makes RBAC all the same", async () => {
        const manual = await registered(() => build({ mapping: { kind: "awsAuthManual" } }));
        assert.ok(!inventory(manual).some((line) => /AccessEntry|AwsAuthEntry/.test(line)));
        assert.ok(inventory(manual).some((line) => line.includes("RoleBinding")));
    });
});
