import assert from "node:assert/strict";

import { changed } from "../support/config";
import { BOTH, find } from "../support/deliveredStacks";
import { DEV_FILE, HUB_FILE } from "../support/delivery";

describe("Delivered stacks' clusters", () => {
    it("are reached from anywhere where they are open to the world", async () => {
        const hub = changed({ "management.endpointAccess": "world" }, HUB_FILE);
        const { problems } = await find(
            { hub },
            { "delivery.stacks": { hub: {} }, "delivery.agentPool": undefined },
        );
        assert.deepEqual(problems, []);
    });

    it("that are somebody else's are warned of, where Pulumi's own runners are to reach them", async () => {
        const place = { accountId: "111111111111", region: "eu-west-1", clusterName: "theirs" };
        const hub = changed(
            {
                operatorCidrs: undefined,
                management: { existing: true, ...place },
                targets: {
                    old: { existing: true, ...place, clusterName: "old", access: "cluster" },
                },
            },
            HUB_FILE,
        );
        const open = { "targets.testing.endpointAccess": "world", operatorCidrs: undefined };
        const dev = changed(open, DEV_FILE);
        const provisionerRoleArn = "arn:aws:iam::444444444444:role/Hub";
        const away = changed({ hub: { stack: "acme/other/hub", provisionerRoleArn } }, dev);
        const noPool = {
            provisionerRoleName: "Delivery",
            "delivery.agentPool": undefined,
            "delivery.stacks": { hub: {}, dev: {}, away: { pushToDeploy: false } },
        };
        const found = await find({ hub, dev, away }, noPool);
        assert.deepEqual(found.problems, []);
        assert.deepEqual(
            found.warnings,
            [
                ["hub", "management of the stack, targets.old of the stack"],
                ["dev", "management of its hub"],
                ["away", "management of stack acme/other/hub"],
            ].map(
                ([stack, clusters]) =>
                    `delivery.stacks.${stack!}: Pulumi's own runners reach no endpoint with an allow-list and no private one, and who is let into these is not known here: ${clusters!}; say agentPool where one of them is not open to the world.`,
            ),
        );
        const pool = await find(
            { hub, dev, away },
            { ...noPool, "delivery.agentPool": { id: "a" } },
        );
        assert.deepEqual(pool.warnings, []);
    });

    it("need agents of one's own where GitHub Actions alone delivers as well: drift detection goes that way", async () => {
        const { problems } = await find(BOTH, {
            "delivery.agentPool": undefined,
            "delivery.stacks": {
                dev: { pushToDeploy: false, githubActions: { environment: "dev" } },
            },
        });
        assert.equal(problems.length, 1);
        assert.match(problems[0]!, /^delivery\.stacks\.dev\.agentPool: missing/);
    });
});
