import * as assert from "node:assert/strict";

import { AwsError } from "../../src/aws/errors";
import { readParams } from "../../src/aws/params";
import type { ParamReader } from "../../src/aws/params";

function invalid(params: object, read: (reader: ParamReader) => unknown, message: RegExp): void {
    assert.throws(
        () => readParams({ ...params }, read),
        (error) =>
            error instanceof AwsError &&
            error.code === "ValidationException" &&
            message.test(error.message),
    );
}

describe("Request parameters", () => {
    it("are read by type; absent and null are the same", () => {
        const read = readParams({ a: "x", b: null, c: ["y"], d: { e: 1 }, f: true }, (reader) => ({
            a: reader.string("a"),
            b: reader.maybeString("b"),
            c: reader.strings("c"),
            d: reader.object("d", (inner) => inner.integer("e")),
            f: reader.maybeBoolean("f"),
            g: reader.maybeStrings("g"),
        }));
        assert.deepEqual(read, { a: "x", b: undefined, c: ["y"], d: 1, f: true, g: undefined });
    });

    it("are rejected with their path if unknown", () => {
        invalid({ a: "x", b: 1 }, (reader) => reader.string("a"), /'b'/);
        const inner = { d: { e: 1, f: 2 } };
        invalid(inner, (reader) => reader.object("d", (it) => it.integer("e")), /'d\.f'/);
        const list = { l: [{ a: "1" }, { a: "2", b: 1 }] };
        invalid(list, (reader) => reader.maybeObjects("l", (it) => it.string("a")), /'l\.2\.b'/);
    });

    it("can be ignored explicitly", () => {
        readParams({ clientRequestToken: "t" }, (reader) => reader.ignore("clientRequestToken"));
    });

    it("are rejected when they are required and absent or empty", () => {
        invalid({}, (reader) => reader.string("a"), /'a'.*must not be null/);
        invalid({ a: "" }, (reader) => reader.string("a"), /length/);
    });

    for (const [value, read] of [
        [1, (reader: ParamReader) => reader.string("a")],
        ["1", (reader: ParamReader) => reader.integer("a")],
        [1.5, (reader: ParamReader) => reader.integer("a")],
        ["true", (reader: ParamReader) => reader.maybeBoolean("a")],
        ["x", (reader: ParamReader) => reader.strings("a")],
        [[1], (reader: ParamReader) => reader.strings("a")],
        [[], (reader: ParamReader) => reader.object("a", () => 0)],
        [{ b: 1 }, (reader: ParamReader) => reader.maybeStringMap("a")],
        [{}, (reader: ParamReader) => reader.maybeObjects("a", () => 0)],
    ] as const) {
        it(`are rejected if they have another type: ${JSON.stringify(value)}`, () =>
            invalid({ a: value }, read, /'a' must be/));
    }

    it("are rejected outside their set of values", () => {
        const read = (reader: ParamReader): unknown => reader.maybeOneOf("a", ["x", "y"]);
        assert.equal(readParams({ a: "y" }, read), "y");
        invalid({ a: "z" }, read, /\[x, y\]/);
    });

    describe("tags (AWS General Reference, Tag naming limits and requirements)", () => {
        const map = (reader: ParamReader): unknown => reader.tagMap("tags");

        it("are read from maps and lists alike", () => {
            assert.deepEqual(readParams({ tags: { a: "1" } }, map), { a: "1" });
            const Tags = [{ TagKey: "a", TagValue: "1" }, { TagKey: "b" }];
            const read = readParams({ Tags }, (reader) =>
                reader.tagList("Tags", "TagKey", "TagValue"),
            );
            assert.deepEqual(read, { a: "1", b: "" });
        });

        it("are rejected beyond their limits", () => {
            invalid({ tags: { "aws:a": "1" } }, map, /reserved/);
            invalid({ tags: { ["a".repeat(129)]: "1" } }, map, /128/);
            invalid({ tags: { a: "1".repeat(257) } }, map, /256/);
            const many = Array.from({ length: 51 }, (_, index) => [`k${index}`, "v"]);
            invalid({ tags: Object.fromEntries(many) as object }, map, /50/);
            const twice = [{ Key: "a" }, { Key: "a" }];
            invalid({ Tags: twice }, (reader) => reader.tagList("Tags"), /Duplicate/);
        });
    });
});
