import assert from "node:assert/strict";

import { ArgoRole, type ArgoRoleArgs } from "../../../components";
import {
    accounts,
    assertChildNames,
    assertNoDefaultProvider,
    assertRefused,
    assertSameInPreview,
    givenAws,
    goesBefore,
    inventory,
    registered,
} from "../../support/fleet";
import { value } from "../../support/mocks";
import { givenHub, HUB_ARN } from "../../support/trust";

const ISSUER = "oidc.eks.amazonaws.com/id/HUB";
const ROLE = "aws:iam/role:Role";
const ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";

/** With the required arguments alone, unless a test gives more. */
function build(overrides: Partial<ArgoRoleArgs> = {}): ArgoRole {
    return new ArgoRole(
        "argocd",
        { cluster: givenHub(), ...overrides },
        { providers: [givenAws("111111111111")] },
    );
}

describe("ArgoRole", () => {
    it("creates the role and nothing else", async () => {
        const harness = await registered(() => build());
        assert.deepEqual(inventory(harness), [
            `${ROLE} argocd-role`,
            "eks-gitops-fleet:index:ArgoRole argocd",
        ]);
        assertChildNames(harness);
    });

    it("defaults to a fixed name of the fleet and trusts exactly the three ServiceAccounts that reach clusters", async () => {
        const harness = await registered(() => build());
        const role = harness.one(ROLE, "argocd-role");
        const { assumeRolePolicy, ...inputs } = role.inputs;
        assert.deepEqual(inputs, {
            name: "acme-argocd",
            path: "/",
            description: "Assumed by Argo CD; may assume the fleet's Deployer roles",
        });
        assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: {
                        Federated: `arn:aws:iam::111111111111:oidc-provider/${ISSUER}`,
                    },
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Condition: {
                        StringEquals: {
                            [`${ISSUER}:aud`]: "sts.amazonaws.com",
                            [`${ISSUER}:sub`]: [
                                "system:serviceaccount:argocd:argocd-application-controller",
                                "system:serviceaccount:argocd:argocd-applicationset-controller",
                                "system:serviceaccount:argocd:argocd-server",
                            ],
                        },
                    },
                },
            ],
        });
        assert.ok(role.deleteBeforeReplace, "the name is taken until the old role is gone");
    });

    it("uses the given fleet, namespace, ServiceAccounts, path and boundary", async () => {
        let role: ArgoRole | undefined;
        const harness = await registered(
            () =>
                (role = build({
                    fleet: "other",
                    namespace: "gitops",
                    serviceAccounts: ["deployer"],
                    rolePath: "/platform/",
                    permissionsBoundary: "platform/Boundary",
                })),
        );
        const { assumeRolePolicy, name, path, permissionsBoundary } = harness.one(
            ROLE,
            "argocd-role",
        ).inputs;
        assert.deepEqual(
            [name, path, permissionsBoundary],
            ["other-argocd", "/platform/", "arn:aws:iam::111111111111:policy/platform/Boundary"],
        );
        assert.match(String(assumeRolePolicy), /"system:serviceaccount:gitops:deployer"/);
        assert.equal(role!.roleArn, "arn:aws:iam::111111111111:role/platform/other-argocd");
        assert.deepEqual(
            [role!.fleet, role!.namespace, role!.identity, role!.clusterArn],
            ["other", "gitops", "irsa", HUB_ARN],
        );
    });

    it("accepts the ARN of a boundary, and a name for the role", async () => {
        const permissionsBoundary = "arn:aws:iam::aws:policy/PowerUserAccess";
        const harness = await registered(() => build({ permissionsBoundary, roleName: "argo" }));
        const { inputs } = harness.one(ROLE, "argocd-role");
        assert.deepEqual(
            [inputs["name"], inputs["permissionsBoundary"]],
            ["argo", permissionsBoundary],
        );
    });

    it("computes the ARN for the partition of the cluster's region", async () => {
        let role: ArgoRole | undefined;
        await registered(() => (role = build({ cluster: givenHub({ region: "cn-north-1" }) })));
        assert.equal(role!.roleArn, "arn:aws-cn:iam::111111111111:role/acme-argocd");
    });

    it("applies transforms to the role and the associations", async () => {
        const harness = await registered(() =>
            build({
                identity: "podIdentity",
                transform: {
                    role: { maxSessionDuration: 7200 },
                    podIdentityAssociation: (args, opts, name) => {
                        args.tags = { name };
                        opts.protect = true;
                    },
                },
            }),
        );
        const { maxSessionDuration, name } = harness.one(ROLE, "argocd-role").inputs;
        assert.deepEqual([name, maxSessionDuration], ["acme-argocd", 7200]);
        const { tags } = harness.one(ASSOCIATION, "argocd-argocd-server").inputs;
        assert.deepEqual(tags, { name: "argocd-argocd-server" });
    });

    it("shows what it was given as inputs, and nothing else", async () => {
        const harness = await registered(() => build());
        assert.deepEqual(harness.one("eks-gitops-fleet:index:ArgoRole", "argocd").inputs, {
            clusterArn: HUB_ARN,
            fleet: "acme",
            identity: "irsa",
            namespace: "argocd",
            roleName: "acme-argocd",
            serviceAccounts: [
                "argocd-application-controller",
                "argocd-applicationset-controller",
                "argocd-server",
            ],
        });
    });

    it("trusts Pod Identity for exactly the ServiceAccounts of exactly the cluster, and associates each", async () => {
        const harness = await registered(() => build({ identity: "podIdentity" }));
        assert.deepEqual(inventory(harness), [
            `${ASSOCIATION} argocd-argocd-application-controller`,
            `${ASSOCIATION} argocd-argocd-applicationset-controller`,
            `${ASSOCIATION} argocd-argocd-server`,
            `${ROLE} argocd-role`,
            "eks-gitops-fleet:index:ArgoRole argocd",
        ]);
        assertChildNames(harness);
        const { assumeRolePolicy } = harness.one(ROLE, "argocd-role").inputs;
        assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "pods.eks.amazonaws.com" },
                    Action: ["sts:AssumeRole", "sts:TagSession"],
                    Condition: {
                        StringEquals: {
                            "aws:RequestTag/eks-cluster-arn": HUB_ARN,
                            "aws:RequestTag/kubernetes-namespace": "argocd",
                            "aws:RequestTag/kubernetes-service-account": [
                                "argocd-application-controller",
                                "argocd-applicationset-controller",
                                "argocd-server",
                            ],
                        },
                    },
                },
            ],
        });
        const association = harness.one(ASSOCIATION, "argocd-argocd-server");
        assert.deepEqual(association.inputs, {
            clusterName: "management",
            namespace: "argocd",
            serviceAccount: "argocd-server",
            roleArn: "arn:aws:iam::111111111111:role/acme-argocd",
        });
        assert.ok(goesBefore(harness, association, harness.one(ROLE, "argocd-role")));
    });

    it("creates Pod Identity's associations in the hub account", async () => {
        const harness = await registered(() => build({ identity: "podIdentity" }));
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["111111111111"]);
    });

    it("is the same in a preview with Pod Identity", async () => {
        await assertSameInPreview(() => build({ identity: "podIdentity" }));
    });

    it("rejects an empty list of ServiceAccounts", async () => {
        await assertRefused(
            () => build({ serviceAccounts: [] }),
            "ArgoRole argocd: 'serviceAccounts' must name at least one ServiceAccount that may assume the role.",
        );
    });

    it("exposes the role's name, ARN, unique id and trust policy", async () => {
        let role: ArgoRole | undefined;
        const harness = await registered(() => (role = build()));
        assert.equal(role!.roleArn, "arn:aws:iam::111111111111:role/acme-argocd");
        assert.equal(await value(role!.roleUniqueId), "AROAARGOCDROLE");
        assert.equal(
            await value(role!.trustPolicy),
            harness.one(ROLE, "argocd-role").inputs["assumeRolePolicy"],
        );
        assert.equal(await value(role!.roleName), "acme-argocd");
    });

    it("creates everything in the hub account", async () => {
        const harness = await registered(() => build());
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["111111111111"]);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
