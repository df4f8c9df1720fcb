/** Finds an installed Pulumi that can be used instead of building one. */
import { access, constants } from "node:fs/promises";
import * as path from "node:path";

import { execa } from "execa";

/** An installed engine with its own Node.js language host. */
export interface InstalledPulumi {
    readonly pulumi: string;
    readonly languageHost: string;
}

/** `pulumi version` prints nothing else; more would be a plugin's or a wrapper's output. */
const versionPattern = /^v?(\d+)\.(\d+)\.(\d+)(-\S+)?$/;

/**
 * Whether a version as `pulumi version` prints it (`v3.259.0`) is at least the wanted one. Pre-releases of
 * the wanted version itself are older than it; anything that is no version is refused.
 */
export function isAtLeast(version: string, wanted: string): boolean {
    const have = versionPattern.exec(version.trim());
    const want = versionPattern.exec(wanted);
    if (have === null || want === null) {
        return false;
    }
    for (const part of [1, 2, 3]) {
        const difference = Number(have[part]) - Number(want[part]);
        if (difference !== 0) {
            return difference > 0;
        }
    }
    return have[4] === undefined;
}

/** Absolute path of an executable on a PATH-like list, or undefined. */
export async function findExecutable(
    name: string,
    searchPath: string,
): Promise<string | undefined> {
    for (const directory of searchPath
        .split(path.delimiter)
        .filter((entry) => path.isAbsolute(entry))) {
        const candidate = path.join(directory, name);
        if (await isExecutable(candidate)) {
            return candidate;
        }
    }
    return undefined;
}

/**
 * The Pulumi on the search path, if it is new enough and brings its language host (a release archive does,
 * `go install` does not). Its version is asked for without touching the user's backend.
 * @param searchPath directories as in PATH
 * @param wanted oldest version that will do
 */
export async function findInstalledPulumi(
    searchPath: string,
    wanted: string,
): Promise<InstalledPulumi | undefined> {
    const pulumi = await findExecutable("pulumi", searchPath);
    if (pulumi === undefined) {
        return undefined;
    }
    const languageHost = path.join(path.dirname(pulumi), "pulumi-language-nodejs");
    if (!(await isExecutable(languageHost))) {
        return undefined;
    }
    const { stdout, exitCode } = await execa(pulumi, ["version"], {
        reject: false,
        timeout: 30_000,
        env: { PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    return exitCode === 0 && isAtLeast(stdout, wanted) ? { pulumi, languageHost } : undefined;
}

async function isExecutable(file: string): Promise<boolean> {
    try {
        await access(file, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
