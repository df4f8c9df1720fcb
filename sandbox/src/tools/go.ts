/** Runs the go command. */
import { execa } from "execa";

/** What a run of the go command needs. */
export interface GoSettings {
    /** Path or name of the go command. */
    readonly go: string;
    /** GOCACHE: where compiled packages are kept between steps. */
    readonly cache: string;
}

/** A tool could not be built. */
export class BuildError extends Error {
    /**
     * @param tool file name of the tool
     * @param command the command that failed, as typed
     * @param lines last lines of its output
     */
    constructor(
        public readonly tool: string,
        public readonly command: string,
        public readonly lines: readonly string[],
    ) {
        const advice = lines.some((line) => /no space left on device/i.test(line))
            ? ["The disk is full: free space (a first build needs about 20 GB) and run again;"]
            : [];
        super(
            [
                `cannot build ${tool}: ${command}`,
                ...lines.map((line) => `    ${line}`),
                ...advice,
                "What is compiled already is kept: the next run continues here.",
            ].join("\n"),
        );
        this.name = "BuildError";
    }
}

/** Number of lines of output an error shows. */
const shownLines = 20;

/**
 * Runs go in a module's directory and gives its output.
 * @param tool what the run is for, named in errors
 * @param line called with each line go writes to standard error
 * @returns lines of standard output
 * @throws BuildError
 */
export async function runGo(
    settings: GoSettings,
    tool: string,
    directory: string,
    args: readonly string[],
    line: (text: string) => void = () => undefined,
): Promise<readonly string[]> {
    const errors: string[] = [];
    const run = execa(settings.go, args, {
        cwd: directory,
        env: {
            CGO_ENABLED: "0",
            // The user's own GOFLAGS (a vendor directory, tags) belong to other modules.
            GOFLAGS: "-mod=readonly -modcacherw",
            GOWORK: "off",
            GOCACHE: settings.cache,
        },
        stdin: "ignore",
        lines: true,
        reject: false,
    });
    for await (const text of run.iterable({ from: "stderr" })) {
        line(text);
        errors.push(text);
        if (errors.length > shownLines) {
            errors.shift();
        }
    }
    const { exitCode, stdout, shortMessage } = (await run) as {
        exitCode?: number;
        stdout: string[];
        shortMessage?: string;
    };
    if (exitCode !== 0) {
        const reason = exitCode === undefined ? [shortMessage ?? "it did not run"] : [];
        const command = `${settings.go} ${args.map(quoted).join(" ")} (in ${directory})`;
        throw new BuildError(tool, command, [...errors, ...reason]);
    }
    return stdout;
}

/** Whether a line of `go build -v` names a package it compiled. */
export function isPackageLine(line: string): boolean {
    return /^[A-Za-z0-9][^\s:]*$/.test(line);
}

/** Whether a line says that a module is being downloaded. */
export function isDownloadLine(line: string): boolean {
    return line.startsWith("go: downloading ");
}

function quoted(argument: string): string {
    return /[\s*{]/.test(argument) ? `'${argument}'` : argument;
}
