import assert from "node:assert/strict";

import { readHubContract } from "../../components/lib/hubContract";
import { CONTRACT } from "../support/hub";

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
            refusal({ ...CONTRACT, version: 2 }),
            /speaks version 2 of the contract between stacks, this program version 1\./,
        );
        assert.match(refusal("x"), /speaks version undefined/);
    });

    it("names what is missing", () => {
        const { argoRoleArn, ...rest } = CONTRACT;
        assert.ok(argoRoleArn);
        assert.match(refusal(rest), /is incomplete \(argoRoleArn\)/);
    });
});
