/** Names the directory of a built set by everything that decides its content. */
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import * as path from "node:path";

import { buildFlags, type ToolSet } from "./sets";

/** Content of a file by its path relative to the set's directory. */
export type SourceFiles = Readonly<Record<string, string>>;

/** Reads the files of a set that decide what is built: go.mod, go.sum and its own Go sources. */
export async function readSources(directory: string): Promise<SourceFiles> {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const names = entries
        .filter((entry) => entry.isFile() && /^go\.(mod|sum)$|\.go$/.test(entry.name))
        .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)));
    const contents = await Promise.all(
        names.map(async (name) => [name, await readFile(path.join(directory, name), "utf8")]),
    );
    return Object.fromEntries(contents) as SourceFiles;
}

/**
 * Twelve hex digits that change with the set's sources, its tools, its build flags and the platform
 * (a home directory may be shared between machines).
 */
export function fingerprint(set: ToolSet, sources: SourceFiles, platform: string): string {
    const ordered = Object.entries(sources).sort(([one], [other]) => (one < other ? -1 : 1));
    const tools = set.tools.map((tool) => [tool.file, tool.package, buildFlags(tool)]);
    return createHash("sha256")
        .update(JSON.stringify([platform, ordered, tools, set.files]))
        .digest("hex")
        .slice(0, 12);
}

/** Directory name of a built set: `cluster-0123456789ab`. */
export async function setDirectory(sourcesRoot: string, set: ToolSet): Promise<string> {
    const sources = await readSources(path.join(sourcesRoot, set.name));
    return `${set.name}-${fingerprint(set, sources, `${process.platform}-${process.arch}`)}`;
}
