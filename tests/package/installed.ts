/** This package as npm installs it in another project: compiled, packed and unpacked, beside the packages that it declares. */
import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import * as path from "node:path";

import { execa } from "execa";
import * as ts from "typescript";

import { repositoryRoot } from "../../sandbox/src/paths";

export interface Packed {
    /** Paths in the package. */
    readonly files: readonly string[];
    /** Bytes of all files. */
    readonly unpackedSize: number;
}

/** What both compilations parse the same: more than a million lines of the SDKs' declarations. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * Compiles the library into `dist/` as `npm run build` does.
 * @returns what the compiler complains of
 */
export async function build(): Promise<readonly string[]> {
    await rm(path.join(repositoryRoot, "dist"), { recursive: true, force: true });
    const { fileNames, options, errors } = ts.getParsedCommandLineOfConfigFile(
        path.join(repositoryRoot, "tsconfig.build.json"),
        undefined,
        { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
    )!;
    const { diagnostics } = program(fileNames, options).emit();
    return messages([...errors, ...diagnostics]);
}

/** Packs this package and installs it, with everything that it declares, in an empty project. */
export async function install(project: string): Promise<Packed> {
    const { stdout } = await execa(
        "npm",
        ["pack", "--json", "--ignore-scripts", "--pack-destination", project],
        { cwd: repositoryRoot },
    );
    const [packed] = JSON.parse(stdout) as readonly {
        readonly name: string;
        readonly filename: string;
        readonly unpackedSize: number;
        readonly files: readonly { readonly path: string }[];
    }[];
    const modules = path.join(project, "node_modules");
    const directory = path.join(modules, packed!.name);
    await mkdir(directory, { recursive: true });
    await execa("tar", [
        "--extract",
        "--file",
        path.join(project, packed!.filename),
        "--directory",
        directory,
        "--strip-components=1",
    ]);
    const { dependencies, peerDependencies } = JSON.parse(
        await readFile(path.join(directory, "package.json"), "utf8"),
    ) as Record<"dependencies" | "peerDependencies", Readonly<Record<string, string>>>;
    for (const name of Object.keys({ ...dependencies, ...peerDependencies, "@types/node": "" })) {
        await mkdir(path.dirname(path.join(modules, name)), { recursive: true });
        await symlink(path.join(repositoryRoot, "node_modules", name), path.join(modules, name));
    }
    return { files: packed!.files.map((file) => file.path), unpackedSize: packed!.unpackedSize };
}

/**
 * Compiles programs in the project.
 * @param programs sources by the name that each has in the project: `library` is `library.ts` and becomes `library.js`
 * @returns what the compiler complains of, in the programs and in the installed declarations
 */
export async function compileConsumers(
    project: string,
    programs: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
    await writeFile(path.join(project, "package.json"), `{ "name": "consumer", "private": true }`);
    const files: string[] = [];
    for (const [name, source] of Object.entries(programs)) {
        const file = path.join(project, `${name}.ts`);
        await cp(source, file);
        files.push(file);
    }
    const consumer = program(files, {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        lib: ["lib.es2023.d.ts"],
        types: ["node"],
        strict: true,
    });
    // File by file: a check of the SDKs' declarations takes long, and they are not this package's.
    const checked = consumer
        .getSourceFiles()
        .filter(
            ({ fileName }) =>
                files.includes(fileName) || fileName.includes("/node_modules/eks-gitops-fleet/"),
        );
    return messages([
        ...consumer.getGlobalDiagnostics(),
        ...checked.flatMap((file) => [
            ...consumer.getSyntacticDiagnostics(file),
            ...consumer.getSemanticDiagnostics(file),
            ...(file.isDeclarationFile ? [] : consumer.emit(file).diagnostics),
        ]),
    ]);
}

function program(files: readonly string[], options: ts.CompilerOptions): ts.Program {
    const host = ts.createCompilerHost(options);
    host.jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors;
    const parse = host.getSourceFile.bind(host);
    host.getSourceFile = (file, version) => {
        const key = `${file} ${JSON.stringify(version)}`;
        if (!parsed.has(key)) {
            parsed.set(key, parse(file, version));
        }
        return parsed.get(key);
    };
    return ts.createProgram({ rootNames: files, options, host });
}

function messages(diagnostics: readonly ts.Diagnostic[]): readonly string[] {
    return diagnostics.map(
        ({ file, messageText }) =>
            `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
}
