/** Problems of a configuration, described so that users can fix them without reading the code. */
import { closest } from "fastest-levenshtein";

import { UserError } from "./userError";

export interface Problem {
    /** Path of the value: `targets.testing.accountId`. Empty for the whole configuration. */
    readonly path: string;
    /** The value as text; undefined if it is not set. */
    readonly found?: string;
    /** What is allowed and what to do. */
    readonly remedy: string;
}

/** Every problem of a configuration, or of the arguments of one component, in one error. */
export class ConfigError extends UserError {
    /**
     * @param project the prefix of the stack file's keys, or the component as it is named in an error: `TargetCluster testing`
     * @param of what the problems are in
     * @param page of the documentation that explains every key
     */
    constructor(
        public readonly problems: readonly Problem[],
        project: string,
        of: "configuration" | "arguments" = "configuration",
        page = "docs/configuration.md",
    ) {
        const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
        const heading = {
            configuration: `The stack's configuration has ${count}; nothing was created.`,
            arguments: `${project}: the arguments have ${count}; nothing of it was created.`,
        };
        super(
            [
                heading[of],
                ...problems.map(
                    (problem) =>
                        `  ${problemText(problem, of === "arguments" ? undefined : project)}`,
                ),
                `Every key and its default is explained in ${page}.`,
            ].join("\n"),
        );
        this.name = "ConfigError";
    }
}

/** A problem as one line, whatever text of the configuration it contains. @param project prefix of the path */
export function problemText(problem: Problem, project: string | undefined): string {
    const where = [project, problem.path].filter(Boolean).join(":");
    const what =
        problem.found === undefined ? problem.remedy : `found ${problem.found}; ${problem.remedy}`;
    return printable(where === "" ? what : `${where}: ${what}`);
}

/** Joins a path of keys. Keys that would be ambiguous in it are quoted and shortened. */
export function pathText(keys: readonly PropertyKey[]): string {
    return keys
        .map(String)
        .map((key) => (/^[^\s"\\]{1,80}$/.test(key) ? key : shown(key)!))
        .join(".");
}

/** Escapes characters that end a line, move a terminal's cursor or change the text direction. */
function printable(text: string): string {
    return text.replace(
        /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu,
        (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`,
    );
}

/** A value for a message: short, on one line, with an unambiguous type. */
export function shown(value: unknown): string | undefined {
    if (value === undefined) {
        return undefined;
    }
    const text = JSON.stringify(value);
    return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Suggests the most similar allowed name; empty if none is similar. */
export function hint(name: string, allowed: readonly string[]): string {
    const nearest = allowed.length === 0 ? "" : closest(name, [...allowed]);
    const near = nearest !== "" && sharesMost(name, nearest);
    return near ? ` Did you mean "${nearest}"?` : "";
}

function sharesMost(a: string, b: string): boolean {
    const letters = new Set(b.toLowerCase());
    const shared = [...a.toLowerCase()].filter((letter) => letters.has(letter)).length;
    return shared >= Math.max(a.length, b.length) / 2;
}

/** The problem in a list if the condition holds, else an empty list. */
export function problemIf(condition: boolean, problem: Problem): readonly Problem[] {
    return condition ? [problem] : [];
}

/** Entries whose id an earlier entry has, each with the first entry of that id. */
export function repeated<T>(
    entries: readonly T[],
    id: (entry: T) => string,
): readonly (readonly [entry: T, first: T])[] {
    const firsts = new Map<string, T>();
    return entries.flatMap((entry) => {
        const first = firsts.get(id(entry));
        if (first !== undefined) {
            return [[entry, first] as const];
        }
        firsts.set(id(entry), entry);
        return [];
    });
}
