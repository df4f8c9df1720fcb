import assert from "node:assert/strict";

import { ArgoRole, type ArgoRoleArgs } from "../../../components";
import { ROLE_SETTINGS } from "../../support/fixtures";
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

const ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/A1";
const ARGS: ArgoRoleArgs = {
    roleName: "acme-argocd",
    identity: {
        kind: "irsa",
        oidcProviderArn: `arn:aws:iam::111111111111:oidc-provider/${ISSUER}`,
        oidcIssuerUrl: `https://${ISSUER}`,
    },
    namespace: "argocd",
    serviceAccounts: ["argocd-server", "argocd-application-controller"],
    roleSettings: ROLE_SETTINGS,
};

const CLUSTER = "arn:aws:eks:eu-west-1:111111111111:cluster/management";
const POD_IDENTITY = {
    kind: "podIdentity",
    clusterName: "management",
    clusterArn: CLUSTER,
} as const;

const ROLE = "aws:iam/role:Role";
const ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";

function build(overrides: Partial<ArgoRoleArgs> = {}): ArgoRole {
    return new ArgoRole(
        "argocd",
        { ...ARGS, ...overrides },
        { providers: [givenAws("111111111111")] },
    );
}

describe("ArgoRole", () => {
    it("makes the role and nothing else", async () => {
        const harness = await registered(() => build());
        assert.deepEqual(inventory(harness), [
            `${ROLE} argocd-role`,
            "eks-gitops-fleet:index:ArgoRole argocd",
        ]);
        assertChildNames(harness);
    });

    it("gives the role its fixed name and trusts exactly the ServiceAccounts", async () => {
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
                                "system:serviceaccount:argocd:argocd-server",
                            ],
                        },
                    },
                },
            ],
        });
        assert.ok(role.deleteBeforeReplace, "the name is taken until the old role is gone");
    });

    it("puts the role under the path and boundary that the organisation asks for", async () => {
        const permissionsBoundaryArn = "arn:aws:iam::111111111111:policy/Boundary";
        const roleSettings = { path: "/platform/", permissionsBoundaryArn };
        const harness = await registered(() => build({ roleSettings }));
        const { path, permissionsBoundary } = harness.one(ROLE, "argocd-role").inputs;
        assert.deepEqual([path, permissionsBoundary], ["/platform/", permissionsBoundaryArn]);
    });

    it("trusts Pod Identity for exactly the ServiceAccounts of exactly the cluster, and tells EKS of each", async () => {
        const harness = await registered(() => build({ identity: POD_IDENTITY }));
        assert.deepEqual(inventory(harness), [
            `${ASSOCIATION} argocd-argocd-application-controller`,
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
                            "aws:RequestTag/eks-cluster-arn": CLUSTER,
                            "aws:RequestTag/kubernetes-namespace": "argocd",
                            "aws:RequestTag/kubernetes-service-account": [
                                "argocd-application-controller",
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

    it("makes Pod Identity's associations in the management account too", async () => {
        const harness = await registered(() => build({ identity: POD_IDENTITY }));
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["111111111111"]);
    });

    it("is the same in a preview with Pod Identity", async () => {
        await assertSameInPreview(() => build({ identity: POD_IDENTITY }));
    });

    it("refuses to trust nobody in particular", async () => {
        await assertRefused(
            () => build({ serviceAccounts: [] }),
            "ArgoRole argocd: 'serviceAccounts' is empty; name the ServiceAccounts that may assume the role.",
        );
    });

    it("tells the role's name, ARN, unique id and trust", async () => {
        let role: ArgoRole | undefined;
        const harness = await registered(() => (role = build()));
        assert.equal(await value(role!.roleArn), "arn:aws:iam::111111111111:role/acme-argocd");
        assert.equal(await value(role!.roleUniqueId), "AROAARGOCDROLE");
        assert.equal(
            await value(role!.trustPolicy),
            harness.one(ROLE, "argocd-role").inputs["assumeRolePolicy"],
        );
        assert.equal(await value(role!.roleName), "acme-argocd");
    });

    it("makes everything in the management account", async () => {
        const harness = await registered(() => build());
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["111111111111"]);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
