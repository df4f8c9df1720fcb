import assert from "node:assert/strict";

import {
    awsManagedPolicyArn,
    clusterAccessPolicyArn,
    clusterArn,
    parsePrincipalArn,
    partitionOf,
    roleArn,
} from "../../../lib/aws/arn";

describe("ARNs", () => {
    for (const [region, partition] of [
        ["eu-west-1", "aws"],
        ["us-east-1", "aws"],
        ["cn-north-1", "aws-cn"],
        ["us-gov-west-1", "aws-us-gov"],
    ] as const) {
        it(`region ${region} belongs to partition ${partition}`, () => {
            assert.equal(partitionOf(region), partition);
        });
    }

    it("contain the partition, in every partition", () => {
        assert.equal(
            roleArn("aws", "111111111111", "acme-argocd"),
            "arn:aws:iam::111111111111:role/acme-argocd",
        );
        assert.equal(
            awsManagedPolicyArn("aws-cn", "AmazonEKSWorkerNodePolicy"),
            "arn:aws-cn:iam::aws:policy/AmazonEKSWorkerNodePolicy",
        );
        assert.equal(
            clusterAccessPolicyArn("aws-us-gov", "AmazonEKSClusterAdminPolicy"),
            "arn:aws-us-gov:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        );
        assert.equal(
            clusterArn("cn-north-1", "111111111111", "testing"),
            "arn:aws-cn:eks:cn-north-1:111111111111:cluster/testing",
        );
    });

    const principal = { partition: "aws", accountId: "111111111111", kind: "role", path: "/" };
    for (const [arn, parts] of [
        ["arn:aws:iam::111111111111:role/Admin", { ...principal, name: "Admin" }],
        ["arn:aws:iam::111111111111:user/jo@x", { ...principal, kind: "user", name: "jo@x" }],
        [
            "arn:aws:iam::111111111111:role/a/b/Admin",
            { ...principal, path: "/a/b/", name: "Admin" },
        ],
        [
            "arn:aws-us-gov:iam::111111111111:role/Admin",
            { ...principal, partition: "aws-us-gov", name: "Admin" },
        ],
    ] as const) {
        it(`parses ${arn}`, () => {
            assert.deepEqual(parsePrincipalArn(arn), parts);
        });
    }

    for (const [what, arn] of [
        ["a session", "arn:aws:sts::111111111111:assumed-role/Admin/me"],
        ["an account", "arn:aws:iam::111111111111:root"],
        ["a group", "arn:aws:iam::111111111111:group/admins"],
        ["an account id of eleven digits", "arn:aws:iam::11111111111:role/Admin"],
        ["an unknown partition", "arn:aws-eu:iam::111111111111:role/Admin"],
        ["a wildcard", "arn:aws:iam::111111111111:role/*"],
        ["something after the name", "arn:aws:iam::111111111111:role/Admin\n"],
        ["a role without name", "arn:aws:iam::111111111111:role/"],
    ] as const) {
        it(`rejects ${what} as a principal's ARN`, () => {
            assert.equal(parsePrincipalArn(arn), undefined);
        });
    }
});
