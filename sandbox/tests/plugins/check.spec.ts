import * as assert from "node:assert/strict";

import { checkInputs, type Checked } from "../../src/plugins/provider/check";
import { generatedName, prefixedName } from "../../src/plugins/provider/names";
import * as schema from "../../src/plugins/provider/schema";
import { requiredText, UNKNOWN, type Properties } from "../../src/plugins/provider/values";

const fields: schema.Fields = {
    arn: schema.output(),
    name: schema.text({ computed: true }),
    namePrefix: schema.text(),
    path: schema.text({ default: "/" }),
    document: schema.policy({ required: true }),
    size: schema.integer({ only: [1, 2] }),
    config: schema.block({ mode: schema.text({ default: "API" }), ids: schema.textSet() }),
};
const autoname = { property: "name", prefixProperty: "namePrefix", maximum: 20 };

function check(news: Properties, olds: Properties = {}, logicalName = "role"): Checked {
    return checkInputs({
        fields,
        autoname,
        news,
        olds,
        logicalName,
        seed: new Uint8Array([1, 2]),
    });
}

function reasons(news: Properties): readonly string[] {
    return check({ document: "{}", ...news }).failures.map(({ property }) => property);
}

describe("checking a resource's inputs", () => {
    it("fills in defaults, also inside blocks, and notes the top-level ones", () => {
        const { inputs, failures } = check({ document: "{}", name: "n", config: {} });
        assert.deepEqual(failures, []);
        assert.deepEqual(inputs, {
            name: "n",
            path: "/",
            document: "{}",
            config: { mode: "API" },
            __defaults: ["path"],
        });
    });

    it("refuses properties it doesn't know, at any depth, and properties only AWS sets", () => {
        assert.deepEqual(reasons({ nonsense: 1, config: { other: 1 }, arn: "a" }), [
            "nonsense",
            "arn",
            "config.other",
        ]);
    });

    it("refuses missing properties, wrong types and values the sandbox doesn't model", () => {
        assert.deepEqual(
            check({}).failures.map(({ reason }) => reason),
            ["Missing required property 'document'"],
        );
        assert.deepEqual(reasons({ path: 1, config: { ids: [1] }, size: 3 }), [
            "path",
            "size",
            "config.ids[0]",
        ]);
    });

    it("takes unknown values for anything", () => {
        assert.deepEqual(reasons({ path: UNKNOWN, config: UNKNOWN, size: UNKNOWN }), []);
    });

    it("writes a policy document given as an object as text, and not before all of it is known", () => {
        assert.equal(check({ document: { Version: "v" } }).inputs.document, '{"Version":"v"}');
        assert.equal(check({ document: { Version: UNKNOWN } }).inputs.document, UNKNOWN);
    });

    it("takes back what an import adds to a program's inputs", () => {
        assert.deepEqual(check({ document: "{}", tagsAll: {}, __defaults: [] }).failures, []);
    });
});

describe("generated names", () => {
    it("come from the engine's seed, so that preview and update agree", () => {
        const { inputs } = check({ document: "{}" });
        assert.match(requiredText(inputs, "name"), /^role-[0-9a-f]{7}$/);
        assert.equal(check({ document: "{}" }).inputs.name, inputs.name);
    });

    it("stay what they were", () => {
        const olds = { name: "role-0000000", __defaults: ["name"] };
        assert.equal(check({ document: "{}" }, olds).inputs.name, "role-0000000");
    });

    it("replace a name that was given once and no longer is", () => {
        const olds = { name: "given", __defaults: ["path"] };
        assert.notEqual(check({ document: "{}" }, olds).inputs.name, "given");
    });

    it("are left to AWS's provider where a prefix is given", () => {
        assert.equal(check({ document: "{}", namePrefix: "p-" }).inputs.name, undefined);
        assert.match(prefixedName("p-", new Date(0)), /^p-\d{26}$/);
    });

    it("that would be too long are a failure", () => {
        const { failures } = check({ document: "{}" }, {}, "a-name-of-thirteen");
        assert.match(failures[0]?.reason ?? "", /longer than maximum length 20/);
    });

    it("begin with what their kind demands", () => {
        const alias = { property: "name", maximum: 256, before: "alias/" };
        assert.match(generatedName(alias, "key", new Uint8Array([1])), /^alias\/key-/);
    });
});
