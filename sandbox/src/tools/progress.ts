/** What a build reports while it runs. */

/** State of one step: a binary, or files copied from a module. */
export interface BuildProgress {
    /** File name of the tool, or of the directory that is copied. */
    readonly tool: string;
    /** Position of the step, from 1. */
    readonly number: number;
    readonly of: number;
    readonly elapsedMs: number;
    readonly phase: "waiting" | "downloading" | "compiling" | "done";
    /** Packages compiled in this step; absent until the go command has counted them. */
    readonly packages?: { readonly compiled: number; readonly of: number };
    /** Process that builds the same tools at this moment, while waiting for it. */
    readonly builder?: number;
}

/** One line of text for a progress display. */
export function describeProgress(progress: BuildProgress): string {
    if (progress.phase === "waiting") {
        return `waiting for process ${progress.builder ?? "?"}, which builds the same tools`;
    }
    const { tool, number, of, packages } = progress;
    if (progress.phase === "done") {
        return `${tool} (${number} of ${of}): built in ${describeDuration(progress.elapsedMs)}`;
    }
    const parts = [
        ...(progress.phase === "downloading" ? ["downloading modules"] : []),
        ...(packages === undefined || packages.of === 0
            ? []
            : [`${packages.compiled} of ${packages.of} packages`]),
        describeDuration(progress.elapsedMs),
    ];
    return `${tool} (${number} of ${of}): ${parts.join(", ")}`;
}

/** `59 s`, `2 min 5 s` */
export function describeDuration(milliseconds: number): string {
    const seconds = Math.round(milliseconds / 1000);
    return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
