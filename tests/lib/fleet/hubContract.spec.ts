import assert from "node:assert/strict";

import { harnessOf, readHubContract } from "../../../lib/fleet/hubContract";
import { HARNESS_SCOPE } from "../../support/harness";
import { CONTRACT } from "../../support/hub";

/** The message for an invalid output. */
function refusal(output: unknown, stack = "hub"): string {
    const answer = readHubContract(output, stack);
    assert.ok(typeof answer === "string");
    return answer;
}

describe("readHubContract", () => {
    it("parses a hub's output, and ignores unknown fields of a newer hub", () => {
        assert.deepEqual(readHubContract(CONTRACT, "hub"), CONTRACT);
        assert.deepEqual(readHubContract({ ...CONTRACT, later: 1 }, "hub"), CONTRACT);
    });

    it("asks to run pulumi up first if the stack has no output", () => {
        for (const output of [undefined, null]) {
            assert.match(
                refusal(output, "acme/fleet/hub"),
                /^stack acme\/fleet\/hub has no output "hub".* Run pulumi up in that stack first\.$/,
            );
        }
    });

    it("rejects another version of the contract", () => {
        assert.match(
            refusal({ ...CONTRACT, version: 3 }),
            /uses version 3 of the contract between stacks, but this program supports versions 1 and 2\./,
        );
        assert.match(refusal("x"), /uses version undefined/);
    });

    it("reads of a hub with Harness's agent how that knows clusters, and of one with Argo CD that there is none", () => {
        const harness = { argoCd: "managed", scope: HARNESS_SCOPE };
        const contract = readHubContract({ ...CONTRACT, version: 2, harness }, "hub");
        assert.ok(typeof contract !== "string");
        assert.deepEqual(harnessOf(contract), harness);
        assert.equal(harnessOf(CONTRACT), undefined);
        assert.match(refusal({ ...CONTRACT, version: 2 }), /is incomplete \(harness\)/);
    });

    it("names missing fields", () => {
        const { argoRoleArn, ...rest } = CONTRACT;
        assert.ok(argoRoleArn);
        assert.match(refusal(rest), /is incomplete \(argoRoleArn\)/);
    });
});
