import * as assert from "node:assert/strict";

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { availableMemory, goVersionOf, probePackages } from "../../src/preflight/probe";

const meminfo = "MemTotal:       16000 kB\nMemAvailable:    8000 kB\n";

describe("what the preflight checks read", () => {
    it("takes available memory from the kernel if no limit is set", () => {
        assert.equal(availableMemory(meminfo, "max\n", "123\n", ""), 8000 * 1024);
    });

    it("uses the remainder of a container's limit if that is less", () => {
        assert.equal(availableMemory(meminfo, "5000000\n", "4000000\n", ""), 1_000_000);
        assert.equal(availableMemory(meminfo, "99000000\n", "0\n", ""), 8000 * 1024);
    });

    it("counts reclaimable page cache as available", () => {
        const stat = "anon 1\ninactive_file 500000\nactive_file 7\n";
        assert.equal(availableMemory(meminfo, "5000000", "4000000", stat), 1_500_000);
    });

    it("compares the packages of both package.json files with what is installed", async () => {
        const root = await mkdtemp(path.join(tmpdir(), "packages-"));
        try {
            const write = async (file: string, content: object): Promise<void> => {
                await mkdir(path.dirname(path.join(root, file)), { recursive: true });
                await writeFile(path.join(root, file), JSON.stringify(content));
            };
            await write("package.json", { dependencies: { a: "1.0.0" } });
            await write("sandbox/package.json", { devDependencies: { b: "2.0.0", c: "3.0.0" } });
            await write("node_modules/b/package.json", { version: "2.0.0" });
            await write("sandbox/node_modules/c/package.json", { version: "3.1.0" });
            assert.deepEqual(await probePackages(root), [
                { name: "a", wanted: "1.0.0", installed: undefined },
                { name: "b", wanted: "2.0.0", installed: "2.0.0" },
                { name: "c", wanted: "3.0.0", installed: "3.1.0" },
            ]);
        } finally {
            await rm(root, { recursive: true });
        }
    });

    it("finds the Go version a go.mod file asks for, and misses none silently", () => {
        assert.equal(goVersionOf("module m\n\ngo 1.26.3\n\nrequire x v1\n"), "1.26.3");
        assert.throws(() => goVersionOf("module m\n"), /without a go line/);
    });
});
