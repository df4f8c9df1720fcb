import assert from "node:assert/strict";

import { parseConfig } from "../../../config/parse";
import { argoRoleArn, fleetPackCapacity } from "../../../lib/fleet/names";
import { stackPacks } from "../../../config/fleetNames";
import { fleetTargetNames } from "../../../config/fleetNames";
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

    it("leave room in a pack for the longest key of a target", () => {
        const fleet = { fleet: "f".repeat(20), partition: "aws-us-gov", rolePath: "/" } as const;
        assert.equal(fleetPackCapacity(fleet), 58);
        assert.equal(fleetPackCapacity({ ...fleet, fleet: "acme", partition: "aws" }), 75);
    });
});
