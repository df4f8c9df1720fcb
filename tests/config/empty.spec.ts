import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { loadConfig } from "../../config/load";
import { parseConfig } from "../../config/parse";
import { SECTIONS } from "../../config/sections";
import { ConfigError } from "../../lib/problems";
import { changed, problemsOf, stackConfig, type Raw } from "../support/config";
import { RAW_CONFIG } from "../support/fixtures";
import { install } from "../support/mocks";
import { FLEET_WITH_IDENTITY, IDENTITIES_STACK } from "../support/workloadIdentities";

const PROJECT = "project-under-test";
const NEEDED = ["p:fleet: missing; ", "p:management: missing; "];

/** Beginnings of problems: path and what was found. */
function beginnings(raw: unknown): readonly string[] {
    return problemsOf(raw).map((problem) => /^[^;]*; /.exec(problem)?.[0] ?? problem);
}

describe("An empty stack file", () => {
    for (const [title, raw] of [
        ["without keys", {}],
        ["of null", null],
        ["of nothing", undefined],
    ] as const) {
        it(`${title} lists what is required`, () => {
            assert.deepEqual(beginnings(raw), NEEDED);
        });
    }

    for (const raw of [[], "text", 7]) {
        it(`is rejected if it is no map: ${JSON.stringify(raw)}`, () => {
            assert.throws(() => parseConfig(raw, "p"), {
                name: "ConfigError",
                message: new RegExp(
                    `\\n {2}p: found ${JSON.stringify(raw).replace(/[[\]]/g, "\\$&")}; must be a map`,
                ),
            });
        });
    }
});

describe("A section that is null", () => {
    for (const name of Object.keys(SECTIONS)) {
        it(`is rejected with its path and what is allowed: ${name}`, () => {
            const [problem] = problemsOf({ ...RAW_CONFIG, [name]: null }).filter((line) =>
                line.startsWith(`p:${name}: `),
            );
            assert.match(problem ?? "", /: found null; (allowed|must be)/);
        });
    }
});

describe("A map whose value is null", () => {
    const CASES: readonly (readonly [path: string, base: Raw, problem: string])[] = [
        ["targets.a", RAW_CONFIG, "allowed: a map: a cluster's keys, "],
        ["targets.testing.access", RAW_CONFIG, "allowed: cluster, or a map of namespaces"],
        [
            "targets.testing.access.namespaces.default",
            RAW_CONFIG,
            "allowed: a map with the keys existing",
        ],
        ["workloadIdentities.x", FLEET_WITH_IDENTITY, "allowed: a map with the keys cluster"],
        [
            "workloadIdentities.torque.accounts.dev",
            IDENTITIES_STACK,
            "allowed: a map with the keys accountId",
        ],
        [
            "workloadIdentities.torque.namespace",
            IDENTITIES_STACK,
            "allowed: a map with the keys name",
        ],
        ["tags.owner", RAW_CONFIG, "allowed: up to 256"],
    ];
    for (const [path, base, problem] of CASES) {
        it(`is rejected with its path and what is allowed: ${path}`, () => {
            const problems = problemsOf(changed({ [path]: null }, base));
            assert.equal(problems.length, 1, problems.join("\n"));
            assert.ok(problems[0]!.startsWith(`p:${path}: found null; ${problem}`), problems[0]);
        });
    }

    it("never causes another error, in any section of any stack", () => {
        const bases = [RAW_CONFIG, FLEET_WITH_IDENTITY, IDENTITIES_STACK, {}];
        for (const base of bases) {
            for (const name of Object.keys(SECTIONS)) {
                for (const value of [null, { a: null }, { Bad: null }, [null], { a: {} }]) {
                    try {
                        parseConfig({ ...base, [name]: value }, "p");
                    } catch (error) {
                        assert.ok(error instanceof ConfigError, `${name}: ${String(error)}`);
                    }
                }
            }
        }
    });
});

describe("loadConfig of empty values", () => {
    beforeEach(() => install());
    afterEach(() => pulumi.runtime.setAllConfig({}));

    function problems(raw: Raw): readonly string[] {
        pulumi.runtime.setAllConfig(stackConfig(raw, PROJECT));
        try {
            loadConfig();
            return [];
        } catch (error) {
            assert.ok(error instanceof ConfigError, String(error));
            return error.problems.map(({ found = "", path }) => `${path} ${found}`.trim());
        }
    }

    it("reads an empty stack file as one without keys", () => {
        assert.deepEqual(problems({}), ["fleet", "management"]);
    });

    it("reads an empty section as missing", () => {
        assert.deepEqual(problems({ ...RAW_CONFIG, tags: {}, harness: "", delivery: [] }), []);
    });

    it("reports null at every level", () => {
        assert.deepEqual(problems({ ...RAW_CONFIG, management: null }), ['management "null"']);
        assert.deepEqual(problems({ ...RAW_CONFIG, targets: null }), ['targets "null"']);
        assert.deepEqual(problems({ ...RAW_CONFIG, targets: { a: null }, guestbook: {} }), [
            "targets.a null",
        ]);
        assert.deepEqual(problems({ ...RAW_CONFIG, workloadIdentities: { x: null } }), [
            "workloadIdentities.x null",
        ]);
    });
});

describe("A malformed key of a map", () => {
    const { testing } = RAW_CONFIG.targets;
    const upper = (changes: Raw): Raw => ({
        ...RAW_CONFIG,
        targets: { Testing: changed(changes, testing) },
        guestbook: {},
    });
    const KEY =
        'p:targets.Testing: found "Testing"; allowed as a target\'s key: 1 to 32 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen.';

    it("is reported beside what is wrong with its value", () => {
        const problems = problemsOf(upper({ region: "here", access: undefined }));
        assert.equal(problems.length, 3, problems.join("\n"));
        assert.match(problems[0]!, /^p:targets\.Testing\.region: found "here"; /);
        assert.match(problems[1]!, /^p:targets\.Testing\.access: missing; /);
        assert.equal(problems[2], KEY);
    });

    it("is reported beside the rules that the target breaks", () => {
        assert.deepEqual(problemsOf(upper({ nodes: { minSize: 5 } })), [
            KEY,
            "p:targets.Testing.nodes: found minSize 5, desiredSize 2, maxSize 4; allowed: minSize <= desiredSize <= maxSize.",
        ]);
        assert.deepEqual(problemsOf(upper({})), [KEY]);
    });

    it("hides none of the other entries' problems", () => {
        const raw = upper({});
        (raw["targets"] as Raw)["prod"] = { ...testing, nodes: { minSize: 5 }, clusterName: "b" };
        assert.deepEqual(
            problemsOf(raw).map((problem) => problem.split(": ")[0]),
            ["p:targets.Testing", "p:targets.prod.nodes"],
        );
    });

    it("is reported for workload identities and their accounts too", () => {
        const { torque } = IDENTITIES_STACK.workloadIdentities;
        const problems = problemsOf({
            ...IDENTITIES_STACK,
            workloadIdentities: {
                Torque: { ...torque, accounts: { Dev: { accountId: 1 } } },
            },
        }).map((problem) => problem.split("; ")[0]);
        assert.deepEqual(problems, [
            "p:workloadIdentities.Torque.accounts.Dev.accountId: found 1",
            'p:workloadIdentities.Torque.accounts.Dev: found "Dev"',
            'p:workloadIdentities.Torque: found "Torque"',
        ]);
    });
});
