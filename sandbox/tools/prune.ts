/** Gives back the disk space of tools that no longer match the sources. */
import { readdir, rm } from "node:fs/promises";
import * as path from "node:path";

import { cacheRoot } from "../paths";
import { withLock } from "../lock";
import { defaultToolSettings, locateTools, type ToolSettings } from "./tools";

/**
 * Removes built sets of other versions, what interrupted builds left, and the cache of compiled packages.
 * The present tools stay. Only ever called because somebody asked: another clone may use other versions.
 * @returns absolute paths that were removed
 */
export async function pruneTools(
    settings: ToolSettings = defaultToolSettings(),
    goCache: string = path.join(cacheRoot, "go-build"),
): Promise<readonly string[]> {
    const lock = path.join(settings.root, ".building");
    return withLock(
        lock,
        () => undefined,
        async () => {
            const { directories } = await locateTools(settings);
            const sets = (await readdir(settings.root))
                .map((name) => path.join(settings.root, name))
                .filter((directory) => directory !== lock && !directories.includes(directory));
            const partial = (await Promise.all(directories.map(partialFiles))).flat();
            const removed = [...sets, ...partial, goCache];
            for (const name of removed) {
                await rm(name, { recursive: true, force: true });
            }
            return removed;
        },
    );
}

/** Files that were being written when a build was interrupted: `<tool>.<uuid>`. */
async function partialFiles(directory: string): Promise<readonly string[]> {
    try {
        const names = await readdir(directory);
        return names
            .filter((name) => /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name))
            .map((name) => path.join(directory, name));
    } catch {
        return [];
    }
}
