import assert from "node:assert/strict";
import fc from "fast-check";

import { matchesGlob } from "../../../lib/naming/glob";

describe("A pattern with wildcards", () => {
    it("matches like the equivalent regular expression", () => {
        const short = (...characters: string[]): fc.Arbitrary<string> =>
            fc.array(fc.constantFrom(...characters), { maxLength: 6 }).map((all) => all.join(""));
        fc.assert(
            fc.property(short("a", "b", "*", "?"), short("a", "b", "*"), (pattern, text) => {
                const meaning = pattern.replaceAll("*", ".*").replaceAll("?", ".");
                assert.equal(matchesGlob(pattern, text), new RegExp(`^${meaning}$`).test(text));
            }),
            { seed: 4, numRuns: 2000 },
        );
    });

    it("takes bounded time for any pattern", () => {
        const started = process.cpuUsage();
        assert.equal(matchesGlob("*a".repeat(31), `${"a".repeat(62)}b`), false);
        assert.ok(process.cpuUsage(started).user < 500_000);
    });
});
