/**
 * The sandbox's TypeScript as JavaScript, compiled once because plugins start often: loading ts-node costs each plugin process
 * more than everything it does itself.
 */
import { createHash } from "node:crypto";
import {
    mkdir,
    mkdtemp,
    readdir,
    readFile,
    rename,
    rm,
    stat,
    symlink,
    writeFile,
} from "node:fs/promises";
import * as path from "node:path";

import * as ts from "typescript";

import { cacheRoot, repositoryRoot } from "../paths";

export interface CompileSettings {
    /** Directory with `sandbox/src/` and `node_modules/`. */
    readonly repository: string;
    /** Directory that gets one directory per state of the sources. */
    readonly builds: string;
}

/** Where the sandbox's sources are in the repository, and in a build of it. */
const SOURCE_ROOT = path.join("sandbox", "src");

/** Directories of the sources that the plugins consist of. */
const SOURCES = ["aws", "plugins"];

/** Milliseconds that a build is kept after it was replaced. */
const BUILD_LIFE = 24 * 60 * 60 * 1000;

const COMPILER_OPTIONS: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    esModuleInterop: true,
};

/** The default settings. */
export function defaultCompileSettings(): CompileSettings {
    return { repository: repositoryRoot, builds: path.join(cacheRoot, "build") };
}

/**
 * Transpiles the plugins' sources unless that is done already, and removes this repository's builds of more than a day ago. Types are
 * `npm run types`'s matter.
 * @returns the directory with the JavaScript of `sandbox/src/`; packages resolve as in the repository
 */
export async function compileSandbox(
    settings: CompileSettings = defaultCompileSettings(),
): Promise<string> {
    const files = await sourceFiles(path.join(settings.repository, SOURCE_ROOT));
    const contents = new Map<string, string>();
    for (const file of files) {
        contents.set(
            file,
            await readFile(path.join(settings.repository, SOURCE_ROOT, file), "utf8"),
        );
    }
    const clone = digest(settings.repository);
    const build = path.join(
        settings.builds,
        `${clone}-${digest(JSON.stringify([...contents, ts.version, COMPILER_OPTIONS]))}`,
    );
    if (!(await exists(build))) {
        await writeBuild(settings, contents, build);
    }
    await removeOthers(settings.builds, clone, path.basename(build));
    return path.join(build, SOURCE_ROOT);
}

/** JavaScript of one TypeScript file. */
export function transpiled(fileName: string, source: string): string {
    return ts.transpileModule(source, { fileName, compilerOptions: COMPILER_OPTIONS }).outputText;
}

// Whole or not at all: another process may be looking.
async function writeBuild(
    settings: CompileSettings,
    contents: ReadonlyMap<string, string>,
    build: string,
): Promise<void> {
    await mkdir(settings.builds, { recursive: true });
    const made = await mkdtemp(path.join(settings.builds, ".new-"));
    try {
        for (const [file, source] of contents) {
            const target = path.join(made, SOURCE_ROOT, file.replace(/\.ts$/, ".js"));
            await mkdir(path.dirname(target), { recursive: true });
            await writeFile(target, transpiled(file, source));
        }
        await symlink(
            path.join(settings.repository, "node_modules"),
            path.join(made, "node_modules"),
        );
        await rename(made, build);
    } catch (error) {
        await rm(made, { recursive: true, force: true });
        if (!(await exists(build))) {
            throw error;
        }
    }
}

// Recent builds are kept: a command that is still running may start plugins of the previous build.
async function removeOthers(builds: string, clone: string, current: string): Promise<void> {
    for (const name of await readdir(builds)) {
        const directory = path.join(builds, name);
        const isOther = name.startsWith(`${clone}-`) && name !== current;
        if (isOther && Date.now() - (await stat(directory)).mtimeMs > BUILD_LIFE) {
            await rm(directory, { recursive: true, force: true });
        }
    }
}

async function sourceFiles(root: string): Promise<readonly string[]> {
    const files: string[] = [];
    for (const directory of SOURCES) {
        const entries = await readdir(path.join(root, directory), {
            recursive: true,
            withFileTypes: true,
        });
        files.push(
            ...entries
                .filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name))
                .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name))),
        );
    }
    return files.sort();
}

function digest(text: string): string {
    return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

async function exists(directory: string): Promise<boolean> {
    return readdir(directory).then(
        () => true,
        () => false,
    );
}
