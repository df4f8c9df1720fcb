import * as assert from "node:assert/strict";

import type { Facts, NamespaceFacts } from "../../src/preflight/facts";
import {
    compareVersions,
    diskForBuilding,
    diskForRunning,
    findProblems,
    memoryForRunning,
} from "../../src/preflight/problems";

const namespaces: NamespaceFacts = { works: true, output: "", settings: {}, container: false };

const good: Facts = {
    platform: "linux",
    nodeVersion: "20.19.0",
    go: { version: "1.26.3", toolchain: "local" },
    wantedGo: "1.26.3",
    missingCommands: [],
    namespaces,
    cacheDirectory: "/home/user/.cache/eks-gitops-fleet",
    freeDiskBytes: diskForBuilding,
    availableMemoryBytes: memoryForRunning,
    missingTools: ["pulumi"],
    packages: [{ name: "execa", wanted: "9.6.0", installed: "9.6.0" }],
};

/** The only problem of facts that differ from good ones in one point. */
function only(change: Partial<Facts>): string {
    const problems = findProblems({ ...good, ...change });
    assert.equal(problems.length, 1, JSON.stringify(problems));
    return `${problems[0]?.title} -> ${problems[0]?.remedy}`;
}

function none(change: Partial<Facts>): void {
    assert.deepEqual(findProblems({ ...good, ...change }), []);
}

describe("the preflight checks", () => {
    it("report nothing on a machine that just meets all requirements", () => none({}));

    it("require Linux", () => {
        assert.match(only({ platform: "darwin" }), /this is darwin.*Linux only.*virtual machine/);
    });

    it("require Node.js 20.19, compared as numbers", () => {
        assert.match(only({ nodeVersion: "20.9.0" }), /20\.9\.0 is too old.*20\.19\.0/);
        none({ nodeVersion: "22.0.0" });
    });

    it("require every package in the version that package.json names", () => {
        const wanted = { name: "execa", wanted: "9.6.0" };
        assert.match(
            only({ packages: [{ ...wanted, installed: undefined }] }),
            /: execa -> .*npm ci/,
        );
        assert.match(
            only({ packages: [{ ...wanted, installed: "9.5.0" }] }),
            /execa \(9\.5\.0 instead of 9\.6\.0\)/,
        );
    });

    it("list missing commands and the packages that contain them, each once", () => {
        assert.match(
            only({ missingCommands: ["unshare", "nsenter", "ip"], namespaces: undefined }),
            /not on PATH: unshare, nsenter, ip -> install iproute2, util-linux /,
        );
    });

    it("include the output of unshare when namespaces cannot be created", () => {
        const failed = { ...namespaces, works: false, output: "Operation not permitted\n" };
        assert.match(only({ namespaces: failed }), /cannot be created: Operation not permitted ->/);
    });

    it("trace forbidden namespaces to the kernel setting that forbids them", () => {
        const remedy = (settings: Record<string, string>, container = false): string =>
            only({ namespaces: { works: false, output: "no", settings, container } });
        assert.match(
            remedy({ "kernel.unprivileged_userns_clone": "0" }),
            /sysctl kernel\.unprivileged_userns_clone=1/,
        );
        assert.match(
            remedy({ "kernel.apparmor_restrict_unprivileged_userns": "1" }),
            /sysctl kernel\.apparmor_restrict_unprivileged_userns=0/,
        );
        assert.match(
            remedy({ "user.max_user_namespaces": "0" }),
            /sysctl user\.max_user_namespaces=15000/,
        );
        const allowed = {
            "kernel.unprivileged_userns_clone": "1",
            "kernel.apparmor_restrict_unprivileged_userns": "0",
            "user.max_user_namespaces": "100",
        };
        assert.doesNotMatch(remedy(allowed), /sysctl/);
        assert.match(remedy(allowed, true), /seccomp=unconfined.*--privileged/);
        assert.doesNotMatch(remedy({ "user.max_user_namespaces": "0" }, true), /--privileged/);
    });

    it("require Go only if tools must be built", () => {
        assert.match(only({ go: undefined }), /tools must be built: pulumi -> install Go 1\.26\.3/);
        none({ go: undefined, missingTools: [] });
    });

    it("require the Go version of go.mod unless go may download a newer toolchain", () => {
        const old = { version: "1.25.0", toolchain: "local" };
        assert.match(only({ go: old }), /Go 1\.25\.0 is too old.*GOTOOLCHAIN=auto/);
        none({ go: { ...old, toolchain: "auto" } });
        none({ go: old, missingTools: [] });
        assert.match(only({ go: { version: "1.20.1", toolchain: "" } }), /too old/);
    });

    it("require more disk space if tools must be built", () => {
        const freeDiskBytes = diskForBuilding - 1;
        assert.match(only({ freeDiskBytes }), /20\.0 GB needed to build.*XDG_CACHE_HOME/);
        none({ freeDiskBytes, missingTools: [] });
        assert.match(
            only({ freeDiskBytes: diskForRunning - 1, missingTools: [] }),
            /2\.0 GB needed ->/,
        );
    });

    it("require six gigabytes of memory", () => {
        assert.match(
            only({ availableMemoryBytes: memoryForRunning / 2 }),
            /3\.0 GB memory available, 6\.0 GB needed/,
        );
    });

    it("report everything at once", () => {
        const problems = findProblems({
            ...good,
            platform: "win32",
            nodeVersion: "18.0.0",
            go: undefined,
            missingCommands: ["git"],
            namespaces: { ...namespaces, works: false },
            freeDiskBytes: 0,
            availableMemoryBytes: 0,
            packages: [{ name: "execa", wanted: "9.6.0", installed: undefined }],
        });
        assert.equal(problems.length, 8);
        assert.ok(problems.every(({ title, remedy }) => title !== "" && remedy !== ""));
    });
});

describe("versions", () => {
    it("compare by number, part by part, missing parts as zero", () => {
        assert.ok(compareVersions("1.9.0", "1.10.0") < 0);
        assert.ok(compareVersions("1.26.8", "1.26.3") > 0);
        assert.equal(compareVersions("1.26", "1.26.0"), 0);
        assert.ok(compareVersions("1.26rc1", "1.25.9") > 0);
    });
});
