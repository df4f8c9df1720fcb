import assert from "node:assert/strict";

import { readHubContract } from "../../components/lib/hubContract";
import { CONTRACT } from "../support/hub";

describe("readHubContract", () => {
    it("reads what a hub tells, and lets a newer hub tell more", () => {
        assert.deepEqual(readHubContract(CONTRACT, "hub"), CONTRACT);
        assert.deepEqual(readHubContract({ ...CONTRACT, later: 1 }, "hub"), CONTRACT);
    });

    it("says of a stack without the output to bring it up first", () => {
        for (const output of [undefined, null]) {
            assert.match(
                String(readHubContract(output, "acme/fleet/hub")),
                /^stack acme\/fleet\/hub has no output "hub".* Run pulumi up there first\.$/,
            );
        }
    });

    it("refuses another version of the contract", () => {
        assert.match(
            String(readHubContract({ ...CONTRACT, version: 2 }, "hub")),
            /speaks version 2 of the contract between stacks, this program version 1\./,
        );
        assert.match(String(readHubContract("x", "hub")), /speaks version undefined/);
    });

    it("names what is missing", () => {
        const { argoRoleArn, ...rest } = CONTRACT;
        assert.ok(argoRoleArn);
        assert.match(String(readHubContract(rest, "hub")), /is incomplete \(argoRoleArn\)/);
    });
});
