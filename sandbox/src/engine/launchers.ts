/** Small files that start a plugin or a command. */
import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import * as path from "node:path";

/** What a launcher starts. */
export interface Launched {
    /** JavaScript to run with this process's node. */
    readonly script: string;
    readonly environment?: Readonly<Record<string, string>>;
}

/** What is started in its place, unless the first argument is a certain word. */
export interface OnlyFor {
    readonly word: string;
    /** Path of the program for every other. */
    readonly otherwise: string;
}

/** Text of a shell script that becomes the program it starts, so that signals and the parent are the program's. */
export function launcherText({ script, environment = {} }: Launched, only?: OnlyFor): string {
    const variables = Object.entries(environment).map(
        ([name, value]) => `${name}=${quoted(value)} `,
    );
    const others =
        only === undefined
            ? ""
            : `[ "$1" = ${quoted(only.word)} ] || exec ${quoted(only.otherwise)} "$@"\n`;
    return `#!/bin/sh\n${others}${variables.join("")}exec ${quoted(process.execPath)} ${quoted(script)} "$@"\n`;
}

/** Writes a launcher, replacing an existing file. */
export async function writeLauncher(
    file: string,
    launched: Launched,
    only?: OnlyFor,
): Promise<void> {
    await rm(file, { force: true });
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, launcherText(launched, only));
    await chmod(file, 0o755);
}

/** Links a file to an executable, replacing an existing file. */
export async function linkExecutable(file: string, target: string): Promise<void> {
    await rm(file, { force: true });
    await mkdir(path.dirname(file), { recursive: true });
    await symlink(target, file);
}

function quoted(text: string): string {
    return `'${text.replaceAll("'", "'\\''")}'`;
}
