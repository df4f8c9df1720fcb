import assert from "node:assert/strict";
import fc from "fast-check";

import { policyText } from "../../../components/lib/iam/documents";
import {
    assumeRolePermission,
    deployerPacks,
    MAX_MANAGED_POLICY_CHARACTERS,
} from "../../../components/lib/iam/packs";

/** So many targets with names as long as they can be. */
function roleArns(count: number): Record<string, string> {
    return Object.fromEntries(
        Array.from({ length: count }, (_, index) => {
            const key = `target-${String(index).padStart(4, "0")}`.padEnd(32, "x");
            return [key, `arn:aws-us-gov:iam::111111111111:role/${"f".repeat(20)}-deployer-${key}`];
        }),
    );
}

describe("deployerPacks", () => {
    it("makes no policy where there is no target", () => {
        assert.deepEqual(deployerPacks({}), []);
    });

    it("allows exactly sts:AssumeRole on exactly the roles, in the order of their keys", () => {
        assert.deepEqual(deployerPacks({ b: "arn:b", a: "arn:a" }), [
            {
                id: "3dcc5c52",
                members: ["a", "b"],
                document: {
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Sid: "AssumeDeployerRoles",
                            Effect: "Allow",
                            Action: "sts:AssumeRole",
                            Resource: ["arn:a", "arn:b"],
                        },
                    ],
                },
            },
        ]);
    });

    it("is the same under every order of the targets", () => {
        const arns = roleArns(90);
        const reversed = Object.fromEntries(Object.entries(arns).reverse());
        assert.deepEqual(deployerPacks(reversed), deployerPacks(arns));
    });

    it("gets another id when a member joins, leaves, or has another role", () => {
        const memberships: readonly Record<string, string>[] = [
            { a: "arn:a" },
            { a: "arn:a", b: "arn:b" },
            { a: "arn:x" },
            { b: "arn:a" },
        ];
        const ids = memberships.map((arns) => deployerPacks(arns)[0]!.id);
        assert.equal(new Set(ids).size, ids.length);
    });

    it("starts a second policy only where the first has no room for another role", () => {
        const [first, second, ...others] = deployerPacks(roleArns(80));
        const next = first!.members.length;
        assert.equal(others.length, 0);
        assert.equal(next + second!.members.length, 80);
        const all = Object.values(roleArns(80));
        const fuller = policyText(assumeRolePermission(all.slice(0, next + 1)));
        assert.ok(fuller.length > MAX_MANAGED_POLICY_CHARACTERS);
    });

    it("holds every target exactly once, in policies of 6,144 characters at most", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 400 }), (count) => {
                const arns = roleArns(count);
                const packs = deployerPacks(arns);
                assert.deepEqual(
                    packs.flatMap(({ members }) => members),
                    Object.keys(arns).sort(),
                );
                assert.deepEqual(
                    packs.flatMap(({ document }) => document.Statement[0]!.Resource),
                    Object.values(arns),
                );
                for (const { document } of packs) {
                    assert.ok(JSON.stringify(document).replace(/\s/g, "").length <= 6144);
                }
            }),
            { seed: 1, numRuns: 25 },
        );
    });
});
