/** The Pulumi project that the sandbox runs: a program with its stack files, laid out in the state directory. */
import { access, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { parse, stringify } from "yaml";

import { repositoryRoot, type StatePaths } from "../paths";
import { ownProjectDirectory } from "./ownProject";
import {
    missingSecrets,
    PROJECT,
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
    /**
     * Path of a program to run. With a Pulumi.yaml of its own beside it, it is run as that project; otherwise with this
     * repository's name and runtime. @default this repository's program
     */
    readonly program?: string;
}

/** What the sandbox reads of a Pulumi.yaml. */
interface Project {
    readonly name: string;
    /** Relative to the Pulumi.yaml. */
    readonly main?: string;
    readonly runtime: {
        readonly options: { readonly tsconfig?: string; readonly [option: string]: unknown };
        readonly [key: string]: unknown;
    };
    readonly [key: string]: unknown;
}

/**
 * Writes Pulumi.yaml, with the absolute path of its program, and a copy of the stack file into the state directory, so
 * that Pulumi changes no file of the program's when it writes to its stack file.
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
    const project = await projectOf(program);
    await writeFile(path.join(paths.project, "Pulumi.yaml"), stringify(project));
    const isFleet = project.name === PROJECT;
    await writeFile(
        copy,
        stringify(sandboxStackFile(written, before, isFleet ? sources : undefined)),
    );
    return {
        name,
        config: unprefixed(written.config ?? {}, project.name),
        missingSecrets: missingSecrets(written, before),
    };
}

async function projectOf(program: string | undefined): Promise<Project> {
    const own = program === undefined ? repositoryRoot : ownProjectDirectory(program);
    const project = (await readYaml<Project>(path.join(own ?? repositoryRoot, "Pulumi.yaml")))!;
    if (own === undefined) {
        return otherProgram(project, path.resolve(program!));
    }
    const main = project.main === undefined ? `${own}/` : path.resolve(own, project.main);
    return { ...project, main };
}

/** This repository's project with another program, to which its configuration keys mean nothing. */
async function otherProgram(project: Project, main: string): Promise<Project> {
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
