/** Which directory may hold a sandbox's state, and its creation and deletion: the sandbox deletes only what it created. */
import { execa } from "execa";
import { chmod, lstat, mkdir, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import * as path from "node:path";

import { repositoryRoot, toolsRoot, type StatePaths } from "./paths";

/** File that marks a directory as created by the sandbox. */
export const MARKER = ".eks-gitops-fleet-sandbox";

const TITLE = "State of a sandbox of eks-gitops-fleet.";

/** Content of the marker. */
export const MARKER_TEXT = `${TITLE}
The sandbox created this directory. It deletes the directory with everything in it when it starts and at
"npm run sandbox -- down", and rejects a directory that has files but not this one.
`;

/** How many file names an error lists. */
const NAMES_SHOWN = 5;

/** What is at the path of a state directory. */
export type StateEntry =
    | { readonly kind: "missing" | "symbolic link" | "file" }
    | {
          readonly kind: "directory";
          readonly names: readonly string[];
          /** Content of the marker. */
          readonly marker?: string;
      };

/** A path at which the sandbox is to keep its state. */
export interface StatePlace {
    readonly path: string;
    /** The same with the symbolic links among its parents resolved. */
    readonly realPath: string;
    readonly entry: StateEntry;
}

/** A directory that must outlive every sandbox. */
export interface Kept {
    /** For example "the home directory". */
    readonly name: string;
    readonly realPath: string;
}

/** Whether the sandbox created what is at a path. */
export function isOwn(entry: StateEntry): boolean {
    if (entry.kind !== "directory" || entry.marker === undefined) {
        return false;
    }
    // A sandbox that was killed while it wrote the marker had written nothing else.
    const unfinished = entry.names.length === 1 && MARKER_TEXT.startsWith(entry.marker);
    return unfinished || entry.marker.startsWith(`${TITLE}\n`);
}

/** Why the sandbox must not keep its state at a path; undefined if it may. */
export function stateProblem(
    { path: given, realPath, entry }: StatePlace,
    kept: readonly Kept[],
): string | undefined {
    // Even with a marker: it can only be there by mistake.
    const lost = kept.find((directory) => isWithin(directory.realPath, realPath));
    if (lost !== undefined) {
        const isSame = lost.realPath === realPath;
        return problem(
            given,
            isSame ? lost.name : `a directory that contains ${lost.name}, ${lost.realPath}`,
        );
    }
    switch (entry.kind) {
        case "missing":
            return undefined;
        case "symbolic link":
        case "file":
            return problem(given, `a ${entry.kind}`);
        case "directory":
            return entry.names.length === 0 || isOwn(entry)
                ? undefined
                : problem(
                      given,
                      contents(entry.names),
                      entry.marker === undefined ? OLDER_VERSION : [],
                  );
    }
}

/** Directories of earlier versions have no marker. */
const OLDER_VERSION = [
    "If an older version of the sandbox created this directory, run `npm run sandbox -- down` with that version, or delete the directory yourself.",
];

function problem(given: string, found: string, advice: readonly string[] = []): string {
    return [
        `The sandbox's state directory ${given} must be missing, empty or created by the sandbox (marked by the file ${MARKER}), because the sandbox deletes it.`,
        `Found: ${found}.`,
        "Nothing was changed. Set SANDBOX_STATE to another path.",
        ...advice,
    ].join("\n");
}

function contents(names: readonly string[]): string {
    const shown = [...names].sort().slice(0, NAMES_SHOWN).join(", ");
    const more = names.length - NAMES_SHOWN;
    const marker = names.includes(MARKER) ? `; the sandbox did not write this ${MARKER}` : "";
    return `${shown}${more > 0 ? ` and ${more} more` : ""}${marker}`;
}

/** Whether a path is a directory or within it. */
function isWithin(inner: string, directory: string): boolean {
    const relative = path.relative(directory, inner);
    return relative !== ".." && !relative.startsWith(`..${path.sep}`);
}

/**
 * Checks that the sandbox may use a state directory. Changes nothing.
 * @throws Error with what is there and what to do
 */
export async function requireState({ root }: StatePaths): Promise<void> {
    const place = { path: root, realPath: await withRealParent(root), entry: await inspect(root) };
    const problem = stateProblem(place, await keptDirectories());
    if (problem !== undefined) {
        throw new Error(problem);
    }
}

/** Creates a state directory, the marker first: `down` recognizes the directory however far a start got. */
export async function createState({ root }: StatePaths): Promise<void> {
    await mkdir(root, { recursive: true, mode: 0o700 });
    await writeFile(path.join(root, MARKER), MARKER_TEXT, { flush: true });
    // An empty directory of the user's may be open to everyone.
    await chmod(root, 0o700);
}

/**
 * Deletes a state directory that the sandbox created, also files that pods have locked: Argo CD hides its repositories
 * from itself.
 * @throws Error for a directory that got other files after the command began
 */
export async function removeState(paths: StatePaths): Promise<void> {
    const { root } = paths;
    await requireState(paths);
    if (!isOwn(await inspect(root))) {
        return;
    }
    await execa("chmod", ["-R", "u+rwX", root], { reject: false });
    // The marker is deleted last, so that an interrupted removal can be repeated.
    for (const name of (await readdir(root)).filter((found) => found !== MARKER)) {
        await rm(path.join(root, name), { recursive: true, force: true });
    }
    await rm(root, { recursive: true, force: true });
}

async function inspect(root: string): Promise<StateEntry> {
    const stats = await ifPresent(lstat(root));
    if (stats === undefined) {
        return { kind: "missing" };
    }
    if (!stats.isDirectory()) {
        return { kind: stats.isSymbolicLink() ? "symbolic link" : "file" };
    }
    const names = await ifPresent(readdir(root));
    if (names === undefined) {
        return { kind: "missing" };
    }
    const marker = await readMarker(path.join(root, MARKER));
    if (marker === undefined && names.includes(MARKER)) {
        // Another command is removing the directory.
        return inspect(root);
    }
    return { kind: "directory", names, ...(marker === undefined ? {} : { marker }) };
}

async function readMarker(file: string): Promise<string | undefined> {
    const stats = await ifPresent(lstat(file));
    if (stats === undefined) {
        return undefined;
    }
    return stats.isFile() ? ifPresent(readFile(file, "utf8")) : "not a file";
}

async function keptDirectories(): Promise<readonly Kept[]> {
    const kept = [
        { name: "the home directory", directory: homedir() },
        { name: "the repository", directory: repositoryRoot },
        { name: "the directory of the sandbox's tools", directory: path.resolve(toolsRoot) },
    ];
    return Promise.all(
        kept.map(async ({ name, directory }) => ({
            name,
            realPath: (await ifPresent(realpath(directory))) ?? (await withRealParent(directory)),
        })),
    );
}

/** A path with the symbolic links among its existing parents resolved. */
async function withRealParent(file: string): Promise<string> {
    const parent = path.dirname(file);
    if (parent === file) {
        return file;
    }
    const real = (await ifPresent(realpath(parent))) ?? (await withRealParent(parent));
    return path.join(real, path.basename(file));
}

/** undefined if the file does not exist. */
async function ifPresent<T>(result: Promise<T>): Promise<T | undefined> {
    try {
        return await result;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") {
            return undefined;
        }
        throw error;
    }
}
