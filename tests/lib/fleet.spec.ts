import assert from "node:assert/strict";

import { parseConfig } from "../../components/lib/config/parse";
import { fleetNames } from "../../components/lib/fleet";
import { RAW_CONFIG } from "../support/fixtures";

describe("fleetNames", () => {
    it("derives every name and ARN from the configuration, each in its own account", () => {
        assert.deepEqual(fleetNames(parseConfig(RAW_CONFIG, "fleet")), {
            argoRoleName: "acme-argocd",
            argoRoleArn: "arn:aws:iam::111111111111:role/acme-argocd",
            deployerRoleArns: { testing: "arn:aws:iam::222222222222:role/acme-deployer-testing" },
            targets: {
                testing: {
                    deployerRoleName: "acme-deployer-testing",
                    registrationName: "acme-testing",
                },
            },
        });
    });

    it("keeps the fleet's partition", () => {
        const [management, testing] = [RAW_CONFIG.management, RAW_CONFIG.targets.testing];
        const names = fleetNames(
            parseConfig(
                {
                    ...RAW_CONFIG,
                    management: { ...management, region: "cn-north-1" },
                    targets: { testing: { ...testing, region: "cn-northwest-1" } },
                },
                "fleet",
            ),
        );
        assert.equal(names.argoRoleArn, "arn:aws-cn:iam::111111111111:role/acme-argocd");
        assert.deepEqual(names.deployerRoleArns, {
            testing: "arn:aws-cn:iam::222222222222:role/acme-deployer-testing",
        });
    });

    it("knows a fleet without targets", () => {
        const names = fleetNames(
            parseConfig({ ...RAW_CONFIG, targets: {}, guestbook: {} }, "fleet"),
        );
        assert.deepEqual([names.deployerRoleArns, names.targets], [{}, {}]);
    });
});
