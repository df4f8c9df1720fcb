import assert from "node:assert/strict";

import type { DeployerRole } from "../../../components";
import type { AccessArgs } from "../../../lib/kubernetes/access";
import { build } from "../../support/deployerRole";
import {
    accounts,
    actingProvider,
    assertChildNames,
    assertNoDefaultProvider,
    assertRefused,
    assertSameInPreview,
    givenResource,
    goesBefore,
    inventory,
    registered,
} from "../../support/fleet";
import { install, value, type Harness } from "../../support/mocks";
import { ARGO_ROLE, givenCluster, givenHub } from "../../support/trust";

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

    it("creates role, access entry, the enforced RBAC of each namespace, and the namespace that does not exist", () => {
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

    it("creates one binding to cluster-admin for the whole cluster, and no namespace", async () => {
        harness = await registered(() => build({ access: "cluster" }));
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

    it("allows only role argocd to assume the role, which has a fixed name and no permission", () => {
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

    it("allows Secrets and Roles only in the namespace that sets them", () => {
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

    it("creates the namespace before its RBAC and deletes it after", () => {
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

    it("deletes the mapping before the role", () => {
        const entry = harness.one(ENTRY, "testing-entry");
        assert.ok(goesBefore(harness, entry, harness.one(ROLE, "testing-role")));
    });

    it("deletes its objects with an owned cluster, and one by one on any other", async () => {
        const inCluster = (): readonly string[] =>
            harness.resources
                .filter(
                    ({ type, name }) =>
                        (type.startsWith("kubernetes:") || type === ENFORCED) &&
                        !name.startsWith("given-"),
                )
                .map(({ deletedWith }) => deletedWith);
        assert.deepEqual(inCluster(), ["", "", "", "", "", ""]);

        harness = await registered(() =>
            build({ cluster: givenCluster({ cluster: givenResource("cluster") }) }),
        );
        const cluster = harness.one(NAMESPACE, "given-cluster").urn;
        // One more: an owned cluster's existing namespace is labeled.
        assert.deepEqual(inCluster(), Array(7).fill(cluster));
        assert.equal(harness.one(ENTRY, "testing-entry").deletedWith, "");

        const patch = harness.one(NAMESPACE_PATCH, "testing-default-pod-security");
        assert.deepEqual((patch.inputs["metadata"] as { labels: unknown }).labels, {
            "pod-security.kubernetes.io/enforce": "baseline",
        });
    });

    it("exposes the role, its scope, and the resources that a deployment depends on", async () => {
        assert.equal(role!.roleArn, "arn:aws:iam::222222222222:role/acme-deployer-testing");
        assert.equal(role!.awsAuthEntry, undefined);
        assert.deepEqual(role!.access, {
            kind: "namespaces",
            namespaces: {
                default: { existing: true, secrets: false, roles: false },
                shop: { existing: false, secrets: true, roles: true },
            },
        });
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
            "testing-role",
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
        await assertSameInPreview(() => build({ access: "cluster" }));
    });

    it("has the same user and groups in aws-auth as in an access entry, and one mapping at a time", async () => {
        const entry = harness.one(ENTRY, "testing-entry").inputs;
        const patched = await registered(() => build({ mapping: "awsAuthPatch" }));
        const { inputs } = patched.one(
            "pulumi-nodejs:dynamic/eks-gitops-fleet:AwsAuthEntry",
            "testing-aws-auth",
        );
        assert.equal(inputs["userName"], entry["userName"]);
        assert.deepEqual(inputs["groups"], entry["kubernetesGroups"]);
        assert.equal(inputs["roleArn"], entry["principalArn"]);
        assert.ok(!inventory(patched).some((line) => line.startsWith(ENTRY)));
    });

    it("prints the entry of a manual mapping, creates no mapping, and creates the RBAC", async () => {
        const manual = await registered(() => (role = build({ mapping: "awsAuthManual" })));
        assert.ok(!inventory(manual).some((line) => /AccessEntry|AwsAuthEntry/.test(line)));
        assert.ok(inventory(manual).some((line) => line.includes("RoleBinding")));
        assert.match(
            role!.awsAuthEntry!,
            /rolearn: "arn:aws:iam::222222222222:role\/acme-deployer-testing"/,
        );
        // Through the role alone: there is no mapping that would depend on it.
        const urns = await Promise.all(role!.authorization.map(({ urn }) => value(urn)));
        assert.ok(urns.includes(manual.one(ROLE, "testing-role").urn));
    });

    it("uses the given fleet, path and boundary, and the partition of the cluster's region", async () => {
        harness = await registered(
            () =>
                (role = build({
                    cluster: givenCluster({ region: "us-gov-west-1" }),
                    fleet: "other",
                    rolePath: "/platform/",
                    permissionsBoundary: "Boundary",
                })),
        );
        const { name, path, permissionsBoundary } = harness.one(ROLE, "testing-role").inputs;
        assert.deepEqual(
            [name, path, permissionsBoundary],
            [
                "other-deployer-testing",
                "/platform/",
                "arn:aws-us-gov:iam::222222222222:policy/Boundary",
            ],
        );
        assert.equal(
            role!.roleArn,
            "arn:aws-us-gov:iam::222222222222:role/platform/other-deployer-testing",
        );
        assert.deepEqual(harness.one(ENTRY, "testing-entry").inputs["kubernetesGroups"], [
            "gitops:other:deployers",
        ]);
    });

    it("trusts tagged sessions if role argocd comes from EKS Pod Identity", async () => {
        const argoRole = { ...ARGO_ROLE, identity: "podIdentity" } as const;
        harness = await registered(() => build({ argoRole }));
        const { assumeRolePolicy } = harness.one(ROLE, "testing-role").inputs;
        assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "TrustArgoCdAROAEXAMPLE1",
                    Effect: "Allow",
                    Principal: { AWS: "arn:aws:iam::111111111111:role/acme-argocd" },
                    Action: ["sts:AssumeRole", "sts:TagSession"],
                },
            ],
        });
    });

    it("applies transforms to the role and the access entry", async () => {
        harness = await registered(() =>
            build({
                transform: {
                    role: (args) => ({ ...args, maxSessionDuration: 7200 }),
                    accessEntry: { tags: { team: "platform" } },
                },
            }),
        );
        const { inputs } = harness.one(ROLE, "testing-role");
        assert.deepEqual(
            [inputs["name"], inputs["maxSessionDuration"]],
            ["acme-deployer-testing", 7200],
        );
        const entry = harness.one(ENTRY, "testing-entry");
        assert.deepEqual(entry.inputs["tags"], { team: "platform" });
        assert.equal(entry.replacementTrigger, "AROATESTINGROLE");
    });

    it("rejects everything that is wrong with the access and the mapping, all at once", async () => {
        await assertRefused(
            () =>
                build({
                    access: {
                        namespaces: {
                            "kube-system": { existing: true },
                            "kube-public": { allowSystemNamespace: true },
                            argocd: {},
                            shop: { allowSystemNamespace: true },
                            Shop: {},
                        },
                    },
                    mapping: "awsAuthManual",
                    rolePath: "/platform/",
                }),
            [
                "DeployerRole testing: the arguments have 6 problems; nothing of it was created.",
                '  access.namespaces: found "Shop"; allowed as a namespace: a DNS-1123 label, 1 to 63 lower-case letters, digits and hyphens, not beginning or ending with a hyphen.',
                "  access.namespaces.kube-system: must be removed, or have allowSystemNamespace: true: controllers with permissions over the whole cluster run there, so anyone who may deploy there can become administrator of the cluster through one of their ServiceAccounts.",
                "  access.namespaces.kube-public.existing: found false; must be true: every cluster has this namespace, and this program neither creates nor deletes it.",
                "  access.namespaces.argocd: must be removed, or have allowSystemNamespace: true: an agent usually runs in a namespace of this name, so anyone who may deploy there can use its ServiceAccounts and reach everything that it reaches.",
                "  access.namespaces.shop.allowSystemNamespace: found true; must be removed: it has no effect on shop, which is not one of kube-system, kube-public, kube-node-lease, argocd.",
                '  mapping: aws-auth cannot map a role with a path, and rolePath is "/platform/": move the cluster to access entries, or create the role without rolePath (with a stack file, in a stack without rolePath).',
                "Every key and its default is explained in docs/configuration.md.",
            ].join("\n"),
        );
    });

    const hub = {
        "the whole management cluster": ["cluster", 'access: found "cluster"; must list'],
        "the agent's namespace": [
            { namespaces: { argocd: { existing: true, allowSystemNamespace: true } } },
            "access.namespaces.argocd: must be removed, because the agent runs",
        ],
        "a system namespace of the management cluster": [
            { namespaces: { "kube-system": { existing: true, allowSystemNamespace: true } } },
            "access.namespaces.kube-system: must be removed: an Application",
        ],
        "privileged pods on the management cluster": [
            { namespaces: { shop: { podSecurity: "privileged" } } },
            'access.namespaces.shop.podSecurity: found "privileged"; must be baseline',
        ],
        "no namespace at all": [{ namespaces: {} }, "access.namespaces: must list at least one"],
    } as const satisfies Record<string, readonly [AccessArgs, string]>;
    for (const [what, [access, problem]] of Object.entries(hub)) {
        it(`rejects access to ${what}`, async () => {
            const harness = await install();
            assert.throws(
                () => build({ access, cluster: givenHub() }),
                (error: Error) => error.message.split("\n")[1]!.startsWith(`  ${problem}`),
            );
            await harness.settle();
        });
    }
});
