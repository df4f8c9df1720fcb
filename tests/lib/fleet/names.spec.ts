import assert from "node:assert/strict";

import { parseConfig } from "../../../config/parse";
import { argoRoleArn, fleetPackCapacity, fleetPacks, targetNames } from "../../../lib/fleet/names";
import { policyText } from "../../../lib/iam/documents";
import { deployerPacks, MAX_MANAGED_POLICY_CHARACTERS } from "../../../lib/iam/packs";
import { fleetTargetNames, stackPacks } from "../../../config/fleet";
import { changed } from "../../support/config";
import { RAW_CONFIG } from "../../support/fixtures";

describe("The names of a fleet", () => {
    it("derive from the configuration only, each ARN with its own account", () => {
        const config = parseConfig(RAW_CONFIG, "fleet");
        assert.equal(
            argoRoleArn(config, "111111111111"),
            "arn:aws:iam::111111111111:role/acme-argocd",
        );
        assert.deepEqual(fleetTargetNames(config), {
            testing: {
                deployerRoleName: "acme-deployer-testing",
                deployerRoleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
                registrationName: "acme.testing",
            },
        });
    });

    it("keep the fleet's partition and the organization's path", () => {
        const config = parseConfig(
            changed({
                rolePath: "/platform/",
                "management.region": "cn-north-1",
                "targets.testing.region": "cn-northwest-1",
            }),
            "fleet",
        );
        assert.equal(
            argoRoleArn(config, "111111111111"),
            "arn:aws-cn:iam::111111111111:role/platform/acme-argocd",
        );
        assert.equal(
            fleetTargetNames(config)["testing"]!.deployerRoleArn,
            "arn:aws-cn:iam::222222222222:role/platform/acme-deployer-testing",
        );
    });

    it("stay those of the former key when a target is renamed, and so do the packs", () => {
        const { testing } = RAW_CONFIG.targets;
        const before = parseConfig(RAW_CONFIG, "fleet");
        const after = parseConfig(
            {
                ...RAW_CONFIG,
                targets: { stage: { ...testing, formerKey: "testing" } },
                guestbook: { targets: ["stage"] },
            },
            "fleet",
        );
        assert.deepEqual(fleetTargetNames(after)["stage"], fleetTargetNames(before)["testing"]);
        assert.deepEqual(stackPacks(after, "irsa"), stackPacks(before, "irsa"));
        assert.equal(after.targets["stage"]!.displayName, "testing");
    });

    it("are cut into packs by the longest name, whoever computes them", () => {
        for (const [rolePath, partition] of [
            ["/", "aws"],
            ["/platform/", "aws-us-gov"],
        ] as const) {
            const naming = { fleet: "acme", partition, rolePath };
            const arns = Array.from(
                { length: 200 },
                (_, index) =>
                    targetNames(naming, { identity: `t${index}`, accountId: "222222222222" })
                        .deployerRoleArn,
            );
            assert.deepEqual(
                fleetPacks("acme", arns, "podIdentity"),
                deployerPacks(arns, fleetPackCapacity(naming), true),
            );
        }
    });

    it("are cut into smaller packs for longer names of the user's own", () => {
        const arns = Array.from(
            { length: 200 },
            (_, index) => `arn:aws:iam::222222222222:role/${"x".repeat(60)}${index}`,
        );
        for (const { document } of fleetPacks("acme", arns, "irsa")) {
            assert.ok(policyText(document).length <= MAX_MANAGED_POLICY_CHARACTERS);
        }
    });

    it("leave room in a pack for the longest key of a target", () => {
        const fleet = { fleet: "f".repeat(20), partition: "aws-us-gov", rolePath: "/" } as const;
        assert.equal(fleetPackCapacity(fleet), 58);
        assert.equal(fleetPackCapacity({ ...fleet, fleet: "acme", partition: "aws" }), 75);
    });
});
