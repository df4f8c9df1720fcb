import * as assert from "node:assert/strict";
import * as path from "node:path";

import { repositoryRoot } from "../../src/paths";
import { fingerprint, readSources, setDirectory } from "../../src/tools/fingerprint";
import { isDownloadLine, isPackageLine } from "../../src/tools/go";
import { findExecutable, isAtLeast } from "../../src/tools/installedPulumi";
import { describeProgress } from "../../src/tools/progress";
import { buildFlags, toolSets, type ToolSet } from "../../src/tools/sets";

const [set] = toolSets as readonly [ToolSet];
const sources = { "go.mod": "module x", "go.sum": "", "redis/main.go": "package main" };

describe("the name of a built set", () => {
    const original = fingerprint(set, sources, "linux-x64");

    it("is the same for the same content, in whatever order files are listed", () => {
        const reversed = Object.fromEntries(Object.entries(sources).reverse());
        assert.equal(fingerprint(set, reversed, "linux-x64"), original);
    });

    it("changes with every file, file name, build flag, copied file and platform", () => {
        const [tool] = set.tools;
        assert.ok(tool !== undefined);
        const variables = { ...tool.variables, "main.version": "2" };
        const others = [
            fingerprint(set, { ...sources, "go.sum": "x" }, "linux-x64"),
            fingerprint(set, { ...sources, "extra.go": "" }, "linux-x64"),
            fingerprint({ ...set, tools: [{ ...tool, variables }] }, sources, "linux-x64"),
            fingerprint({ ...set, files: [] }, sources, "linux-x64"),
            fingerprint(set, sources, "linux-arm64"),
        ];
        assert.equal(new Set([original, ...others]).size, others.length + 1);
    });

    it("is made of go.mod, go.sum and Go sources alone", async () => {
        const root = path.join(repositoryRoot, "sandbox", "src", "tools");
        const names = Object.keys(await readSources(path.join(root, "cluster")));
        assert.deepEqual(names.sort(), ["go.mod", "go.sum", "redis/main.go"]);
        assert.match(await setDirectory(root, set), /^cluster-[0-9a-f]{12}$/);
    });
});

describe("the tool sets", () => {
    it("name every binary once", () => {
        const names = toolSets.flatMap(({ tools }) => tools.map(({ name }) => name));
        assert.equal(new Set(names).size, names.length);
        assert.equal(names.length, 9);
    });

    it("set variables through the linker, beside dropping symbols", () => {
        const tool = { name: "redis", file: "redis", package: "." } as const;
        assert.equal(
            buildFlags({ ...tool, variables: { "main.a": "1", "main.b": "2" } }).at(-1),
            "-s -w -X main.a=1 -X main.b=2",
        );
    });
});

describe("an installed Pulumi", () => {
    it("is used from the wanted version on, compared by number", () => {
        assert.ok(isAtLeast("v3.259.0\n", "3.259.0"));
        assert.ok(isAtLeast("v3.1000.0", "3.259.0"));
        assert.ok(isAtLeast("v4.0.0", "3.259.0"));
        assert.ok(!isAtLeast("v3.258.9", "3.259.0"));
        assert.ok(!isAtLeast("v3.99.0", "3.259.0"));
    });

    it("is not used if it is a pre-release of the wanted version or prints no version", () => {
        assert.ok(!isAtLeast("v3.259.0-alpha.1", "3.259.0"));
        assert.ok(isAtLeast("v3.260.0-alpha.1", "3.259.0"));
        assert.ok(!isAtLeast("", "3.259.0"));
        assert.ok(!isAtLeast("warning: new version\nv3.260.0", "3.259.0"));
    });
});

describe("executables", () => {
    it("are found on absolute directories of the search path only", async () => {
        assert.equal(await findExecutable("sh", "/nowhere:/bin"), "/bin/sh");
        assert.equal(await findExecutable("sh", "relative:."), undefined);
        assert.equal(await findExecutable("no-such-command", "/bin"), undefined);
    });
});

describe("what go writes while it builds", () => {
    it("names a package per line, apart from downloads and messages", () => {
        assert.ok(isPackageLine("k8s.io/apimachinery/pkg/util/sets"));
        assert.ok(isPackageLine("internal/goarch"));
        assert.ok(!isPackageLine("go: downloading k8s.io/api v0.36.1"));
        assert.ok(!isPackageLine("# k8s.io/api"));
        assert.ok(!isPackageLine("main.go:3:5: undefined: x"));
        assert.ok(isDownloadLine("go: downloading k8s.io/api v0.36.1"));
        assert.ok(!isDownloadLine("go: finding module"));
    });
});

describe("the progress of a build", () => {
    const progress = { tool: "etcd", number: 2, of: 9, elapsedMs: 65_400 };

    it("reports tool, position, packages and time in one line", () => {
        assert.equal(
            describeProgress({
                ...progress,
                phase: "compiling",
                packages: { compiled: 5, of: 700 },
            }),
            "etcd (2 of 9): 5 of 700 packages, 1 min 5 s",
        );
        assert.equal(
            describeProgress({ ...progress, phase: "downloading" }),
            "etcd (2 of 9): downloading modules, 1 min 5 s",
        );
    });

    it("reports how long a finished tool took, and the process it waits for", () => {
        assert.equal(
            describeProgress({ ...progress, elapsedMs: 4000, phase: "done" }),
            "etcd (2 of 9): built in 4 s",
        );
        assert.match(
            describeProgress({ ...progress, phase: "waiting", builder: 7 }),
            /waiting for process 7/,
        );
    });
});
