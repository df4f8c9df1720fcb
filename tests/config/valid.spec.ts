import assert from "node:assert/strict";
import fc from "fast-check";

import { joined, sectionsOf } from "../../scripts/docs/sections";
import { configSchema } from "../../scripts/docs/stackSchema";
import { fleets } from "../support/arbitraries/fleets";
import { problemsOf } from "../support/config";
import { stackFile, stackFileMistakes } from "../support/stackFiles";

const RUNS = { seed: 4, numRuns: 1000 };

describe("Configurations that follow every rule", function () {
    this.timeout(600_000);

    it("are accepted by the parser and by the JSON schema", () => {
        fc.assert(
            fc.property(fleets, (raw) => {
                assert.deepEqual(problemsOf(raw), []);
                assert.deepEqual(stackFileMistakes(stackFile(raw)), []);
            }),
            RUNS,
        );
    });

    it("have every key that there is, some time", () => {
        const used = new Set<string>();
        const wanted = new Set<string>();
        for (const { path, schema } of sectionsOf("", configSchema())) {
            const at = path.replace(/ \([^)]*\)/g, "");
            Object.keys(schema.properties ?? {}).forEach((key) => wanted.add(joined(at, key)));
        }
        for (const raw of fc.sample(fleets, { seed: 4, numRuns: 300 })) {
            keysIn(raw, "", wanted).forEach((key) => used.add(key));
        }
        assert.deepEqual(
            [...wanted].filter((key) => !used.has(key)),
            [],
            "tests/support/arbitraries never makes these",
        );
    });
});

/** Paths of a configuration's keys, with `<key>` where the schema leaves the name to the user. */
function keysIn(value: unknown, path: string, known: ReadonlySet<string>): readonly string[] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    return Object.entries(value).flatMap(([key, inner]) => {
        const list = Array.isArray(value);
        const named = joined(path, key);
        const at = list ? `${path}[]` : known.has(named) ? named : joined(path, "<key>");
        return [at, ...keysIn(inner, at, known)];
    });
}
