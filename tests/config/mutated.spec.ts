import assert from "node:assert/strict";
import fc from "fast-check";

import { parseConfig } from "../../config/parse";
import { ConfigError } from "../../lib/problems";
import { fleets } from "../support/arbitraries/fleets";
import { mutated } from "../support/arbitraries/mutations";
import type { Raw } from "../support/config";
import { stackFile, stackFileMistakes } from "../support/stackFiles";

const RUNS = { seed: 4, numRuns: 1000 };

/** What the parser says: a problem each line, none for what it accepts. Anything else that it throws is thrown on. */
function answer(raw: Raw): readonly string[] {
    try {
        parseConfig(raw, "p");
        return [];
    } catch (error) {
        assert.ok(error instanceof ConfigError, `not a ConfigError: ${String(error)}`);
        for (const { path, remedy } of error.problems) {
            assert.notEqual(path, "");
            assert.notEqual(remedy, "");
        }
        assert.ok(error.problems.length > 0);
        const lines = error.message.split("\n");
        assert.equal(lines.length, error.problems.length + 2, "a problem takes one line");
        assert.doesNotMatch(
            lines.join(""),
            /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\ufeff]/u,
            "nothing in a message moves the terminal's cursor",
        );
        return lines.slice(1, -1);
    }
}

describe("Configurations with something wrong in them", function () {
    this.timeout(600_000);

    it("give problems with a path and a remedy, or are accepted, by the JSON schema as well; none is changed", () => {
        fc.assert(
            fc.property(mutated(fleets), (raw) => {
                const before = JSON.stringify(raw);
                const problems = answer(frozen(raw) as Raw);
                assert.equal(JSON.stringify(raw), before);
                if (problems.length === 0) {
                    assert.deepEqual(stackFileMistakes(stackFile(raw)), []);
                }
            }),
            RUNS,
        );
    });
});

/** An object that can't be changed without an exception, however deep. */
function frozen(value: unknown): unknown {
    const waiting = [value];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
        if (typeof at === "object" && at !== null) {
            waiting.push(...(Object.values(Object.freeze(at)) as unknown[]));
        }
    }
    return value;
}
