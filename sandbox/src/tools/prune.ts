/** Frees the disk space of tools that no longer match the sources. */
import { readdir, rm } from "node:fs/promises";
import * as path from "node:path";

import { cacheRoot } from "../paths";
import { withLock } from "../lock";
import { defaultToolSettings, locateTools, type ToolSettings } from "./tools";

const UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** What the sandbox puts into the directory of tools: sets (fingerprint.ts), and what killed processes left of the lock. */
const OWN = new RegExp(`^([a-z-]+-[0-9a-f]{12}|\\.building\\.${UUID})$`);

/** A file that was being written when a build was interrupted: `<tool>.<uuid>`. */
const PARTIAL = new RegExp(`\\.${UUID}$`);

/**
 * Removes built sets of other versions, what interrupted builds left, and the cache of compiled packages.
 * The present tools stay, and files that the sandbox did not create. Called only on request, since another
 * clone may use other versions.
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
                .filter((name) => OWN.test(name))
                .map((name) => path.join(settings.root, name))
                .filter((directory) => !directories.includes(directory));
            const partial = (await Promise.all(directories.map(partialFiles))).flat();
            const removed = [...sets, ...partial, goCache];
            for (const name of removed) {
                await rm(name, { recursive: true, force: true });
            }
            return removed;
        },
    );
}

async function partialFiles(directory: string): Promise<readonly string[]> {
    try {
        const names = await readdir(directory);
        return names.filter((name) => PARTIAL.test(name)).map((name) => path.join(directory, name));
    } catch {
        return [];
    }
}
