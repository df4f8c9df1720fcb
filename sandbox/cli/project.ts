/** The Pulumi project that the sandbox runs: the repository's own program with the stack file, laid out apart. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { parse, stringify } from "yaml";

import { repositoryRoot, type StatePaths } from "../paths";

/** A stack file as Pulumi has it. */
interface StackFile {
    readonly config?: Readonly<Record<string, unknown>>;
    readonly [setting: string]: unknown;
}

export interface Stack {
    /** Name of the stack, from the file's name: `Pulumi.<name>.yaml`. */
    readonly name: string;
    /** The file's configuration without the project's prefix, as written. */
    readonly config: Readonly<Record<string, unknown>>;
}

const PROJECT = "eks-gitops-fleet";
const PREFIX = `${PROJECT}:`;

/**
 * Writes Pulumi.yaml, with the repository as its program, and a copy of the stack file into the state directory, so
 * that nothing in the repository changes when Pulumi writes to its stack file.
 * @param stackFile path of a `Pulumi.<stack>.yaml`
 * @param manifests directory with Argo CD's manifests: the official address can't be reached from the sandbox
 */
export async function layOutProject(
    paths: StatePaths,
    stackFile: string,
    manifests: string,
): Promise<Stack> {
    const name = stackName(stackFile);
    const written = await readYaml<StackFile>(stackFile);
    if (written === undefined) {
        throw new Error(`${stackFile} can't be read. Name a stack file with --stack-file.`);
    }
    const copy = path.join(paths.project, `Pulumi.${name}.yaml`);
    const before = await readYaml<StackFile>(copy);
    await mkdir(paths.project, { recursive: true });
    const project = await readYaml<Record<string, unknown>>(
        path.join(repositoryRoot, "Pulumi.yaml"),
    );
    await writeFile(
        path.join(paths.project, "Pulumi.yaml"),
        stringify({ ...project, main: `${repositoryRoot}/` }),
    );
    await writeFile(copy, stringify(sandboxStackFile(written, before, manifests)));
    return { name, config: unprefixed(written.config ?? {}) };
}

/**
 * The stack file as run in the sandbox: the written one with the manifests' place, and the encryption salt that Pulumi
 * put into its copy.
 */
export function sandboxStackFile(
    written: StackFile,
    before: StackFile | undefined,
    manifests: string,
): StackFile {
    const key = `${PREFIX}argocd`;
    const argocd = written.config?.[key];
    const overlaid =
        argocd === undefined || (typeof argocd === "object" && argocd !== null)
            ? { manifests, ...argocd }
            : argocd;
    return {
        ...(before?.["encryptionsalt"] === undefined
            ? {}
            : { encryptionsalt: before["encryptionsalt"] }),
        ...written,
        config: { ...written.config, [key]: overlaid },
    };
}

/** Name of the stack of a stack file. */
export function stackName(stackFile: string): string {
    const match = /^Pulumi\.([\w.-]+)\.yaml$/.exec(path.basename(stackFile));
    if (match === null) {
        throw new Error(
            `${stackFile} is not named as a stack file: Pulumi.<stack>.yaml, with the stack's name between the dots.`,
        );
    }
    return match[1]!;
}

function unprefixed(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(config)
            .filter(([key]) => key.startsWith(PREFIX))
            .map(([key, value]) => [key.slice(PREFIX.length), value]),
    );
}

async function readYaml<T>(file: string): Promise<T | undefined> {
    let text: string;
    try {
        text = await readFile(file, "utf8");
    } catch {
        return undefined;
    }
    return (parse(text) ?? {}) as T;
}
