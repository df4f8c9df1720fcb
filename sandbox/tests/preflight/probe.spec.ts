import * as assert from "node:assert/strict";

import { availableMemory, goVersionOf } from "../../src/preflight/probe";

const meminfo = "MemTotal:       16000 kB\nMemAvailable:    8000 kB\n";

describe("what the preflight checks read", () => {
    it("takes available memory from the kernel where no limit is set", () => {
        assert.equal(availableMemory(meminfo, "max\n", "123\n", ""), 8000 * 1024);
    });

    it("takes what a container's limit leaves when that is less", () => {
        assert.equal(availableMemory(meminfo, "5000000\n", "4000000\n", ""), 1_000_000);
        assert.equal(availableMemory(meminfo, "99000000\n", "0\n", ""), 8000 * 1024);
    });

    it("counts page cache that is given back as available", () => {
        const stat = "anon 1\ninactive_file 500000\nactive_file 7\n";
        assert.equal(availableMemory(meminfo, "5000000", "4000000", stat), 1_500_000);
    });

    it("finds the Go version a go.mod file asks for, and misses none silently", () => {
        assert.equal(goVersionOf("module m\n\ngo 1.26.3\n\nrequire x v1\n"), "1.26.3");
        assert.throws(() => goVersionOf("module m\n"), /without a go line/);
    });
});
