import * as assert from "node:assert/strict";

import { differences } from "../../src/plugins/provider/diff";
import { diffResource } from "../../src/plugins/provider/operations";
import type { ResourceType } from "../../src/plugins/provider/resource";
import * as schema from "../../src/plugins/provider/schema";
import { UNKNOWN, type Properties } from "../../src/plugins/provider/values";

const fields: schema.Fields = {
    arn: schema.output(),
    name: schema.text({ computed: true, forceNew: true }),
    description: schema.text(),
    groups: schema.textSet(),
    order: schema.texts(),
    document: schema.policy(),
    tags: schema.textMap(),
    key: schema.text({ forceNew: (old) => old !== undefined }),
    config: schema.block({
        mode: schema.text({ computed: true }),
        size: schema.integer(),
        id: schema.output(),
    }),
};

function paths(state: Properties, inputs: Properties, ignored: readonly string[] = []): string[] {
    return differences(fields, state, inputs, ignored).map(
        ({ kind, path, replace }) => `${kind} ${path}${replace ? "!" : ""}`,
    );
}

describe("differences between state and inputs", () => {
    it("are values that were changed, added or removed", () => {
        assert.deepEqual(
            paths({ description: "a", order: ["x"] }, { order: ["x", "y"], key: "k" }),
            ["delete description", "update order", "add key"],
        );
    });

    it("replace where the property says so, of all changes or of some", () => {
        assert.deepEqual(paths({ name: "a" }, { name: "b" }), ["update name!"]);
        assert.deepEqual(paths({ key: "a" }, { key: "b" }), ["update key!"]);
        assert.deepEqual(paths({}, { key: "b" }), ["add key"]);
    });

    it("are none where sets, documents or empty values mean the same", () => {
        const statement = { Effect: "Allow", Action: ["a", "b"], Resource: "*" };
        const other = { Resource: ["*"], Action: ["b", "a"], Effect: "Allow" };
        assert.deepEqual(
            paths(
                {
                    groups: ["b", "a"],
                    description: "",
                    document: JSON.stringify({ Statement: [statement] }),
                },
                { groups: ["a", "b"], document: JSON.stringify({ Statement: other }) },
            ),
            [],
        );
    });

    it("count the order of lists and the members of sets", () => {
        assert.deepEqual(
            paths({ order: ["a", "b"], groups: ["a"] }, { order: ["b", "a"], groups: ["b"] }),
            ["update groups", "update order"],
        );
    });

    it("ignore what the program leaves to AWS", () => {
        assert.deepEqual(
            paths(
                { arn: "x", name: "n", config: { mode: "API", id: "i", size: 1 } },
                { config: { size: 1 } },
            ),
            [],
        );
    });

    it("are named by their path, tags by their key", () => {
        assert.deepEqual(
            paths(
                { tags: { a: "1", b: "2" }, config: { size: 1 } },
                { tags: { a: "2", "k8s.io/c": "3" }, config: { size: 2 } },
            ),
            ["update tags.a", "delete tags.b", 'add tags["k8s.io/c"]', "update config.size"],
        );
    });

    it("are there for values that a preview doesn't know", () => {
        assert.deepEqual(paths({ name: "a" }, { name: UNKNOWN }), ["update name!"]);
    });

    it("leave out what the resource ignores", () => {
        const state = { description: "a", config: { size: 5 } };
        const inputs = { description: "b", config: { size: 1 } };
        assert.deepEqual(paths(state, inputs, ["config.size"]), ["update description"]);
        assert.deepEqual(paths(state, inputs, ["description", "config"]), []);
    });
});

describe("deleting before replacing", () => {
    const type = { fields, autoname: { property: "name", maximum: 64 } } as unknown as ResourceType;
    const replaced = (inputs: Properties): boolean =>
        diffResource(
            { ...type, global: true },
            { name: "fixed", key: "a" },
            { key: "b", ...inputs },
            [],
        ).deleteBeforeReplace;

    it("is needed if a name given by the program stays", () => {
        assert.equal(replaced({ name: "fixed" }), true);
    });

    it("is not needed if the name is generated or changes too", () => {
        assert.equal(replaced({ name: "fixed", __defaults: ["name"] }), false);
        assert.equal(replaced({ name: "other" }), false);
    });
});
