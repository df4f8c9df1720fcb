/** Collects the facts for the preflight checks. Changes nothing. */
import { execFile } from "node:child_process";
import { readFile, statfs } from "node:fs/promises";
import * as path from "node:path";
import { promisify } from "node:util";

import { cacheRoot, repositoryRoot } from "../paths";
import { findExecutable } from "../tools/installedPulumi";
import { toolSets } from "../tools/sets";
import { locateTools } from "../tools/tools";
import { commandPackages, namespaceSettings } from "./facts";
import type { Facts, GoFacts, NamespaceFacts, PackageFacts } from "./facts";
import { compareVersions } from "./problems";

const run = promisify(execFile);

/** Long enough for a busy machine; a probe that hangs counts as failed. */
const timeout = 20_000;

/** Looks at this machine. */
export async function probeMachine(): Promise<Facts> {
    const searchPath = process.env.PATH ?? "";
    const commands = Object.keys(commandPackages);
    const found = await Promise.all(commands.map((name) => findExecutable(name, searchPath)));
    const missingCommands = commands.filter((_, index) => found[index] === undefined);
    const [go, wantedGo, namespaces, freeDiskBytes, availableMemoryBytes, tools, packages] =
        await Promise.all([
            probeGo(),
            readWantedGo(),
            missingCommands.includes("unshare") ? undefined : probeNamespaces(),
            probeDisk(cacheRoot),
            probeMemory(),
            locateTools(),
            probePackages(repositoryRoot),
        ]);
    return {
        platform: process.platform,
        nodeVersion: process.versions.node,
        go,
        wantedGo,
        missingCommands,
        namespaces,
        cacheDirectory: cacheRoot,
        freeDiskBytes,
        availableMemoryBytes,
        missingTools: tools.missing.map(({ tool, files }) => tool?.file ?? files?.directory ?? ""),
        packages,
    };
}

async function probeGo(): Promise<GoFacts | undefined> {
    try {
        // Outside of any module, since the go command would switch toolchains for a go.mod.
        const { stdout } = await run("go", ["env", "GOVERSION", "GOTOOLCHAIN"], {
            cwd: path.parse(repositoryRoot).root,
            timeout,
        });
        const [version = "", toolchain = ""] = stdout.split("\n");
        return { version: version.replace(/^go/, ""), toolchain };
    } catch {
        return undefined;
    }
}

/** The newest version a `go` line of the tools' go.mod files asks for. */
async function readWantedGo(): Promise<string> {
    const versions = await Promise.all(
        toolSets.map(async ({ name }) => {
            const file = path.join(repositoryRoot, "sandbox", "src", "tools", name, "go.mod");
            return goVersionOf(await readFile(file, "utf8"));
        }),
    );
    return versions.sort(compareVersions).at(-1) ?? "";
}

/** The version in the `go` line of a go.mod file. */
export function goVersionOf(goMod: string): string {
    const version = /^go (\S+)$/m.exec(goMod)?.[1];
    if (version === undefined) {
        throw new Error("go.mod without a go line");
    }
    return version;
}

async function probeNamespaces(): Promise<NamespaceFacts> {
    const settings: Record<string, string> = {};
    for (const name of namespaceSettings) {
        const value = await readOr(path.join("/proc/sys", name.replaceAll(".", "/")), undefined);
        if (value !== undefined) {
            settings[name] = value.trim();
        }
    }
    const container =
        (await readOr("/.dockerenv", undefined)) !== undefined ||
        (await readOr("/run/.containerenv", undefined)) !== undefined;
    const flags = ["--user", "--map-root-user", "--net", "--pid", "--mount", "--fork", "true"];
    try {
        await run("unshare", flags, { timeout });
        return { works: true, output: "", settings, container };
    } catch (error) {
        const output =
            error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
        return { works: false, output, settings, container };
    }
}

/** Free bytes on the file system that holds, or will hold, a directory. */
async function probeDisk(directory: string): Promise<number> {
    try {
        const { bavail, bsize } = await statfs(directory);
        return bavail * bsize;
    } catch {
        return probeDisk(path.dirname(directory));
    }
}

async function probeMemory(): Promise<number> {
    const cgroup = "/sys/fs/cgroup";
    return availableMemory(
        await readOr("/proc/meminfo", ""),
        await readOr(path.join(cgroup, "memory.max"), "max"),
        await readOr(path.join(cgroup, "memory.current"), "0"),
        await readOr(path.join(cgroup, "memory.stat"), ""),
    );
}

/**
 * Bytes that can be used without swapping: according to the kernel, or what a container's limit leaves.
 * @param meminfo content of /proc/meminfo
 * @param limit memory.max of the control group: bytes, or `max`
 * @param used memory.current of the control group, which counts the page cache too
 * @param stat memory.stat of the control group, which contains the reclaimable part of it
 */
export function availableMemory(
    meminfo: string,
    limit: string,
    used: string,
    stat: string,
): number {
    const kilobytes = Number(/^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1] ?? 0);
    const reclaimable = Number(/^inactive_file (\d+)$/m.exec(stat)?.[1] ?? 0);
    const limited = /^\d+$/.test(limit.trim());
    const left = limited ? Number(limit) - Number(used) + reclaimable : Infinity;
    return Math.min(kilobytes * 1024, left);
}

/** Packages of the repository and of its workspace `sandbox`, which npm may install in either's node_modules. */
export async function probePackages(root: string): Promise<readonly PackageFacts[]> {
    const wanted = new Map<string, string>();
    for (const directory of [root, path.join(root, "sandbox")]) {
        const { dependencies, devDependencies } = JSON.parse(
            await readFile(path.join(directory, "package.json"), "utf8"),
        ) as Partial<Record<"dependencies" | "devDependencies", Record<string, string>>>;
        for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
            wanted.set(name, version);
        }
    }
    return Promise.all(
        [...wanted].map(async ([name, version]) => ({
            name,
            wanted: version,
            installed:
                (await installedVersion(path.join(root, "sandbox"), name)) ??
                (await installedVersion(root, name)),
        })),
    );
}

async function installedVersion(directory: string, name: string): Promise<string | undefined> {
    const manifest = path.join(directory, "node_modules", name, "package.json");
    return (JSON.parse(await readOr(manifest, "{}")) as { readonly version?: string }).version;
}

async function readOr<T>(file: string, otherwise: T): Promise<string | T> {
    try {
        return await readFile(file, "utf8");
    } catch {
        return otherwise;
    }
}
