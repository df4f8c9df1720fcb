/** What is wrong with a configuration, said so that it can be mended without reading the code. */
import { closest } from "fastest-levenshtein";

import { UserError } from "../userError";

export interface Problem {
    /** Where: `targets.testing.accountId`. Empty for the whole. */
    readonly path: string;
    /** What was found, as text; absent when nothing was. */
    readonly found?: string;
    /** What is allowed and what to do. */
    readonly remedy: string;
}

/** Every problem of a configuration, in one error. */
export class ConfigError extends UserError {
    constructor(
        public readonly problems: readonly Problem[],
        project: string,
    ) {
        const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
        super(
            [
                `The stack's configuration has ${count}; nothing was created.`,
                ...problems.map((problem) => `  ${problemText(problem, project)}`),
                "Every key and its default is explained in docs/configuration.md.",
            ].join("\n"),
        );
        this.name = "ConfigError";
    }
}

/** One problem as one line. */
export function problemText(problem: Problem, project: string): string {
    const where = problem.path === "" ? project : `${project}:${problem.path}`;
    return problem.found === undefined
        ? `${where}: ${problem.remedy}`
        : `${where}: found ${problem.found}; ${problem.remedy}`;
}

/** A value as it is shown in a problem: short, on one line, unmistakable about its type. */
export function shown(value: unknown): string | undefined {
    if (value === undefined) {
        return undefined;
    }
    const text = JSON.stringify(value);
    return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** The nearest of the allowed names, as a question to the reader; empty when none is near. */
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
