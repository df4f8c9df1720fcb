/** Pulumi projects other than this repository's. */
import { existsSync, statSync } from "node:fs";
import * as path from "node:path";

/**
 * Directory of a program's own Pulumi.yaml.
 * @param program path of the program: its directory, or a file in it
 * @returns an absolute path; undefined if no Pulumi.yaml is there
 */
export function ownProjectDirectory(program: string): string | undefined {
    const given = path.resolve(program);
    const isDirectory = statSync(given, { throwIfNoEntry: false })?.isDirectory() ?? false;
    const directory = isDirectory ? given : path.dirname(given);
    return existsSync(path.join(directory, "Pulumi.yaml")) ? directory : undefined;
}
