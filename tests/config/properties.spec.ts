import assert from "node:assert/strict";
import fc from "fast-check";

import { parseConfig } from "../../config/parse";
import { ConfigError } from "../../lib/problems";
import { joined, sectionsOf } from "../../scripts/docs/sections";
import { configSchema } from "../../scripts/docs/stackSchema";
import { fleets } from "../support/arbitraries/fleets";
import { mutated } from "../support/arbitraries/mutations";
import { changed, problemsOf, type Raw } from "../support/config";
import { RAW_CONFIG } from "../support/fixtures";
import { stackFile, stackFileMistakes } from "../support/stackFiles";

const RUNS = { seed: 4, numRuns: 1000 };

describe("Valid configurations", function () {
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

    it("between them have every key", () => {
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
            "tests/support/arbitraries never generates these",
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

describe("Mutated configurations", function () {
    this.timeout(600_000);

    it("give problems with path and remedy, or are accepted by the JSON schema too; the input never changes", () => {
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

/** All paths of a value, those of lists and maps too. */
function paths(value: unknown, at = ""): readonly string[] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    return Object.entries(value).flatMap(([key, inner]) => {
        const path = at === "" ? key : `${at}.${key}`;
        return [path, ...paths(inner, path)];
    });
}

describe("Any configuration", () => {
    const path = fc.constantFrom(...paths(RAW_CONFIG), "tags", "management.admins", "argocd");
    const key = fc.oneof(
        fc.string({ minLength: 1 }).filter((name) => !name.includes(".")),
        fc.constantFrom("__proto__", "constructor", "prototype", "length", "then"),
    );
    const mutation = fc.oneof(
        fc.tuple(path, fc.anything({ withNullPrototype: false })).map(([at, value]) => ({
            [at]: jsonOf(value),
        })),
        fc.tuple(path, key, fc.string({ unit: "binary" })).map(([at, name, value]) => ({
            [`${at}.${name}`]: value,
        })),
        path.map((at) => ({ [at]: undefined })),
    );

    it("is parsed, or rejected by a ConfigError whose problems all have a path", () => {
        let refused = 0;
        fc.assert(
            fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
                const raw = mutations.reduce<Raw>(tryToChange, structuredClone(RAW_CONFIG) as Raw);
                try {
                    parseConfig(raw, "p");
                } catch (error) {
                    refused += 1;
                    assert.ok(error instanceof ConfigError, String(error));
                    assert.ok(error.problems.length > 0);
                    for (const problem of error.problems) {
                        assert.notEqual(problem.path, "");
                        assert.notEqual(problem.remedy, "");
                    }
                }
            }),
            { seed: 1, numRuns: 600 },
        );
        assert.ok(refused > 300, "the mutations are harmless");
    });

    /** What a stack file could hold of a value. */
    function jsonOf(value: unknown): unknown {
        const text = JSON.stringify(value, (_, inner: unknown) =>
            typeof inner === "bigint" ? String(inner) : inner,
        ) as string | undefined;
        return text === undefined ? null : (JSON.parse(text) as unknown);
    }

    /** Another mutation may have put a word where this one wants a map. */
    function tryToChange(raw: Raw, mutation: Raw): Raw {
        try {
            return changed(mutation, raw);
        } catch (error) {
            assert.ok(error instanceof TypeError || error instanceof RangeError);
            return raw;
        }
    }
});
