import assert from "node:assert/strict";

import { parseDelivery } from "../../delivery/config";
import { SECTIONS } from "../../delivery/schema";
import { ConfigError } from "../../lib/problems";
import { changed } from "../support/config";
import { DELIVERY, deliveryProblems } from "../support/delivery";

describe("Empty values in the configuration of delivery", () => {
    it("are rejected with their path and what is allowed", () => {
        const problems = deliveryProblems(changed({ "stacks.hub": null }, DELIVERY));
        assert.equal(problems.length, 1, problems.join("\n"));
        assert.match(problems[0]!, /stacks\.hub: found null; allowed: a map with the keys /);
    });

    it("never cause another error than the ordinary one, in any section", () => {
        for (const base of [DELIVERY, {}]) {
            for (const name of Object.keys(SECTIONS)) {
                for (const value of [null, { a: null }, { Bad: null }, [null], { a: {} }]) {
                    try {
                        parseDelivery({ ...base, [name]: value }, "p");
                    } catch (error) {
                        assert.ok(error instanceof ConfigError, `${name}: ${String(error)}`);
                    }
                }
            }
        }
    });
});
