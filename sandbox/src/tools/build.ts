/** Builds the sandbox's tools from public Go modules, once. */
import { randomUUID } from "node:crypto";
import { chmod, cp, mkdir, readdir, rename, rm } from "node:fs/promises";
import * as path from "node:path";

import { cacheRoot } from "../paths";
import { isDownloadLine, isPackageLine, runGo, type GoSettings } from "./go";
import { withLock } from "../lock";
import type { BuildProgress } from "./progress";
import { buildFlags, type ModuleFiles, type Tool } from "./sets";
import { defaultToolSettings, locateTools } from "./tools";
import type { Missing, ToolPaths, ToolSettings } from "./tools";

/** How tools are built. */
export interface BuildOptions {
    /** Called when a step begins, moves on, and at least once a second while it runs. */
    readonly report: (progress: BuildProgress) => void;
    readonly settings?: ToolSettings;
    /** The go command; `go` by default. */
    readonly go?: string;
    /**
     * Directory for compiled packages (GOCACHE). By default one of our own, about 9 GB at its largest, that
     * is removed when everything is built and stays when a build fails, so that the next one continues.
     */
    readonly goCache?: { readonly directory: string; readonly keep: boolean };
}

const tickMs = 1000;

/**
 * Builds what is missing and returns the paths of all tools. Does nothing when nothing is missing. Two
 * builds at once wait for each other; an interrupted one is continued by the next.
 * @throws BuildError naming tool, command and its last lines of output
 */
export async function buildTools(options: BuildOptions): Promise<ToolPaths> {
    const settings = options.settings ?? defaultToolSettings();
    const before = await locateTools(settings);
    if (before.missing.length === 0) {
        return before.paths;
    }
    const startedAt = Date.now();
    return withLock(
        path.join(settings.root, ".building"),
        ({ pid }) =>
            options.report({
                tool: "",
                number: 0,
                of: before.missing.length,
                elapsedMs: Date.now() - startedAt,
                phase: "waiting",
                builder: pid,
            }),
        async () => {
            // Another build may have made them while this one waited.
            const { missing, paths } = await locateTools(settings);
            const cache = options.goCache ?? {
                directory: path.join(cacheRoot, "go-build"),
                keep: false,
            };
            const go = { go: options.go ?? "go", cache: cache.directory };
            for (const [index, step] of missing.entries()) {
                await withProgress(options.report, step, index + 1, missing.length, (update) =>
                    step.files === undefined
                        ? buildTool(settings, go, step, step.tool, update)
                        : copyFiles(settings, go, step, step.files),
                );
            }
            if (!cache.keep) {
                await rm(cache.directory, { recursive: true, force: true });
            }
            return paths;
        },
    );
}

/** Reports the progress of a running step. */
type Update = (change: Pick<BuildProgress, "phase"> & Partial<BuildProgress>) => void;

async function withProgress(
    report: (progress: BuildProgress) => void,
    step: Missing,
    number: number,
    of: number,
    work: (update: Update) => Promise<void>,
): Promise<void> {
    const startedAt = Date.now();
    const tool = step.files === undefined ? step.tool.file : step.files.directory;
    let state: BuildProgress = { tool, number, of, elapsedMs: 0, phase: "compiling" };
    const update = (change: Partial<BuildProgress>): void => {
        state = { ...state, ...change, elapsedMs: Date.now() - startedAt };
        report(state);
    };
    update({});
    const ticker = setInterval(() => update({}), tickMs);
    try {
        await work(update);
    } finally {
        clearInterval(ticker);
    }
    update({ phase: "done" });
}

async function buildTool(
    settings: ToolSettings,
    go: GoSettings,
    { set, directory }: Missing,
    tool: Tool,
    update: Update,
): Promise<void> {
    const module = path.join(settings.sources, set.name);
    const flags = buildFlags(tool);
    const onLine = (line: string): void => {
        if (isDownloadLine(line)) {
            update({ phase: "downloading" });
        }
    };
    // Packages that are in the cache are not stale: what is listed is what will be compiled.
    const list = ["list", "-deps", "-f", "{{if .Stale}}{{.ImportPath}}{{end}}"];
    const stale = await runGo(go, tool.file, module, [...list, ...flags, tool.package], onLine);
    const of = stale.filter((line) => line !== "").length;
    let compiled = 0;
    update({ phase: "compiling", packages: { compiled, of } });

    await mkdir(directory, { recursive: true });
    const target = path.join(directory, tool.file);
    const temporary = `${target}.${randomUUID()}`;
    try {
        const build = ["build", "-v", ...flags, "-o", temporary, tool.package];
        await runGo(go, tool.file, module, build, (line) => {
            onLine(line);
            if (isPackageLine(line)) {
                compiled += 1;
                update({ phase: "compiling", packages: { compiled, of: Math.max(of, compiled) } });
            }
        });
        await rename(temporary, target);
    } finally {
        await rm(temporary, { force: true });
    }
}

async function copyFiles(
    settings: ToolSettings,
    go: GoSettings,
    { set, directory }: Missing,
    files: ModuleFiles,
): Promise<void> {
    const module = path.join(settings.sources, set.name);
    await runGo(go, files.directory, module, ["mod", "download", files.module]);
    const list = ["list", "-m", "-f", "{{.Dir}}", files.module];
    const [source] = await runGo(go, files.directory, module, list);
    if (source === undefined || source === "") {
        throw new Error(`go list printed no directory for ${files.module}`);
    }
    const target = path.join(directory, files.directory);
    const temporary = `${target}.${randomUUID()}`;
    try {
        for (const name of files.paths) {
            await cp(path.join(source, name), path.join(temporary, name), { recursive: true });
        }
        await setModes(temporary);
        await rename(temporary, target);
    } finally {
        await rm(temporary, { recursive: true, force: true });
    }
}

/** The module cache is read-only, which would also keep copies from being removed. */
async function setModes(directory: string): Promise<void> {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
        const executable = entry.isDirectory() || entry.name.endsWith(".sh");
        await chmod(path.join(entry.parentPath, entry.name), executable ? 0o755 : 0o644);
    }
}
