import { copyFile, mkdir, symlink, writeFile } from "node:fs/promises";
import * as path from "node:path";
import type { RunnableImage } from "./images";
import { trustBundlePath } from "./nodeEnvironment";

const directories = [
    "usr",
    "etc",
    "proc",
    "dev",
    "tmp",
    "run",
    "var/lib",
    "var/log",
    "root",
    "home",
    "data",
];

/** Merged-usr links, as in every current distribution. */
const links = ["bin", "sbin", "lib", "lib64"];

/** Fills an empty directory with what a container's root holds besides its mounts. */
export async function createRoot(root: string): Promise<void> {
    for (const directory of directories) {
        await mkdir(path.join(root, directory), { recursive: true });
    }
    await symlink("../run", path.join(root, "var", "run"));
    for (const link of links) {
        await symlink(path.join("usr", link), path.join(root, link));
    }
}

/** Fills a directory that becomes /usr/local/bin of an image: empty files to mount the programs on, and links. */
export async function createPrograms(directory: string, image: RunnableImage): Promise<void> {
    await mkdir(directory, { recursive: true });
    for (const name of Object.keys(image.files)) {
        await writeFile(path.join(directory, name), "");
    }
    for (const [name, target] of Object.entries(image.links)) {
        await symlink(target, path.join(directory, name));
    }
}

/** Writes a pod's /etc, shared by its containers. The one user is root of the sandbox's user namespace. */
export async function createEtc(etc: string, hosts: string, caBundle: string): Promise<void> {
    const bundle = path.join(etc, path.relative("/etc", trustBundlePath));
    await mkdir(path.dirname(bundle), { recursive: true });
    await copyFile(caBundle, bundle);
    await writeFile(path.join(etc, "hosts"), hosts);
    await writeFile(path.join(etc, "passwd"), "root:x:0:0:root:/root:/bin/sh\n");
    await writeFile(path.join(etc, "group"), "root:x:0:\n");
    await writeFile(path.join(etc, "nsswitch.conf"), "hosts: files\n");
    await writeFile(path.join(etc, "resolv.conf"), "");
}
