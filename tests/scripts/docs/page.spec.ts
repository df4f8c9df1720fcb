import assert from "node:assert/strict";

import type { JsonSchema } from "../../../scripts/docs/jsonSchema";
import { renderPage } from "../../../scripts/docs/page";

const text: JsonSchema = { type: "string", errorMessage: "allowed: a | text." };
const network: JsonSchema = {
    type: "object",
    description: "The network",
    default: {},
    properties: { cidr: { ...text, description: "Range", default: "10.0.0.0/16" } },
};
const hub: JsonSchema = { type: "object", properties: { network, name: text }, required: ["name"] };
const spoke: JsonSchema = { type: "object", properties: { network, level: { type: "boolean" } } };
const names: JsonSchema = { errorMessage: "allowed as a key: letters." };

const SCHEMA: JsonSchema = {
    type: "object",
    properties: {
        hub,
        spokes: { type: "object", propertyNames: names, additionalProperties: spoke },
        words: { type: "string", enum: ["a", "b"], default: "a" },
        list: { type: "array", items: text, errorMessage: "allowed: a list.", default: [] },
        either: { anyOf: [text, { properties: { deep: text } }], errorMessage: "allowed: either." },
    },
};

function place(kind: string): string {
    return `<!-- ${kind} -->\n<!-- end -->\n`;
}

function render(...places: readonly string[]): readonly string[] {
    return renderPage(places.map(place).join("prose\n"), SCHEMA, (name) => `# ${name}\n`)
        .split("\n")
        .filter(
            (line) => line !== "" && !line.startsWith("| key |") && !line.startsWith("| --- |"),
        );
}

describe("A page with tables", () => {
    it("has a table of the stack's keys, followed by one for every map inside", () => {
        assert.deepEqual(render("keys of the stack"), [
            "<!-- keys of the stack -->",
            "| `hub` |  | a map; see its keys below | none |",
            "| `spokes` |  | a map; names: letters; values: a map; see its keys below | none |",
            "| `words` |  | `a`, `b` | `a` |",
            "| `list` |  | a list; each: a \\| text | none |",
            "| `either` |  | either | none |",
            "### `hub`",
            "| `network` | The network | a map; see its keys below | see its keys |",
            "| `name` |  | a \\| text | **required** |",
            "### `hub.network`",
            "| `cidr` | Range | a \\| text | `10.0.0.0/16` |",
            "### `spokes.<key>`",
            "| `network` | The network | a map; see its keys below | see its keys |",
            "| `level` |  | `true`, `false` | none |",
            "### `spokes.<key>.network`",
            "| `cidr` | Range | a \\| text | `10.0.0.0/16` |",
            "### `either`",
            "| `deep` |  | a \\| text | none |",
            "<!-- end -->",
        ]);
    });

    it("shows a section in its place on the page", () => {
        const lines = render("keys of the stack", "keys of hub");
        const prose = lines.indexOf("prose");
        assert.ok(!lines.slice(0, prose).join().includes("`hub.network`"));
        assert.deepEqual(lines.slice(prose + 1), [
            "<!-- keys of hub -->",
            "| `network` | The network | a map; see its keys below | see its keys |",
            "| `name` |  | a \\| text | **required** |",
            "### `hub.network`",
            "| `cidr` | Range | a \\| text | `10.0.0.0/16` |",
            "<!-- end -->",
        ]);
    });

    it("shows common keys of sections in one place, and the rest in their own", () => {
        const common = "keys of hub and spokes.<key>";
        const own = ["keys of spokes.<key>", "keys of hub"];
        const lines = render("keys of the stack", common, ...own);
        assert.deepEqual(lines.slice(lines.indexOf("prose") + 1), [
            `<!-- ${common} -->`,
            "| `network` | The network | a map; see its keys below | see its keys |",
            "### `network`",
            "| `cidr` | Range | a \\| text | `10.0.0.0/16` |",
            "<!-- end -->",
            "prose",
            "<!-- keys of spokes.<key> -->",
            "| `level` |  | `true`, `false` | none |",
            "<!-- end -->",
            "prose",
            "<!-- keys of hub -->",
            "| `name` |  | a \\| text | **required** |",
            "<!-- end -->",
        ]);
    });

    it("distinguishes the forms of a map by their marks", () => {
        const made: JsonSchema = { properties: { name: text, size: text } };
        const found: JsonSchema = {
            properties: { found: { type: "boolean", const: true }, name: text },
            required: ["found"],
        };
        const schema: JsonSchema = { properties: { one: { anyOf: [made, found] } } };
        const places = [
            "keys of the stack",
            "keys of one and one (found: true)",
            "keys of one",
            "keys of one (found: true)",
        ].map(place);
        const rows = renderPage(places.join("prose\n"), schema, String).split("\n");
        assert.deepEqual(
            rows.filter((line) => /^(\| `(name|found|size)|prose)/.test(line)),
            [
                ...["prose", "| `name` |  | a \\| text | none |"],
                ...["prose", "| `size` |  | a \\| text | none |"],
                ...["prose", "| `found` |  | `true` | **required** |"],
            ],
        );
    });

    it("shows examples", () => {
        const lines = render("keys of the stack", "example hub.yaml");
        assert.deepEqual(lines.slice(-5), [
            "<!-- example hub.yaml -->",
            "```yaml",
            "# hub.yaml",
            "```",
            "<!-- end -->",
        ]);
    });

    it("does not change when it is rendered again", () => {
        const page = ["keys of the stack", "keys of hub", "example a.yaml"].map(place).join("\n");
        const once = renderPage(page, SCHEMA, () => "a: 1\n");
        assert.equal(
            renderPage(once, SCHEMA, () => "a: 1\n"),
            once,
        );
    });

    it("is rejected if it omits keys or names an unknown section", () => {
        assert.throws(() => render("keys of hub"), /no place for keys of the stack: hub, spokes, /);
        assert.throws(
            () => render("keys of the stack", "keys of hub and spokes.<key>", "keys of hub"),
            /no place for keys of spokes\.<key>: level$/,
        );
        assert.throws(() => render("keys of the stack", "keys of hubs"), /no section hubs; there/);
    });
});
