import * as assert from "node:assert/strict";

import fc from "fast-check";

import { DEFAULT_AWS_TIME, formatAwsTime, NO_DELAYS, parseAwsTime } from "../../src/aws/time";

describe("the delays of the local AWS (--aws-time)", () => {
    it("defaults to a few seconds each", () => {
        assert.deepEqual(DEFAULT_AWS_TIME, { resolve: 2000, accept: 2000, admit: 3000 });
    });

    it("reads a preset", () => {
        assert.deepEqual(parseAwsTime("none"), NO_DELAYS);
        assert.deepEqual(parseAwsTime("quick"), DEFAULT_AWS_TIME);
        assert.deepEqual(parseAwsTime("slow"), { resolve: 60_000, accept: 60_000, admit: 30_000 });
    });

    it("reads settings in any unit and defaults those that are left out", () => {
        assert.deepEqual(parseAwsTime("resolve=500ms, accept=1.5s, admit=2m"), {
            resolve: 500,
            accept: 1500,
            admit: 120_000,
        });
        assert.deepEqual(parseAwsTime("admit=0s"), { ...DEFAULT_AWS_TIME, admit: 0 });
    });

    it("reads a preset followed by settings that override it", () => {
        assert.deepEqual(parseAwsTime("none,admit=10s"), { ...NO_DELAYS, admit: 10_000 });
    });

    it("reads what it formats", () => {
        assert.equal(formatAwsTime(DEFAULT_AWS_TIME), "resolve=2s,accept=2s,admit=3s");
        const delay = fc.integer({ min: 0, max: 600_000 });
        const times = fc.record(
            { resolve: delay, accept: delay, admit: delay },
            { noNullPrototype: true },
        );
        fc.assert(
            fc.property(times, (time) => {
                assert.deepEqual(parseAwsTime(formatAwsTime(time)), time);
            }),
        );
    });

    it("rejects invalid text with one error that lists every problem", () => {
        assert.throws(() => parseAwsTime("fast,resolve=soon,wait=5s,admit=1s,admit=2s,slow"), {
            message: [
                '--aws-time "fast,resolve=soon,wait=5s,admit=1s,admit=2s,slow" is invalid:',
                '  - "fast" must be a preset (none, quick, slow) or a setting such as admit=5s',
                '  - resolve must be a duration from 0s to 10m, such as 500ms, 5s or 2m; found "soon"',
                '  - "wait" must be one of resolve, accept, admit',
                "  - admit must be given once",
                '  - preset "slow" must come first',
            ].join("\n"),
        });
    });

    for (const text of [
        "",
        "admit=",
        "admit=5",
        "admit=-1s",
        "admit=11m",
        "admit=1h",
        "constructor",
    ]) {
        it(`rejects "${text}"`, () => {
            assert.throws(() => parseAwsTime(text), /^Error: --aws-time ".*" is invalid:\n {2}- /);
        });
    }
});
