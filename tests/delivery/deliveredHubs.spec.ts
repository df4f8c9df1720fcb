import assert from "node:assert/strict";

import { changed } from "../support/config";
import { BOTH, find } from "../support/deliveredStacks";
import { DEV_FILE, HUB_FILE } from "../support/delivery";

describe("Delivered stacks on a hub", () => {
    it("find a hub of the same project by its full name, and use hub.provisionerRoleArn for a hub of another project", async () => {
        const whole = changed({ hub: { stack: "Acme-Corp/eks-gitops-fleet/hub" } }, DEV_FILE);
        const { facts } = await find({ hub: HUB_FILE, dev: whole });
        assert.equal(facts["dev"]!.home.accountId, "111111111111");
        const provisionerRoleArn = "arn:aws:iam::444444444444:role/Hub";
        const elsewhere = changed(
            { hub: { stack: "acme/other/hub", provisionerRoleArn } },
            DEV_FILE,
        );
        const other = await find({ dev: elsewhere }, { stacks: { dev: {} } });
        assert.deepEqual(other.problems, []);
        assert.equal(other.facts["dev"]!.home.accountId, "222222222222");
        assert.ok(other.facts["dev"]!.provisionerRoleArns.includes(provisionerRoleArn));
    });

    it("cause a warning if a push would not update their hub", async () => {
        const changes = { stacks: { dev: {} } };
        assert.deepEqual((await find(BOTH, changes)).warnings, [
            "stacks.dev: its hub, stack hub, is not delivered: a push that changes both updates only this stack.",
        ]);
        const quiet = { stacks: { dev: { pushToDeploy: false } } };
        assert.deepEqual((await find(BOTH, quiet)).warnings, []);
    });
});
