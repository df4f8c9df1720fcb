import assert from "node:assert/strict";

import { configSchema } from "../../scripts/docs/stackSchema";
import { nested, objectOf } from "../support/arbitraries/hostile";
import { changed, problemsOf } from "../support/config";

describe("The shape of a configuration", () => {
    it("rejects a key that JavaScript would drop silently", () => {
        const tags = objectOf([["__proto__", "x"]]);
        assert.deepEqual(problemsOf({ ...changed({}), tags }), [
            "p:tags.__proto__: this name is reserved by JavaScript; choose another.",
        ]);
    });

    it("accepts keys with the names of inherited properties", () => {
        const tags = { constructor: "a", toString: "b", hasOwnProperty: "c" };
        assert.deepEqual(problemsOf(changed({ tags })), []);
        for (const name of Object.keys(tags)) {
            const [problem] = problemsOf(changed({ [`management.${name}`]: 1 }));
            assert.match(problem ?? "", new RegExp(`^p:management: unknown key "${name}"`));
        }
    });

    it("rejects excessive depth", () => {
        for (const depth of [40, 100_000]) {
            const [problem, ...others] = problemsOf({ ...changed({}), tags: nested(depth) });
            assert.deepEqual(others, []);
            assert.match(
                problem ?? "",
                /^p:tags\..*: allowed: maps and lists nested up to 32 deep\.$/,
            );
        }
    });
});

describe("The patterns of values", () => {
    it("match in linear time", () => {
        const patterns = new Set(
            [...JSON.stringify(configSchema()).matchAll(/"pattern":("(?:[^"\\\\]|\\\\.)*")/g)].map(
                ([, text]) => JSON.parse(text!) as string,
            ),
        );
        assert.ok(patterns.size > 20);
        for (const pattern of patterns) {
            const rule = new RegExp(pattern, "u");
            for (const piece of [
                "a",
                "a-",
                "-",
                "a.",
                "/a",
                "a/",
                "0",
                "1:",
                "a_-",
                "https://a/",
            ]) {
                const started = process.cpuUsage();
                for (const end of ["", "!", "\n"]) {
                    rule.test(piece.repeat(400) + end);
                    rule.test(`arn:aws:iam::111111111111:role/${piece.repeat(400)}${end}`);
                }
                const { user } = process.cpuUsage(started);
                assert.ok(user < 500_000, `${pattern} takes ${user} µs on ${piece}`);
            }
        }
    });
});

describe("A problem", () => {
    it("takes one line without control characters, whatever keys and values are", () => {
        const problems = [
            ...problemsOf(changed({ fleet: "a\nb\u001b[31m" })),
            ...problemsOf({ ...changed({}), "a\nb": 1, "": 2, ["x".repeat(200)]: 3 }),
            ...problemsOf(changed({ targets: { "a\u2028\u202eb": {} } })),
            ...problemsOf(changed({ "guestbook.targets": ["no\r"], "targets.\u0007": {} })),
        ];
        assert.ok(problems.length >= 7);
        for (const problem of problems) {
            assert.doesNotMatch(problem, /[\p{Cc}\u2028\u202e]/u);
            assert.ok(problem.length < 2000, problem);
        }
    });

    it("quotes ambiguous keys in its path", () => {
        assert.match(problemsOf({ ...changed({}), "": 1 })[0] ?? "", /^p:"": unknown key\./);
        assert.match(problemsOf({ ...changed({}), "a b": 1 })[0] ?? "", /^p:"a b": unknown key\./);
    });
});
