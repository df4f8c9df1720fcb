import fc from "fast-check";
import assert from "node:assert/strict";

import { contains, knownCidr, overlap } from "../../../lib/network/cidr";
import { defaultVpcCidr, freeVpcCidr } from "../../../lib/network/ranges";

const TENS = knownCidr("10.0.0.0/8");
const RESERVED = ["10.0.0.0/16", "10.100.0.0/16"].map(knownCidr);
const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/);

describe("defaultVpcCidr", () => {
    it("depends on fleet and cluster only and never changes, since a changed range replaces a network", () => {
        assert.equal(defaultVpcCidr("acme", "testing"), defaultVpcCidr("acme", "testing"));
        assert.deepEqual(
            [
                defaultVpcCidr("acme", "management"),
                defaultVpcCidr("acme", "testing"),
                defaultVpcCidr("other", "testing"),
            ],
            ["10.117.192.0/19", "10.8.224.0/19", "10.182.32.0/19"],
        );
    });

    it("is a /19 of 10.0.0.0/8 that avoids commonly used ranges", () => {
        fc.assert(
            fc.property(name, name, (fleet, identity) => {
                const range = knownCidr(defaultVpcCidr(fleet, identity));
                assert.equal(range.prefix, 19);
                assert.ok(contains(TENS, range));
                assert.ok(!RESERVED.some((reserved) => overlap(reserved, range)));
            }),
            { seed: 7, numRuns: 1000 },
        );
    });

    it("distributes names over nearly all ranges", () => {
        const names = Array.from({ length: 3000 }, (_, index) => `t${index}`);
        const dealt = new Set(names.map((one) => defaultVpcCidr("acme", one)));
        assert.ok(dealt.size > 1500, `${dealt.size} of 2032`);
    });
});

describe("freeVpcCidr", () => {
    it("overlaps neither the others nor reserved ranges, for any prefix length", () => {
        const others = fc.array(fc.tuple(name, name), { maxLength: 40 });
        fc.assert(
            fc.property(others, fc.integer({ min: 16, max: 20 }), name, (taken, prefix, seed) => {
                const ranges = taken.map(([fleet, one]) => knownCidr(defaultVpcCidr(fleet, one)));
                const free = knownCidr(freeVpcCidr(prefix, ranges, seed)!);
                assert.equal(free.prefix, prefix);
                assert.ok(contains(TENS, free));
                assert.ok(![...ranges, ...RESERVED].some((other) => overlap(other, free)));
            }),
            { seed: 7, numRuns: 300 },
        );
    });

    it("finds the last free range", () => {
        const all = Array.from({ length: 256 }, (_, index) => knownCidr(`10.${index}.0.0/16`));
        const but = all.filter((_, index) => index !== 77);
        assert.equal(freeVpcCidr(16, but, "any"), "10.77.0.0/16");
        assert.equal(freeVpcCidr(16, all, "any"), undefined);
        assert.equal(freeVpcCidr(18, all, "any"), undefined);
    });
});
