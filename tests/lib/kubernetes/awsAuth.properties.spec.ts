import assert from "node:assert/strict";
import fc from "fast-check";
import { parse, stringify } from "yaml";

import {
    addAwsAuthRole,
    awsAuthEntry,
    findAwsAuthRole,
    removeAwsAuthRole,
    type AwsAuthRole,
} from "../../../lib/kubernetes/awsAuth";
import { parseMapRoles, renderLines } from "../../../lib/kubernetes/mapRoles";

const RUNS = { seed: 1, numRuns: 1000 };
/** For tests that edit whole texts, which take longer. */
const EDITS = { seed: 1, numRuns: 300 };

/** Texts that end quotes, lines, templates, lists and documents, among others. */
const hostile = fc.oneof(
    fc.constantFrom(
        '"',
        "'",
        "\\",
        "\n- rolearn: x",
        "]",
        "}}",
        "{{SessionName}}",
        "# ",
        ": ",
        "---",
    ),
    fc.constantFrom(
        "\n...\n",
        "&a",
        "*a",
        "!!binary x",
        "yes",
        "null",
        "012",
        "<<",
        "\u0085",
        "\u2028",
    ),
    fc.constantFrom("${x}", "$(x)", "`x`", "%YAML 1.1", "? ", "|", ">", "@", "\u{1f600}", "\ufeff"),
);
const anything = fc.oneof(fc.string(), fc.string({ unit: "binary" }), hostile);
const text = fc.tuple(anything, anything).map((parts) => parts.join(""));
const printable = text
    .map((value) => `x${value.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, "_")}`)
    .filter((value) => value.length > 1);

const role: fc.Arbitrary<AwsAuthRole> = fc.record({
    roleArn: fc
        .stringMatching(/^[\w+=,.@-]{1,64}$/)
        .map((name) => `arn:aws:iam::222222222222:role/acme-${name}`),
    userName: printable,
    groups: fc.array(printable, { minLength: 1, maxLength: 3 }),
});

/** Someone else's entry; keys that differ only in case are excluded. */
const theirs = fc
    .record({
        rolearn: fc
            .stringMatching(/^[\w+=,.@/-]{1,30}$/)
            .map((name) => `arn:aws:iam::1:role/${name}`),
        username: text,
        groups: fc.array(text, { maxLength: 3 }),
        others: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.constant(null)), {
            maxKeys: 2,
        }),
    })
    .map(({ others, ...entry }) => ({ ...others, ...entry }));

/** Entries in one of the styles that people and programs use. */
const layout = fc.record({
    flow: fc.boolean(),
    quotes: fc.constantFrom("PLAIN" as const, "QUOTE_DOUBLE" as const, "QUOTE_SINGLE" as const),
    indentSeq: fc.boolean(),
    comment: fc.constantFrom("", "# by hand\n", "\n", "---\n"),
    trailer: fc.constantFrom("", "\n", "# the end\n", "   # the end\n"),
    margin: fc.constantFrom("", "  "),
    ended: fc.boolean(),
    windows: fc.boolean(),
});
const mapRoles = fc
    .tuple(fc.array(theirs, { maxLength: 3 }), layout)
    .map(([entries, { flow, quotes, indentSeq, comment, trailer, margin, ended, windows }]) => {
        const options = {
            lineWidth: 0,
            defaultStringType: quotes,
            indentSeq,
            aliasDuplicateObjects: false,
        };
        const list = flow
            ? `${JSON.stringify(entries)}\n`
            : entries
                  .map((entry) => comment.replace("---\n", "") + stringify([entry], options))
                  .join("");
        // Indentation inside a text of several lines would change the text.
        const lines = /\n[^-]*[|>]/.test(list)
            ? list
            : list.replace(/^(?=.)/gm, flow ? "" : margin);
        const whole = comment + lines + trailer;
        const complete = ended ? whole : whole.replace(/\n$/, "");
        return windows ? complete.replaceAll("\n", "\r\n") : complete;
    })
    // Texts that the yaml package itself cannot read back are excluded.
    .filter((written) => {
        try {
            return Array.isArray(parse(written) ?? []);
        } catch {
            return false;
        }
    });

/** Names mapped by others. */
function others(written: string | undefined, { roleArn }: AwsAuthRole): readonly unknown[] {
    return parseMapRoles(written).filter((entry) => entry["rolearn"] !== roleArn);
}

describe("Any mapRoles and any role", () => {
    it("add then remove gives the original text", () => {
        fc.assert(
            fc.property(mapRoles, role, (before, ours) => {
                const added = addAwsAuthRole(before, ours);
                assert.notEqual(added, before);
                assert.equal(removeAwsAuthRole(added, ours), before);
            }),
            EDITS,
        );
    });

    it("others' entries are kept in their order by add, update and remove", () => {
        fc.assert(
            fc.property(mapRoles, role, role, (before, ours, { userName, groups }) => {
                const changed = { ...ours, userName, groups };
                const added = addAwsAuthRole(before, ours);
                const updated = addAwsAuthRole(added, changed, ours);
                const removed = removeAwsAuthRole(updated, changed);
                for (const written of [added, updated, removed]) {
                    assert.deepEqual(others(written, ours), parseMapRoles(before));
                }
                assert.deepEqual(findAwsAuthRole(updated, ours)?.groups.length, groups.length);
                assert.equal(findAwsAuthRole(updated, changed), changed);
                assert.equal(findAwsAuthRole(removed, ours), undefined);
            }),
            EDITS,
        );
    });

    it("adding twice equals adding once", () => {
        fc.assert(
            fc.property(mapRoles, role, (before, ours) => {
                const added = addAwsAuthRole(before, ours);
                assert.equal(addAwsAuthRole(added, ours), added);
                assert.equal(addAwsAuthRole(added, ours, ours), added);
            }),
            EDITS,
        );
    });

    it("hostile names stay a single name in a single entry, in YAML 1.1 and 1.2, in plain ASCII", () => {
        fc.assert(
            fc.property(role, (ours) => {
                const entry = awsAuthEntry(ours);
                assert.match(entry, /^[\x20-\x7e\n]+$/);
                assert.equal(entry.split("\n").length, 4);
                const expected = [
                    { rolearn: ours.roleArn, username: ours.userName, groups: ours.groups },
                ];
                for (const version of ["1.1", "1.2"] as const) {
                    assert.deepEqual(parse(entry, { version }), expected);
                }
            }),
            RUNS,
        );
    });

    it("a rewritten entry keeps every key and value of the original", () => {
        fc.assert(
            fc.property(theirs, (entry) => {
                assert.deepEqual(parseMapRoles(renderLines(entry)), [entry]);
            }),
            RUNS,
        );
    });

    it("rejects any text that is not a list with a UserError", () => {
        fc.assert(
            fc.property(text, role, (before, ours) => {
                try {
                    const added = addAwsAuthRole(before, ours);
                    assert.deepEqual(others(added, ours), parseMapRoles(before));
                } catch (error) {
                    assert.match((error as Error).message, /^mapRoles /);
                }
            }),
            RUNS,
        );
    });
});
