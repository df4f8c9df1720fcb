import * as assert from "node:assert/strict";

import { isEmpty, UNKNOWN, type Value } from "../../src/plugins/provider/values";
import { decodeProperties, encodeProperties } from "../../src/plugins/provider/wire";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("property values on the wire", () => {
    it("lose their secret marks, which the property's name keeps", () => {
        const { properties, secrets } = decodeProperties({
            plain: 1,
            top: { [SIGNATURE]: SECRET, value: "a" },
            nested: { list: [{ [SIGNATURE]: SECRET, value: "b" }] },
        });
        assert.deepEqual(properties, { plain: 1, top: "a", nested: { list: ["b"] } });
        assert.deepEqual([...secrets].sort(), ["nested", "top"]);
    });

    it("are unknown for unknown text, unknown outputs and resources without an id", () => {
        const { properties } = decodeProperties({
            text: UNKNOWN_TEXT,
            output: { [SIGNATURE]: OUTPUT },
            resource: { [SIGNATURE]: RESOURCE, urn: "u", id: "" },
        });
        assert.deepEqual(properties, { text: UNKNOWN, output: UNKNOWN, resource: UNKNOWN });
    });

    it("are the value of a known output, secret if it is one", () => {
        const { properties, secrets } = decodeProperties({
            known: { [SIGNATURE]: OUTPUT, value: "v" },
            secret: { [SIGNATURE]: OUTPUT, value: "s", secret: true },
        });
        assert.deepEqual(properties, { known: "v", secret: "s" });
        assert.deepEqual([...secrets], ["secret"]);
    });

    it("are the id of a resource", () => {
        const { properties } = decodeProperties({
            role: { [SIGNATURE]: RESOURCE, urn: "u", id: "deployer" },
        });
        assert.deepEqual(properties, { role: "deployer" });
    });

    it("reject assets", () => {
        const asset = { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text: "x" };
        assert.throws(() => decodeProperties({ asset }), /assets and archives/);
    });

    it("are encoded with unknown values and secrets marked", () => {
        assert.deepEqual(encodeProperties({ a: UNKNOWN, b: "s", c: undefined }, new Set(["b"])), {
            a: UNKNOWN_TEXT,
            b: { [SIGNATURE]: SECRET, value: "s" },
        });
    });
});

describe("empty values", () => {
    it("are those that mean the same as leaving a property out", () => {
        for (const value of [undefined, null, "", 0, false, [], {}, { a: "" }]) {
            assert.equal(isEmpty(value), true, JSON.stringify(value));
        }
        const values: readonly Value[] = ["x", 1, true, [""], { a: 1 }, UNKNOWN];
        for (const value of values) {
            assert.equal(isEmpty(value), false);
        }
    });
});
