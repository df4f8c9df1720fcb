/**
 * Types and lint rules in one run. Both need the types of every file: ESLint gets the program that the compiler has
 * checked, which takes about half the time of `npm run types` and `eslint .` one after the other.
 */
import * as path from "node:path";

import { ESLint } from "eslint";
import * as ts from "typescript";

/**
 * @param root directory with tsconfig.json and eslint.config.mjs
 * @returns what `tsc --noEmit` and `eslint . --max-warnings=0` report; empty if nothing is wrong
 */
export async function check(root: string): Promise<string> {
    const program = programOf(path.join(root, "tsconfig.json"));
    // Types first: the compiler checks a whole file faster than the rules ask for it piece by piece.
    const reports = [typeProblems(root, program), await lintProblems(root, program)];
    return reports.filter((report) => report !== "").join("\n");
}

/** @throws Error if the file cannot be read or contains a mistake */
function programOf(tsconfig: string): ts.Program {
    const parsed = ts.getParsedCommandLineOfConfigFile(
        tsconfig,
        { incremental: false, tsBuildInfoFile: undefined },
        {
            ...ts.sys,
            onUnRecoverableConfigFileDiagnostic: (problem) => {
                throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, "\n"));
            },
        },
    )!;
    return ts.createProgram({
        rootNames: parsed.fileNames,
        options: parsed.options,
        configFileParsingDiagnostics: parsed.errors,
    });
}

function typeProblems(root: string, program: ts.Program): string {
    return ts.formatDiagnostics(
        ts.sortAndDeduplicateDiagnostics([
            ...program.getConfigFileParsingDiagnostics(),
            ...ts.getPreEmitDiagnostics(program),
        ]),
        {
            getCurrentDirectory: () => root,
            getCanonicalFileName: (name) => name,
            getNewLine: () => "\n",
        },
    );
}

/** Warnings count as errors. */
async function lintProblems(root: string, program: ts.Program): Promise<string> {
    const eslint = new ESLint({
        cwd: root,
        overrideConfig: {
            languageOptions: { parserOptions: { projectService: false, programs: [program] } },
        },
    });
    const results = await eslint.lintFiles(["."]);
    const formatter = await eslint.loadFormatter("stylish");
    return (await formatter.format(results)).trim();
}
