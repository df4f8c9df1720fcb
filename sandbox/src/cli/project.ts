/** The Pulumi project that the sandbox runs: the repository's own program with the stack file, laid out apart. */
import { access, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { parse, stringify } from "yaml";

import { repositoryRoot, type StatePaths } from "../paths";
import {
    missingSecrets,
    sandboxStackFile,
    stackName,
    unprefixed,
    type ArgoCdSources,
    type StackFile,
} from "./stackFile";

export interface Stack {
    /** Name of the stack, from the file's name: `Pulumi.<name>.yaml`. */
    readonly name: string;
    /** The file's configuration without the project's prefix, as written. */
    readonly config: Readonly<Record<string, unknown>>;
    /** Keys of secrets in the file that can't be read here and have no stand-in yet. */
    readonly missingSecrets: readonly string[];
}

export interface Layout extends ArgoCdSources {
    /** Path of another program than the repository's. */
    readonly program?: string;
}

/** What the sandbox reads of the repository's Pulumi.yaml. */
interface Project {
    readonly runtime: {
        readonly options: { readonly tsconfig?: string; readonly [option: string]: unknown };
        readonly [key: string]: unknown;
    };
    readonly [key: string]: unknown;
}

/**
 * Writes Pulumi.yaml, with the repository as its program, and a copy of the stack file into the state directory, so
 * that nothing in the repository changes when Pulumi writes to its stack file.
 * @param stackFile path of a `Pulumi.<stack>.yaml`
 */
export async function layOutProject(
    paths: StatePaths,
    stackFile: string,
    { program, ...sources }: Layout,
): Promise<Stack> {
    const name = stackName(stackFile);
    const written = await readYaml<StackFile>(stackFile);
    if (written === undefined) {
        throw new Error(`${stackFile} can't be read. Name a stack file with --stack-file.`);
    }
    const copy = path.join(paths.project, `Pulumi.${name}.yaml`);
    const before = await readYaml<StackFile>(copy);
    await mkdir(paths.project, { recursive: true });
    const project = await readYaml<Project>(path.join(repositoryRoot, "Pulumi.yaml"));
    await writeFile(
        path.join(paths.project, "Pulumi.yaml"),
        stringify(
            program === undefined
                ? { ...project, main: `${repositoryRoot}/` }
                : await otherProject(project!, path.resolve(program)),
        ),
    );
    await writeFile(copy, stringify(sandboxStackFile(written, before, sources)));
    return {
        name,
        config: unprefixed(written.config ?? {}),
        missingSecrets: missingSecrets(written, before),
    };
}

/** The project with another program, to which the repository's configuration keys mean nothing. */
async function otherProject(project: Project, main: string): Promise<Project> {
    const { tsconfig, ...options } = project.runtime.options;
    const isDirectory = await stat(main).then(
        (found) => found.isDirectory(),
        () => false,
    );
    const own = path.join(isDirectory ? main : path.dirname(main), "tsconfig.json");
    // Pulumi would look for a relative path in the program's directory.
    const inherited =
        tsconfig === undefined || (await exists(own))
            ? {}
            : { tsconfig: path.join(repositoryRoot, tsconfig) };
    return {
        ...project,
        runtime: { ...project.runtime, options: { ...options, ...inherited } },
        config: {},
        main,
    };
}

async function exists(file: string): Promise<boolean> {
    return access(file).then(
        () => true,
        () => false,
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
