import assert from "node:assert/strict";

import { ClusterKey } from "../../../components";
import {
    accounts,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenAws,
    inventory,
    registered,
} from "../../support/fleet";
import { value } from "../../support/mocks";

function build(region = "eu-west-1"): ClusterKey {
    return new ClusterKey(
        "secrets",
        { accountId: "222222222222", region, clusterName: "testing", deletionWindowInDays: 7 },
        { providers: [givenAws("222222222222")] },
    );
}

describe("ClusterKey", () => {
    it("makes a key that rotates, and a name for people to find it by", async () => {
        const harness = await registered(() => build());
        assert.deepEqual(inventory(harness), [
            "aws:kms/alias:Alias secrets-alias",
            "aws:kms/key:Key secrets-key",
            "eks-gitops-fleet:index:ClusterKey secrets",
        ]);
        assertChildNames(harness);
        const { policy, ...inputs } = harness.one("aws:kms/key:Key", "secrets-key").inputs;
        assert.ok(policy);
        assert.deepEqual(inputs, {
            description: "Secrets of EKS cluster testing",
            enableKeyRotation: true,
            deletionWindowInDays: 7,
        });
        assert.deepEqual(harness.one("aws:kms/alias:Alias", "secrets-alias").inputs, {
            name: "alias/eks/testing",
            targetKeyId: "secrets-key-key-id",
        });
    });

    it("leaves to its account's IAM who may use it: nobody else is named", async () => {
        for (const [region, partition] of [
            ["eu-west-1", "aws"],
            ["us-gov-west-1", "aws-us-gov"],
        ] as const) {
            const harness = await registered(() => build(region));
            const { policy } = harness.one("aws:kms/key:Key", "secrets-key").inputs;
            assert.deepEqual(JSON.parse(String(policy)), {
                Version: "2012-10-17",
                Statement: [
                    {
                        Sid: "EnableIamPolicies",
                        Effect: "Allow",
                        Principal: { AWS: `arn:${partition}:iam::222222222222:root` },
                        Action: "kms:*",
                        Resource: "*",
                    },
                ],
            });
        }
    });

    it("tells its ARN", async () => {
        let key: ClusterKey | undefined;
        await registered(() => (key = build()));
        assert.equal(
            await value(key!.keyArn),
            "arn:aws:kms:eu-west-1:222222222222:key/secrets-key-key-id",
        );
    });

    it("is made in the given account, and the same in a preview", async () => {
        const harness = await registered(() => build());
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["222222222222"]);
        await assertSameInPreview(() => build());
    });
});
