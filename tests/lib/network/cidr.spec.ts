import assert from "node:assert/strict";

import {
    addressesIn,
    cidrText,
    contains,
    knownCidr,
    overlap,
    parseCidr,
} from "../../../lib/network/cidr";

describe("parseCidr", () => {
    for (const text of ["10.0.0.0/8", "0.0.0.0/0", "203.0.113.7/32", "255.255.255.254/31"]) {
        it(`parses ${text} and renders it unchanged`, () => {
            assert.equal(cidrText(knownCidr(text)), text);
        });
    }

    const NONE = ["10.0.0.1/8", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/08", "10.0.0/8", "::/0", ""];
    for (const text of [...NONE, "10.0.0.0/8/8", "10.0.0.0/-1", "10.0.0.0/8\n"]) {
        it(`rejects ${JSON.stringify(text)}`, () => {
            assert.equal(parseCidr(text), undefined);
            assert.throws(() => knownCidr(text), /is not an IPv4 range/);
        });
    }

    it("counts the addresses of a range", () => {
        assert.deepEqual([32, 24, 16, 0].map(addressesIn), [1, 256, 65536, 2 ** 32]);
    });
});

describe("Two ranges", () => {
    const CASES: readonly (readonly [string, string, boolean, boolean])[] = [
        ["10.0.0.0/16", "10.0.0.0/16", true, true],
        ["10.0.0.0/16", "10.0.64.0/18", true, true],
        ["10.0.64.0/18", "10.0.0.0/16", true, false],
        ["10.0.0.0/16", "10.1.0.0/16", false, false],
        ["10.0.0.0/17", "10.0.128.0/17", false, false],
        ["0.0.0.0/0", "255.255.255.255/32", true, true],
    ];
    for (const [left, right, overlaps, inside] of CASES) {
        it(`${right} ${inside ? "is" : "isn't"} inside ${left}, ${overlaps ? "touches it" : "apart"}`, () => {
            assert.equal(overlap(knownCidr(left), knownCidr(right)), overlaps);
            assert.equal(overlap(knownCidr(right), knownCidr(left)), overlaps);
            assert.equal(contains(knownCidr(left), knownCidr(right)), inside);
        });
    }
});
