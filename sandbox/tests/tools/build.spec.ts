import * as assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { buildTools } from "../../src/tools/build";
import { BuildError } from "../../src/tools/go";
import type { BuildProgress } from "../../src/tools/progress";
import { pruneTools } from "../../src/tools/prune";
import { locateTools, type ToolPaths } from "../../src/tools/tools";
import { fakeGo, fakeSets, type FakeGo } from "./fakeGo";

const steps = fakeSets.flatMap(({ tools, files }) => [
    ...tools.map(({ file }) => file),
    ...files.map(({ directory }) => directory),
]);

describe("building the tools", () => {
    let directory: string;
    let fake: FakeGo;
    let reports: BuildProgress[];

    beforeEach(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "tools-"));
        fake = await fakeGo(directory);
        reports = [];
    });

    afterEach(() => rm(directory, { recursive: true, force: true }));

    const build = (keep: boolean = false): Promise<ToolPaths> =>
        buildTools({
            report: (progress) => reports.push(progress),
            settings: fake.settings,
            go: fake.go,
            goCache: { directory: fake.cache, keep },
        });
    const builds = async (): Promise<readonly string[]> =>
        (await fake.calls()).filter((call) => / build /.test(call));

    it("builds every binary and copies every file, after which nothing is missing", async () => {
        const paths = await build();
        assert.equal(await readFile(paths.etcd, "utf8"), "built go.etcd.io/etcd/server/v3\n");
        const manifest = path.join(paths.argocdModule, "manifests", "crds", "one.yaml");
        assert.equal(await readFile(manifest, "utf8"), "kind: One\n");
        assert.deepEqual((await locateTools(fake.settings)).missing, []);
    });

    it("makes copied scripts executable and copied directories writable", async () => {
        const { argocdModule } = await build();
        const mode = async (...name: string[]): Promise<number> =>
            (await stat(path.join(argocdModule, ...name))).mode & 0o777;
        assert.equal(await mode("hack", "wrapper.sh"), 0o755);
        assert.equal(await mode("manifests", "crds"), 0o755);
        assert.equal(await mode("manifests", "crds", "one.yaml"), 0o644);
    });

    it("builds reproducibly, without cgo and without touching go.mod, each in its own module", async () => {
        await build();
        const pulumi = (await builds()).find((call) => call.startsWith("engine "));
        assert.match(
            pulumi ?? "",
            /^engine build -v -trimpath -buildvcs=false -ldflags -s -w -X \S+version\.Version=v3\.259\.0 -o \S+ github\.com\/pulumi\/pulumi\/pkg\/v3\/cmd\/pulumi$/,
        );
        const environment = await readFile(path.join(directory, "environment"), "utf8");
        const lines = new Set(environment.trim().split("\n"));
        assert.deepEqual([...lines], [`0|-mod=readonly -modcacherw|${fake.cache}`]);
    });

    it("builds nothing that exists and does not run go", async () => {
        await build();
        const before = (await fake.calls()).length;
        await build();
        assert.equal((await fake.calls()).length, before);
    });

    it("builds only what is missing", async () => {
        const { redis } = await build();
        const before = (await builds()).length;
        await rm(redis);
        await build();
        assert.deepEqual((await builds()).slice(before).length, 1);
        assert.match((await builds()).at(-1) ?? "", /\.\/redis$/);
    });

    it("builds again when a source changes, and keeps what was built before", async () => {
        const { redis } = await build();
        await mkdir(path.join(directory, "sources", "cluster", "redis"));
        await writeFile(
            path.join(directory, "sources", "cluster", "redis", "main.go"),
            "package x",
        );
        const changed = await build();
        assert.notEqual(changed.redis, redis);
        assert.ok((await stat(redis)).isFile());
    });

    it("uses an installed Pulumi instead of building one", async () => {
        const installed = { pulumi: "/usr/bin/pulumi", languageHost: "/usr/bin/host" };
        const settings = { ...fake.settings, installedPulumi: () => Promise.resolve(installed) };
        const paths = await buildTools({
            report: () => undefined,
            settings,
            go: fake.go,
            goCache: { directory: fake.cache, keep: false },
        });
        assert.equal(paths.pulumi, "/usr/bin/pulumi");
        assert.equal(paths.pulumiLanguageHost, "/usr/bin/host");
        assert.ok(!(await builds()).some((call) => call.startsWith("engine")));
    });

    it("reports which tool, how far, and that it is done", async () => {
        await build();
        const done = reports.filter(({ phase }) => phase === "done");
        assert.deepEqual(
            done.map(({ tool, number, of }) => ({ tool, number, of })),
            steps.map((tool, index) => ({ tool, number: index + 1, of: steps.length })),
        );
        const redis = reports.filter(({ tool }) => tool === "redis");
        assert.ok(redis.some(({ phase }) => phase === "downloading"));
        assert.deepEqual(
            redis.map(({ packages }) => packages?.compiled).filter((count) => count !== undefined),
            [0, 0, 1, 2, 2],
        );
        assert.equal(redis.at(-1)?.packages?.of, 2);
    });

    it("fails with one error that names tool, command and the last lines of output", async () => {
        const lines = Array.from({ length: 40 }, (_, index) => `main.go:${index}: broken`);
        await fake.failBuild(`${lines.join("\n")}\n`);
        await assert.rejects(build(), (error: unknown) => {
            assert.ok(error instanceof BuildError);
            assert.equal(error.tool, "redis");
            assert.match(error.message, /^cannot build redis: \S+go build -v .* \.\/redis \(in /);
            assert.deepEqual(error.lines, lines.slice(-20));
            return true;
        });
    });

    it("adds a remedy only if the disk is full", async () => {
        await fake.failBuild("link: write x: no space left on device\n");
        await assert.rejects(build(), /The disk is full: free space/);
        await fake.failBuild("main.go:1: broken\n");
        await assert.rejects(
            build(),
            (error: Error) => !error.message.includes("The disk is full"),
        );
    });

    it("fails with the same kind of error when go cannot be run", async () => {
        const goCache = { directory: fake.cache, keep: false };
        const options = { report: () => undefined, settings: fake.settings, goCache };
        await assert.rejects(
            buildTools({ ...options, go: path.join(directory, "no-go") }),
            (error: unknown) => error instanceof BuildError && /ENOENT/.test(error.message),
        );
    });

    it("leaves no half-written binary behind a failure, and continues with it the next time", async () => {
        await fake.failBuild("broken\n");
        await assert.rejects(build());
        const { missing, directories } = await locateTools(fake.settings);
        assert.equal(missing.length, steps.length);
        assert.deepEqual(await readdir(directories[0] ?? ""), []);
        await fake.failBuild(undefined);
        await build();
    });

    it("deletes compiled packages when all is built, keeps them after a failure or on request", async () => {
        const compiled = path.join(fake.cache, "compiled");
        await fake.failBuild("broken\n");
        await assert.rejects(build());
        assert.ok((await stat(compiled)).isFile());
        await fake.failBuild(undefined);
        const { redis } = await build();
        await assert.rejects(stat(fake.cache), /ENOENT/);
        await rm(redis);
        await build(true);
        assert.ok((await stat(compiled)).isFile());
    });

    it("waits for another build of the same tools and then has nothing left to do", async () => {
        await fake.slowBuild(0.2);
        await Promise.all([build(), build()]);
        assert.equal((await builds()).length, steps.length - 1);
        assert.ok(
            reports.some(({ phase, builder }) => phase === "waiting" && builder === process.pid),
        );
    });

    describe("pruning", () => {
        it("removes other versions, half-written files and the cache, and keeps the present tools", async () => {
            const { redis } = await build();
            const old = path.join(fake.settings.root, "cluster-000000000000");
            await mkdir(old);
            const partial = `${redis}.123e4567-e89b-12d3-a456-426614174000`;
            await writeFile(partial, "");
            const lock = path.join(
                fake.settings.root,
                ".building.123e4567-e89b-12d3-a456-426614174000",
            );
            await mkdir(lock);
            const removed = await pruneTools(fake.settings, fake.cache);
            assert.deepEqual([...removed].sort(), [lock, old, partial, fake.cache].sort());
            await assert.rejects(stat(old), /ENOENT/);
            await assert.rejects(stat(lock), /ENOENT/);
            await assert.rejects(stat(partial), /ENOENT/);
            await assert.rejects(stat(fake.cache), /ENOENT/);
            assert.deepEqual((await locateTools(fake.settings)).missing, []);
        });

        it("keeps files that the sandbox did not create", async () => {
            const { redis } = await build();
            const foreign = [
                path.join(fake.settings.root, "notes.txt"),
                path.join(fake.settings.root, "state"),
                path.join(fake.settings.root, "cluster-backup"),
                path.join(fake.settings.root, "my-cluster-000000000000-old"),
                path.join(path.dirname(redis), "redis.conf"),
            ];
            for (const name of foreign) {
                await mkdir(name);
                await writeFile(path.join(name, "file"), "");
            }
            assert.deepEqual(await pruneTools(fake.settings, fake.cache), [fake.cache]);
            for (const name of foreign) {
                assert.ok((await stat(path.join(name, "file"))).isFile());
            }
        });

        it("removes nothing if nothing was built", async () => {
            assert.deepEqual(await pruneTools(fake.settings, fake.cache), [fake.cache]);
        });
    });
});
