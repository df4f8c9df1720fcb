import * as assert from "node:assert/strict";

import * as schema from "../../src/plugins/provider/schema";
import { foreseenState, readInputs, settledState } from "../../src/plugins/provider/state";
import { UNKNOWN } from "../../src/plugins/provider/values";

const fields: schema.Fields = {
    arn: schema.output(),
    revision: schema.output("volatile"),
    version: schema.text({ computed: true }),
    description: schema.text(),
    groups: schema.textSet(),
    document: schema.policy(),
    preserve: schema.flag({ kept: true, default: false }),
    config: schema.block({ size: schema.integer(), id: schema.output() }),
};

describe("the state that a preview foresees", () => {
    it("knows the inputs and not what AWS decides", () => {
        assert.deepEqual(foreseenState(fields, { description: "d", config: { size: 1 } }), {
            arn: UNKNOWN,
            revision: UNKNOWN,
            version: UNKNOWN,
            description: "d",
            groups: undefined,
            document: undefined,
            preserve: undefined,
            config: { size: 1, id: UNKNOWN },
        });
    });

    it("keeps on an update what does not change", () => {
        const old = { arn: "a", revision: 1, version: "1", config: { size: 1, id: "i" } };
        const foreseen = foreseenState(fields, { config: { size: 2 } }, old);
        assert.equal(foreseen.arn, "a");
        assert.equal(foreseen.version, "1");
        assert.equal(foreseen.revision, UNKNOWN);
        assert.deepEqual(foreseen.config, { size: 2, id: "i" });
    });
});

describe("the state read from AWS", () => {
    it("keeps the previous text if it means the same", () => {
        const known = { groups: ["b", "a"], document: '{"Statement": []}' };
        const reported = { groups: ["a", "b"], document: '{"Statement":[]}' };
        const settled = settledState(fields, reported, known);
        assert.deepEqual(settled.groups, ["b", "a"]);
        assert.equal(settled.document, '{"Statement": []}');
    });

    it("takes AWS's text if it means something else", () => {
        const settled = settledState(
            fields,
            { groups: ["a"], document: '{"Statement":[{}]}' },
            { groups: ["b"], document: '{"Statement":[]}' },
        );
        assert.deepEqual(settled.groups, ["a"]);
        assert.equal(settled.document, '{"Statement":[{}]}');
    });

    it("keeps what AWS does not report", () => {
        assert.equal(settledState(fields, {}, { preserve: true }).preserve, true);
        assert.equal(settledState(fields, {}, {}).preserve, false);
    });
});

describe("the inputs of a read", () => {
    it("are the previous inputs with AWS's values, and no others", () => {
        const state = { arn: "a", description: "by hand", groups: ["a", "b"], version: "2" };
        assert.deepEqual(
            readInputs(fields, state, {
                description: "d",
                groups: ["b", "a"],
                __defaults: ["description"],
            }),
            { description: "by hand", groups: ["b", "a"], __defaults: ["description"] },
        );
    });

    it("have of a block only what the program gave", () => {
        assert.deepEqual(
            readInputs(fields, { config: { size: 3, id: "i" } }, { config: { size: 1 } }),
            { config: { size: 3 } },
        );
    });

    it("are everything a program would have to set, on import", () => {
        const state = { arn: "a", description: "d", groups: [], preserve: false };
        assert.deepEqual(readInputs(fields, state, {}), { description: "d" });
    });
});
