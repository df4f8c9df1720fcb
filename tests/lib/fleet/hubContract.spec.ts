import assert from "node:assert/strict";

import { harnessOf, readHubContract } from "../../../lib/fleet/hubContract";
import { HARNESS } from "../../support/harness";
import { CONTRACT } from "../../support/hub";

/** What is wrong with an output. */
function refusal(output: unknown, stack = "hub"): string {
    const answer = readHubContract(output, stack);
    assert.ok(typeof answer === "string");
    return answer;
}

describe("readHubContract", () => {
    it("reads what a hub tells, and lets a newer hub tell more", () => {
        assert.deepEqual(readHubContract(CONTRACT, "hub"), CONTRACT);
        assert.deepEqual(readHubContract({ ...CONTRACT, later: 1 }, "hub"), CONTRACT);
    });

    it("says of a stack without the output to bring it up first", () => {
        for (const output of [undefined, null]) {
            assert.match(
                refusal(output, "acme/fleet/hub"),
                /^stack acme\/fleet\/hub has no output "hub".* Run pulumi up there first\.$/,
            );
        }
    });

    it("refuses another version of the contract", () => {
        assert.match(
            refusal({ ...CONTRACT, version: 3 }),
            /speaks version 3 of the contract between stacks, this program versions 1 and 2\./,
        );
        assert.match(refusal("x"), /speaks version undefined/);
    });

    it("reads of a hub with Harness's agent how that knows clusters, and of one with Argo CD that there is none", () => {
        const harness = { argoCd: "managed", scope: HARNESS.scope };
        const contract = readHubContract({ ...CONTRACT, version: 2, harness }, "hub");
        assert.ok(typeof contract !== "string");
        assert.deepEqual(harnessOf(contract), harness);
        assert.equal(harnessOf(CONTRACT), undefined);
        assert.match(refusal({ ...CONTRACT, version: 2 }), /is incomplete \(harness\)/);
    });

    it("names what is missing", () => {
        const { argoRoleArn, ...rest } = CONTRACT;
        assert.ok(argoRoleArn);
        assert.match(refusal(rest), /is incomplete \(argoRoleArn\)/);
    });
});
