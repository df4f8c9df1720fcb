import assert from "node:assert/strict";

import { policyText, type PolicyStatement } from "../../../lib/iam/documents";
import {
    boundaryPolicy,
    provisionerPolicies,
    type ProvisionerScope,
} from "../../../lib/provisioner/permissions";
import { roleNamePrefix } from "../../../lib/naming/names";
import { provisionerScope } from "../../support/provisioner";

const SCOPE = provisionerScope("111111111111", "management");

/** Everything with the maximum length. */
const LONGEST: ProvisionerScope = {
    partition: "aws-us-gov",
    accountId: "111111111111",
    fleet: "f".repeat(20),
    clusterNames: Array.from({ length: 8 }, (_, index) => `${index}${"c".repeat(99)}`),
    boundaryName: `${"p".repeat(64)}/${"b".repeat(128)}`,
    rolePath: `/${"r".repeat(62)}/`,
};

const BOUNDARY = "arn:aws:iam::111111111111:policy/acme-boundary";

describe("What a provisioner may do", () => {
    it("is split by service into policies that IAM accepts", () => {
        assert.deepEqual(Object.keys(provisionerPolicies(SCOPE)), [
            "network",
            "identity",
            "account",
            "clusters",
            "roles",
        ]);
        const policies = Object.values(provisionerPolicies(LONGEST));
        assert.ok(policies.length <= 10, `${policies.length} policies`);
        for (const document of policies) {
            assert.ok(policyText(document).length <= 6144);
        }
        assert.ok(policyText(boundaryPolicy(LONGEST)).length <= 6144);
    });

    it("includes nothing for networks, keys, logs and clusters' roles if no cluster is created", () => {
        const scope = { ...LONGEST, clusterNames: [], usedClusterNames: LONGEST.clusterNames };
        const policies = provisionerPolicies(scope);
        assert.deepEqual(Object.keys(policies), ["identity", "account", "used"]);
        assert.ok(policyText(policies["used"]!).length <= 6144);
        const services = new Set(
            statements(scope)
                .flatMap(actionsOf)
                .map((action) => action.split(":")[0]),
        );
        assert.deepEqual([...services].sort(), ["eks", "iam"]);
    });

    it("explains how to name more clusters than fit", () => {
        const clusterNames = Array.from({ length: 9 }, (_, index) => `acme-${index}`);
        assert.throws(() => provisionerPolicies({ ...SCOPE, clusterNames }), {
            message:
                'the fleet has 9 clusters in account 111111111111, and a provisioner for them needs 11 policies, but a role can have only 10: name them by patterns, such as "acme-*".',
        });
    });

    it("allows no entire service, and any resource only for actions without resource-level permissions", () => {
        const everywhere = allowed()
            .filter(({ Resource }) => Resource === "*")
            .flatMap(actionsOf);
        assert.deepEqual(
            everywhere.filter((action) => !action.startsWith("ec2:Describe")),
            ["kms:CreateKey", "kms:ListAliases", "iam:ListOpenIDConnectProviders", "iam:ListRoles"],
        );
        assert.deepEqual(
            allowed()
                .flatMap(actionsOf)
                .filter((action) => action.includes("*")),
            [],
        );
    });

    it("creates roles only with the boundary and the fleet's tag", () => {
        const making = statementsOf("iam:CreateRole");
        assert.equal(making.length, 2);
        for (const { Condition } of making) {
            assert.deepEqual(Condition, {
                StringEquals: {
                    "iam:PermissionsBoundary": BOUNDARY,
                    "aws:RequestTag/eks-gitops-fleet:fleet": "acme",
                },
            });
        }
    });

    it("grants permissions to roles only with the boundary", () => {
        for (const action of [
            "iam:AttachRolePolicy",
            "iam:DetachRolePolicy",
            "iam:PutRolePolicy",
            "iam:DeleteRolePolicy",
        ]) {
            for (const { Condition, Sid } of statementsOf(action)) {
                assert.equal(Condition?.StringEquals?.["iam:PermissionsBoundary"], BOUNDARY, Sid);
            }
        }
    });

    it("attaches named AWS policies to clusters' roles, and packs to role argocd", () => {
        const [clusters] = statementsOf("iam:AttachRolePolicy").filter(({ Resource }) =>
            String(Resource).includes("management"),
        );
        const attachable = clusters?.Condition?.ArnEquals?.["iam:PolicyARN"] as readonly string[];
        assert.ok(attachable.includes("arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"));
        assert.ok(!attachable.some((arn) => /Administrator|\*/.test(arn)));
        const [packs] = statementsOf("iam:AttachRolePolicy").filter(({ Resource }) =>
            String(Resource).endsWith("acme-argocd"),
        );
        assert.deepEqual(packs?.Condition?.ArnLike, {
            "iam:PolicyARN": "arn:aws:iam::111111111111:policy/eks-gitops-fleet/acme/*",
        });
    });

    it("passes roles to their services only, by name", () => {
        const passed = statementsOf("iam:PassRole").map(({ Condition, Resource }) => [
            [Resource].flat().map((arn) => arn!.split(":role/")[1]),
            Condition?.StringEquals?.["iam:PassedToService"],
        ]);
        assert.deepEqual(passed, [
            [["acme-argocd"], "pods.eks.amazonaws.com"],
            [["management-control-plane-*"], "eks.amazonaws.com"],
            [["management-nodes-*"], ["ec2.amazonaws.com", "eks.amazonaws.com"]],
            [["management-ebs-csi-*"], "pods.eks.amazonaws.com"],
            [["management-pods-*"], "eks-fargate-pods.amazonaws.com"],
        ]);
    });

    it("never changes itself, deploy roles or a boundary, whatever else is attached", () => {
        const denied = statements().filter(({ Effect }) => Effect === "Deny");
        assert.deepEqual(
            denied.map(({ Resource }) => Resource),
            [
                [
                    "arn:aws:iam::111111111111:role/acme-provisioner",
                    "arn:aws:iam::111111111111:role/acme-deploy-*",
                    "arn:aws:iam::111111111111:role/*/acme-deploy-*",
                    "arn:aws:iam::111111111111:policy/acme-provisioner-*",
                    "arn:aws:iam::111111111111:policy/acme-deploy-*",
                    "arn:aws:iam::111111111111:policy/*/acme-deploy-*",
                    BOUNDARY,
                ],
                "*",
            ],
        );
        assert.deepEqual(denied[1]?.Action, [
            "iam:DeleteRolePermissionsBoundary",
            "iam:PutRolePermissionsBoundary",
        ]);
    });

    it("matches a cluster's roles by its name, even if the name is shortened", () => {
        const clusterName = "acme-production-of-europe-west";
        const arns = statementsOf("iam:PassRole", { ...SCOPE, clusterNames: [clusterName] })
            .flatMap(({ Resource }) => [Resource].flat() as readonly string[])
            .map((arn) => arn.split(":role/")[1]!.replace("*", ""));
        for (const purpose of ["control-plane", "nodes", "ebs-csi", "pods-system", "pods-a"]) {
            const prefix = roleNamePrefix(clusterName, purpose);
            assert.ok(
                arns.some((arn) => prefix.startsWith(arn)),
                `${prefix} is in none of ${arns.join()}`,
            );
        }
    });

    it("accepts a template's placeholders for everything", () => {
        const text = JSON.stringify(
            provisionerPolicies({
                partition: "${AWS::Partition}",
                accountId: "${AWS::AccountId}",
                fleet: "${Fleet}",
                clusterNames: ["${ClusterName1}"],
                boundaryName: "${BoundaryName}",
                rolePath: "${RolePath}",
            }),
        );
        assert.ok(text.includes("role${RolePath}${ClusterName1}-nodes-*"));
        assert.ok(!/arn:aws|undefined/.test(text));
    });
});

describe("The boundary of the roles that a provisioner creates", () => {
    it("lets role argocd assume the fleet's roles in any account, and nothing else", () => {
        const assuming = boundaryPolicy(SCOPE).Statement.filter(
            (statement) =>
                statement.Effect === "Allow" && actionsOf(statement).includes("sts:AssumeRole"),
        );
        assert.deepEqual(
            assuming.map(({ Resource }) => Resource),
            [["arn:aws:iam::*:role/acme-bootstrap", "arn:aws:iam::*:role/acme-deployer-*"]],
        );
    });

    it("has no statement without resources, whatever the scope lacks", () => {
        const none = { ...SCOPE, clusterNames: [] };
        for (const document of [
            boundaryPolicy(none),
            ...Object.values(provisionerPolicies(none)),
        ]) {
            for (const { Resource, Sid } of document.Statement) {
                assert.ok([Resource].flat().length > 0, Sid);
            }
        }
        assert.ok(boundaryPolicy(SCOPE).Statement.some(({ Sid }) => Sid === "PassNodeRoles"));
    });

    it("lets no role change roles or policies", () => {
        const iam = boundaryPolicy(SCOPE)
            .Statement.filter(({ Effect }) => Effect === "Allow")
            .flatMap(actionsOf)
            .filter((action) => action.startsWith("iam:") && !/:(Get|List)/.test(action));
        assert.deepEqual(iam, [
            "iam:AddRoleToInstanceProfile",
            "iam:CreateInstanceProfile",
            "iam:DeleteInstanceProfile",
            "iam:RemoveRoleFromInstanceProfile",
            "iam:TagInstanceProfile",
            "iam:PassRole",
            "iam:CreateServiceLinkedRole",
        ]);
    });

    it("allows configured actions to runners only", () => {
        const withRunners = boundaryPolicy({ ...SCOPE, runnerActions: ["s3:*"] }).Statement;
        assert.deepEqual(
            withRunners.filter((statement) => actionsOf(statement).includes("s3:*")),
            [
                {
                    Sid: "AllowRunnerActions",
                    Effect: "Allow",
                    Action: ["s3:*"],
                    Resource: "*",
                    Condition: {
                        ArnLike: {
                            "aws:PrincipalArn": "arn:aws:iam::111111111111:role/acme-runner-*",
                        },
                    },
                },
            ],
        );
        assert.equal(withRunners.length, boundaryPolicy(SCOPE).Statement.length + 1);
    });
});

function statements(scope = SCOPE): readonly PolicyStatement[] {
    return Object.values(provisionerPolicies(scope)).flatMap(({ Statement }) => Statement);
}

function allowed(): readonly PolicyStatement[] {
    return statements().filter(({ Effect }) => Effect === "Allow");
}

function statementsOf(action: string, scope = SCOPE): readonly PolicyStatement[] {
    return statements(scope).filter(
        (statement) => statement.Effect === "Allow" && actionsOf(statement).includes(action),
    );
}

function actionsOf({ Action }: PolicyStatement): readonly string[] {
    return typeof Action === "string" ? [Action] : Action;
}
