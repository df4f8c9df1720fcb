import assert from "node:assert/strict";
import fc from "fast-check";

import { fleetPackCapacity, targetNames } from "../../../lib/fleet/names";
import { policyText } from "../../../lib/iam/documents";
import {
    assumeRolePermission,
    deployerPacks,
    MAX_MANAGED_POLICY_CHARACTERS,
    packCapacity,
    packQuotaProblems,
    type Pack,
} from "../../../lib/iam/packs";

const NAMING = { fleet: "acme", partition: "aws", rolePath: "/" } as const;
const CAPACITY = fleetPackCapacity(NAMING);

function arn(identity: string): string {
    return targetNames(NAMING, { identity, accountId: "222222222222" }).deployerRoleArn;
}

/** ARNs of a number of roles with the longest possible names. */
function roleArns(count: number): readonly string[] {
    return Array.from({ length: count }, (_, index) => arn(`t${index}-`.padEnd(32, "x")));
}

function packsOf(arns: readonly string[]): readonly Pack[] {
    return deployerPacks(arns, CAPACITY);
}

/** Ids that are in the first list only. */
function gone(from: readonly Pack[], to: readonly Pack[]): readonly string[] {
    const ids = new Set(to.map(({ id }) => id));
    return from.map(({ id }) => id).filter((id) => !ids.has(id));
}

describe("deployerPacks", () => {
    it("creates no policy when there are no targets", () => {
        assert.deepEqual(packsOf([]), []);
    });

    it("allows exactly sts:AssumeRole for exactly the roles", () => {
        const [pack, ...others] = packsOf(["arn:b", "arn:a"]);
        assert.deepEqual(others, []);
        assert.deepEqual(pack!.members, ["arn:a", "arn:b"]);
        assert.deepEqual(pack!.document, {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "AssumeDeployerRoles",
                    Effect: "Allow",
                    Action: "sts:AssumeRole",
                    Resource: ["arn:a", "arn:b"],
                },
            ],
        });
    });

    it("also allows sts:TagSession if sessions carry tags, in a policy with another name", () => {
        const [plain] = packsOf(["arn:a"]);
        const [tagged] = deployerPacks(["arn:a"], CAPACITY, true);
        assert.deepEqual(tagged!.document.Statement[0]!.Action, [
            "sts:AssumeRole",
            "sts:TagSession",
        ]);
        assert.notEqual(tagged!.id, plain!.id);
    });

    it("does not depend on the order of the targets", () => {
        const arns = roleArns(90);
        assert.deepEqual(packsOf([...arns].reverse()), packsOf(arns));
    });

    it("changes the id when a member is added, removed or replaced", () => {
        const memberships = [["arn:a"], ["arn:a", "arn:b"], ["arn:x"], ["arn:b"]];
        const ids = memberships.map((arns) => packsOf(arns)[0]!.id);
        assert.equal(new Set(ids).size, ids.length);
    });

    for (const [targets, packs] of [
        [1, 1],
        [CAPACITY, 1],
        [79, 2],
        [81, 2],
        [400, 8],
    ] as const) {
        it(`creates ${packs} packs for ${targets} targets, none over 6,144 characters, with each target in exactly one`, () => {
            const arns = roleArns(targets);
            const made = packsOf(arns);
            assert.equal(made.length, packs);
            assert.deepEqual(made.flatMap(({ members }) => members).sort(), [...arns].sort());
            for (const { document } of made) {
                assert.ok(policyText(document).length <= MAX_MANAGED_POLICY_CHARACTERS);
            }
        });
    }

    it("fills a policy up to the limit: one more of the longest ARNs would exceed it", () => {
        const full = roleArns(CAPACITY);
        const size = (arns: readonly string[]): number =>
            policyText(assumeRolePermission(arns, true)).length;
        assert.ok(size(full) <= MAX_MANAGED_POLICY_CHARACTERS);
        assert.ok(size([...full, arn("z".repeat(32))]) > MAX_MANAGED_POLICY_CHARACTERS);
        assert.equal(packCapacity(arn("z".repeat(32)).length), CAPACITY);
    });

    it("changes only one pack, or splits it, when a target is added", () => {
        fc.assert(
            fc.property(
                fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,31}$/), {
                    minLength: 1,
                    maxLength: 300,
                }),
                (keys) => {
                    const arns = keys.map(arn);
                    const after = packsOf(arns);
                    const before = packsOf(arns.slice(0, -1));
                    assert.ok(gone(before, after).length <= 1, "packs that went");
                    const came = gone(after, before);
                    assert.ok(came.length <= 2, `${came.length} came`);
                    const moved = came.flatMap(
                        (id) => after.find((pack) => pack.id === id)!.members,
                    );
                    const lost = gone(before, after).flatMap(
                        (id) => before.find((pack) => pack.id === id)!.members,
                    );
                    assert.deepEqual(moved.sort(), [...lost, arns.at(-1)!].sort());
                },
            ),
            { seed: 1, numRuns: 300 },
        );
    });
});

describe("packQuotaProblems", () => {
    const count = { packs: 5, others: 0, quota: 10, targets: 300, capacity: 75 };

    it("accepts half as many packs as the quota", () => {
        assert.deepEqual(packQuotaProblems(count), []);
    });

    it("rejects one more, or one fewer in addition to two policies of others, with counts and the remedy", () => {
        const [problem] = packQuotaProblems({ ...count, packs: 6 });
        assert.equal(problem!.path, "targets");
        assert.match(problem!.remedy, /needs 6 managed policies of at most 75 targets/);
        assert.match(problem!.remedy, /allowed: 10\./);
        const beside = packQuotaProblems({ ...count, others: 2 });
        assert.match(beside[0]!.remedy, /in addition to 2 attached by others/);
        assert.deepEqual(packQuotaProblems({ ...count, packs: 4, others: 2 }), []);
    });
});
