import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

import { durationText, pathFilter, startCommand } from "../../delivery/settings";
import { githubSubject } from "../../delivery/subjects";

const ROOT = path.join(__dirname, "../..");

describe("The path filter of a stack", () => {
    it("contains the program and the stack's own file, under the program's folder", () => {
        const globs = [
            "Pulumi.dev.yaml",
            "Pulumi.yaml",
            "package.json",
            "package-lock.json",
            "tsconfig.json",
            "tsconfig.pulumi.json",
            "index.ts",
            "components/**",
            "config/**",
            "discovery/**",
            "lib/**",
            "program/**",
            "providers/**",
        ];
        assert.deepEqual(pathFilter(".", "dev"), globs);
        assert.deepEqual(
            pathFilter("a/b", "dev"),
            globs.map((glob) => `a/b/${glob}`),
        );
    });

    it("contains the tsconfig that Pulumi.yaml names, and every file that this one extends", () => {
        const globs = pathFilter(".", "dev");
        const { runtime } = parse(readFileSync(path.join(ROOT, "Pulumi.yaml"), "utf8")) as {
            runtime: { options: { tsconfig: string } };
        };
        const names: string[] = [];
        for (let name: string | undefined = runtime.options.tsconfig; name !== undefined;) {
            names.push(path.normalize(name));
            const text: string = readFileSync(path.join(ROOT, name), "utf8");
            name = /"extends": "([^"]+)"/.exec(text)?.[1];
        }
        assert.deepEqual(names, ["tsconfig.pulumi.json", "tsconfig.json"]);
        for (const name of names) {
            assert.ok(globs.includes(name), name);
        }
    });

    it("contains every folder that the program imports from, and no folder that it does not", () => {
        const globs = pathFilter(".", "dev");
        const seen = new Set<string>();
        const waiting = ["index.ts"];
        for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
            if (seen.has(file)) {
                continue;
            }
            seen.add(file);
            const text = readFileSync(path.join(ROOT, file), "utf8");
            for (const [, name] of text.matchAll(/ from "(\.[^"]+)"/g)) {
                waiting.push(resolved(path.join(path.dirname(file), name!)));
            }
        }
        assert.ok(seen.size > 100);
        const imported = [...new Set([...seen].map((file) => file.split("/")[0]!))].sort();
        const folders = globs.filter((glob) => glob.endsWith("/**"));
        assert.deepEqual(
            imported.map((top) => (top.endsWith(".ts") ? top : `${top}/**`)),
            [...folders, "index.ts"].sort(),
        );
        assert.ok(globs.includes("index.ts"));
    });

    it("contains nothing of tests, documentation, the sandbox, delivery and other stacks", () => {
        const globs = pathFilter(".", "dev").join(" ");
        assert.doesNotMatch(globs, /tests|docs|sandbox|delivery|Pulumi\.hub|\s\*\*/);
    });
});

/** File of a module. */
function resolved(module: string): string {
    const names = readdirSync(path.join(ROOT, path.dirname(module)));
    return names.includes(`${path.basename(module)}.ts`)
        ? `${module}.ts`
        : path.join(module, "index.ts");
}

describe("A duration", () => {
    it("is written as Pulumi Cloud returns it", () => {
        assert.deepEqual([7200, 3600, 5400, 900, 901, 43_200].map(durationText), [
            ...["2h0m0s", "1h0m0s", "1h30m0s", "15m0s", "15m1s", "12h0m0s"],
        ]);
    });
});

describe("The first deployment", () => {
    it("is started on the stack's agent pool, or on Pulumi's own runners", () => {
        const stack = { organization: "o", project: "p", stack: "s" };
        assert.equal(startCommand(stack, {}), "pulumi deployment run update --stack o/p/s");
        assert.equal(
            startCommand(stack, { agentPool: { id: "x", cidrs: [] } }),
            "pulumi deployment run update --stack o/p/s --agent-pool-id x",
        );
    });
});

describe("The subject of a job on GitHub", () => {
    it("consists of repository and environment, by name, or by name and id", () => {
        assert.equal(
            githubSubject("acme/fleet", { environment: "prod" }),
            "repo:acme/fleet:environment:prod",
        );
        assert.equal(
            githubSubject("acme/fleet", {
                environment: "prod",
                ids: { owner: "123456", repository: "456789" },
            }),
            "repo:acme@123456/fleet@456789:environment:prod",
        );
    });
});
