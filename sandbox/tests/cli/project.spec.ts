import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parse, stringify } from "yaml";

import { sandboxOptions } from "../../src/cli/options";
import { layOutProject } from "../../src/cli/project";
import { repositoryRoot, statePaths } from "../../src/paths";

const LAYOUT = { manifests: "/manifests" };

describe("the project's layout", () => {
    let directory: string;
    beforeEach(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "project-"));
    });
    afterEach(async () => {
        await rm(directory, { recursive: true });
    });

    it("runs the repository's own program and changes nothing in the repository", async () => {
        const stackFile = path.join(directory, "Pulumi.test.yaml");
        const text = "config:\n  eks-gitops-fleet:fleet: acme\n  other:key: 1\n";
        await writeFile(stackFile, text);
        const paths = statePaths(path.join(directory, "state"));

        const stack = await layOutProject(paths, stackFile, LAYOUT);

        assert.deepEqual(stack, { name: "test", config: { fleet: "acme" }, missingSecrets: [] });
        const project = parse(
            await readFile(path.join(paths.project, "Pulumi.yaml"), "utf8"),
        ) as Record<string, unknown>;
        assert.equal(project["main"], `${repositoryRoot}/`);
        assert.equal(project["name"], "eks-gitops-fleet");
        assert.equal(await readFile(stackFile, "utf8"), text);
    });

    it("has one project for all stacks, each with its own file", async () => {
        const paths = statePaths(path.join(directory, "state"));
        for (const name of ["hub", "targets"]) {
            const stackFile = path.join(directory, `Pulumi.${name}.yaml`);
            await writeFile(stackFile, `config:\n  eks-gitops-fleet:fleet: ${name}\n`);
            await layOutProject(paths, stackFile, LAYOUT);
        }
        const hub = parse(await readFile(path.join(paths.project, "Pulumi.hub.yaml"), "utf8")) as {
            config: Record<string, unknown>;
        };
        assert.equal(hub.config["eks-gitops-fleet:fleet"], "hub");
    });

    it("runs another program of the same project, without the configuration that the repository's needs", async () => {
        const stackFile = path.join(directory, "Pulumi.test.yaml");
        await writeFile(stackFile, "config: {}\n");
        const paths = statePaths(path.join(directory, "state"));
        await layOutProject(paths, stackFile, { ...LAYOUT, program: "tests/other/index.ts" });
        const project = parse(
            await readFile(path.join(paths.project, "Pulumi.yaml"), "utf8"),
        ) as Record<string, unknown>;
        assert.equal(project["name"], "eks-gitops-fleet");
        assert.equal(project["main"], path.resolve("tests/other/index.ts"));
        assert.deepEqual(project["config"], {});
    });

    it("runs a program with a Pulumi.yaml of its own as that project, with its configuration and runtime", async () => {
        const program = path.join(directory, "program");
        await mkdir(path.join(program, "src"), { recursive: true });
        const runtime = { name: "nodejs", options: { packagemanager: "npm" } };
        const project = { name: "mine", runtime, config: { size: { type: "integer" } } };
        const stackFile = path.join(program, "Pulumi.dev.yaml");
        const config = { "mine:size": 3, "eks-gitops-fleet:fleet": "acme" };
        await writeFile(stackFile, stringify({ config }));
        const paths = statePaths(path.join(directory, "state"));
        const laidOut = async (main?: string): Promise<unknown> => {
            await writeFile(path.join(program, "Pulumi.yaml"), stringify({ ...project, main }));
            const stack = await layOutProject(paths, stackFile, { ...LAYOUT, program });
            assert.deepEqual(stack, { name: "dev", config: { size: 3 }, missingSecrets: [] });
            return parse(await readFile(path.join(paths.project, "Pulumi.yaml"), "utf8"));
        };

        assert.deepEqual(await laidOut(), { ...project, main: `${program}/` });
        assert.deepEqual(await laidOut("src"), { ...project, main: path.join(program, "src") });
        assert.deepEqual(
            parse(await readFile(path.join(paths.project, "Pulumi.dev.yaml"), "utf8")),
            { config },
            "no Argo CD settings",
        );
        assert.deepEqual(sandboxOptions({ program }).stackFiles, [stackFile]);
    });

    it("compiles the repository's program with the tsconfig that Pulumi.yaml names", async () => {
        assert.equal(await tsconfigOf(undefined), "tsconfig.pulumi.json");
    });

    it("compiles another program with the repository's tsconfig, unless it has its own", async () => {
        const program = path.join(directory, "program");
        await mkdir(program);
        await writeFile(path.join(program, "index.ts"), "");
        const repository = path.join(repositoryRoot, "tsconfig.pulumi.json");
        assert.equal(await tsconfigOf(program), repository);
        assert.equal(await tsconfigOf(path.join(program, "index.ts")), repository);

        await writeFile(path.join(program, "tsconfig.json"), "{}");
        assert.equal(await tsconfigOf(program), undefined);
        assert.equal(await tsconfigOf(path.join(program, "index.ts")), undefined);
    });

    /** `runtime.options.tsconfig` of the project that runs a program. */
    async function tsconfigOf(program: string | undefined): Promise<unknown> {
        const stackFile = path.join(directory, "Pulumi.test.yaml");
        await writeFile(stackFile, "config: {}\n");
        const paths = statePaths(path.join(directory, "state"));
        await layOutProject(paths, stackFile, {
            ...LAYOUT,
            ...(program === undefined ? {} : { program }),
        });
        const project = parse(await readFile(path.join(paths.project, "Pulumi.yaml"), "utf8")) as {
            readonly runtime: { readonly options: Readonly<Record<string, unknown>> };
        };
        return project.runtime.options["tsconfig"];
    }

    it("names the stack file that can't be read", async () => {
        await assert.rejects(
            layOutProject(statePaths(directory), path.join(directory, "Pulumi.no.yaml"), LAYOUT),
            /Pulumi\.no\.yaml can't be read\. Name a stack file with --stack-file\./,
        );
    });
});
