import { mkdir, readFile, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";
import * as path from "node:path";
import type { VolumeFiles } from "./volumes";

async function isCurrent(directory: string, files: VolumeFiles): Promise<boolean> {
    try {
        const known = (await readFile(path.join(directory, "..data", "..paths"), "utf8"))
            .split("\n")
            .filter((line) => line !== "");
        if (known.length !== files.size || known.some((name) => !files.has(name))) {
            return false;
        }
        for (const [name, file] of files) {
            if (!(await readFile(path.join(directory, "..data", name))).equals(file.content)) {
                return false;
            }
        }
        return true;
    } catch {
        return false;
    }
}

/**
 * Puts a volume's files into a directory so that readers see either all old or all new files, by the kubelet's
 * own layout: the files in a fresh directory, `..data` a link to it, a link through `..data` for each top-level
 * name.
 *
 * @returns whether anything changed
 * @see https://pkg.go.dev/k8s.io/kubernetes/pkg/volume/util#AtomicWriter
 */
export async function writeVolume(directory: string, files: VolumeFiles): Promise<boolean> {
    if (await isCurrent(directory, files)) {
        return false;
    }
    const version = `..${String(Date.now())}.${String(process.hrtime.bigint())}`;
    const target = path.join(directory, version);
    await mkdir(target, { recursive: true });
    for (const [name, file] of files) {
        await mkdir(path.dirname(path.join(target, name)), { recursive: true });
        await writeFile(path.join(target, name), file.content, { mode: file.mode });
    }
    await writeFile(path.join(target, "..paths"), [...files.keys()].join("\n"));

    const data = path.join(directory, "..data");
    const previous = await readlink(data).catch(() => undefined);
    const old = await topLevelNames(directory, previous);
    await symlink(version, `${data}_tmp`);
    await rename(`${data}_tmp`, data);
    const wanted = new Set([...files.keys()].map(firstPart));
    for (const name of wanted) {
        if (!old.has(name)) {
            await symlink(path.join("..data", name), path.join(directory, name));
        }
    }
    for (const name of old) {
        if (!wanted.has(name)) {
            await rm(path.join(directory, name), { force: true });
        }
    }
    if (previous !== undefined) {
        await rm(path.join(directory, previous), { recursive: true, force: true });
    }
    return true;
}

function firstPart(name: string): string {
    return name.split("/")[0] ?? name;
}

async function topLevelNames(
    directory: string,
    version: string | undefined,
): Promise<ReadonlySet<string>> {
    if (version === undefined) {
        return new Set();
    }
    const paths = await readFile(path.join(directory, version, "..paths"), "utf8");
    return new Set(
        paths
            .split("\n")
            .filter((line) => line !== "")
            .map(firstPart),
    );
}
