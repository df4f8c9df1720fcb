/** delivery/ as a Pulumi project: what Pulumi reads and runs. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

import { FLEET_PROJECT, SECTIONS } from "../../delivery/schema";
import { readStackFile } from "../../delivery/stackFiles";
import { runProgram } from "../support/programRun";

interface Project {
    readonly name: string;
    readonly main: string;
    readonly runtime: {
        readonly name: string;
        readonly options: Readonly<Record<string, unknown>>;
    };
    readonly config: Readonly<
        Record<
            string,
            {
                readonly type?: string;
                readonly description?: string;
                readonly default?: unknown;
                readonly value?: unknown;
            }
        >
    >;
}

const ROOT = path.join(__dirname, "../..");

function read(file: string): Project {
    return parse(readFileSync(path.join(ROOT, file), "utf8")) as Project;
}

const project = read("delivery/Pulumi.yaml");
const fleet = read("Pulumi.yaml");

describe("delivery/Pulumi.yaml", () => {
    const keys = Object.entries(project.config).filter(([key]) => !key.includes(":"));

    it("names another project than the fleet's, whose stacks it delivers by default", () => {
        assert.equal(project.name, "eks-gitops-fleet-delivery");
        assert.equal(FLEET_PROJECT, fleet.name);
    });

    it("declares the keys that every stack must set, and leaves all but the fleet's name to the parser", () => {
        const required = Object.entries(SECTIONS)
            .filter(([, rule]) => !rule.safeParse(undefined).success)
            .map(([key]) => key);
        assert.deepEqual(keys.map(([key]) => key).sort(), required.sort());
        for (const [key, { default: value, description, type }] of keys) {
            assert.match(description ?? "", /^[A-Z].{10,}[^.]$/, key);
            assert.equal(type, key === "stacks" ? "object" : "string", key);
            assert.deepEqual(value, key === "fleet" ? undefined : key === "stacks" ? {} : "", key);
        }
    });

    it("disables the default providers and the type check, as the fleet's Pulumi.yaml does", () => {
        const disabled = "pulumi:disable-default-providers";
        assert.deepEqual(project.config[disabled], fleet.config[disabled]);
        const { tsconfig, ...options } = project.runtime.options;
        const { tsconfig: fleetTsconfig, ...fleetOptions } = fleet.runtime.options;
        assert.deepEqual(options, fleetOptions);
        assert.equal(
            path.join(ROOT, "delivery", String(tsconfig)),
            path.join(ROOT, String(fleetTsconfig)),
        );
        // Its language host resolves dependencies in the nearest package above, which is the repository's.
        assert.ok(!existsSync(path.join(ROOT, "delivery/package.json")));
    });
});

describe("The program of delivery", function () {
    this.timeout(120_000);

    it("is what Pulumi runs in delivery/, and not the fleet's program of the package above", async () => {
        const { exitCode, logged } = await runProgram(
            path.join(ROOT, "delivery"),
            project.runtime.options,
            project.main,
        );
        assert.notEqual(exitCode, 0);
        assert.match(logged, /test:organization: missing; .*Pulumi organization/);
        assert.match(logged, /docs\/delivery\/configuration\.md/);
        assert.doesNotMatch(logged, /management/);
    });

    it("reads the stack files beside the fleet's Pulumi.yaml from any working directory", async () => {
        assert.equal(
            await readStackFile("Pulumi.dev.yaml"),
            readFileSync(path.join(ROOT, "Pulumi.dev.yaml"), "utf8"),
        );
        await assert.rejects(readStackFile("Pulumi.none.yaml"), /ENOENT/);
    });
});
