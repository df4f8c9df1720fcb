import assert from "node:assert/strict";

import { changed } from "../support/config";
import { BOTH, find } from "../support/deliveredStacks";
import { DEV_FILE, HUB_FILE } from "../support/delivery";

describe("Clusters of delivered stacks", () => {
    it("need no agent pool if their endpoints are open to the world", async () => {
        const hub = changed({ "management.endpointAccess": "world" }, HUB_FILE);
        const { problems } = await find({ hub }, { stacks: { hub: {} }, agentPool: undefined });
        assert.deepEqual(problems, []);
    });

    it("cause a warning if they are not managed by the stack and Pulumi's own runners must reach them", async () => {
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
            agentPool: undefined,
            stacks: { hub: {}, dev: {}, away: { pushToDeploy: false } },
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
                    `stacks.${stack!}: Pulumi's own runners cannot reach private endpoints or endpoints with an allow-list, and delivery does not know who can reach these: ${clusters!}; set agentPool unless all of them are open to the world.`,
            ),
        );
        const pool = await find({ hub, dev, away }, { ...noPool, agentPool: { id: "a" } });
        assert.deepEqual(pool.warnings, []);
    });

    it("need an agent pool even if only GitHub Actions deploys the stack: drift detection uses it", async () => {
        const { problems } = await find(BOTH, {
            agentPool: undefined,
            stacks: {
                dev: { pushToDeploy: false, githubActions: { environment: "dev" } },
            },
        });
        assert.equal(problems.length, 1);
        assert.match(problems[0]!, /^stacks\.dev\.agentPool: missing/);
    });
});
