/** Child processes with a log file: started, waited for, kept running, stopped by their own id. */
import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What to run. */
export interface ProcessSpec {
    /** Shown in errors and status. */
    readonly name: string;
    readonly command: string;
    readonly args: readonly string[];
    /** The whole environment of the process: nothing is inherited. */
    readonly env: Readonly<Record<string, string>>;
    readonly cwd: string;
    /** Receives standard output and error, appended. */
    readonly logFile: string;
    /** Whether a process that ends by itself is started again, after a pause of `restartMs`. */
    readonly restart: boolean;
    /** Milliseconds from SIGTERM to SIGKILL when it is stopped. @default 10000 */
    readonly graceMs?: number;
}

/** How a process ended. */
export interface Exit {
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
}

/** State of a supervised process. */
export interface ProcessState {
    readonly name: string;
    /** Absent while it is not running. */
    readonly pid: number | undefined;
    readonly restarts: number;
}

/** Pause before a process that ended is started again. */
const restartMs = 1000;

/** Pause between two questions whether a process is ready. */
const pollMs = 50;

/** How long a process may take to end after SIGTERM, by default. */
const defaultGraceMs = 10_000;

/** Number of log lines an error shows. */
const shownLines = 15;

/** A process that did not start, or not become ready in time. */
export class ProcessError extends Error {
    /** @param lines last lines of the process's log */
    constructor(
        public readonly process: string,
        reason: string,
        logFile: string,
        lines: readonly string[],
    ) {
        super([`${process} ${reason}; the end of ${logFile}:`, ...lines].join("\n    "));
        this.name = "ProcessError";
    }
}

/** One supervised process. */
export class Supervised {
    private child: ChildProcess | undefined;
    private exit: Exit | undefined;
    private ended: Promise<void> = Promise.resolve();
    private restarts = 0;
    private stopping = false;
    private restartTimer: NodeJS.Timeout | undefined;

    /** Starts the process at once. A command that cannot be run shows as an exit. */
    public constructor(private readonly spec: ProcessSpec) {
        this.start();
    }

    /** Name, pid and number of restarts at this moment. */
    public state(): ProcessState {
        const running = this.child !== undefined && this.exit === undefined;
        return {
            name: this.spec.name,
            pid: running ? this.child?.pid : undefined,
            restarts: this.restarts,
        };
    }

    /**
     * Waits until `probe` answers true. A probe that throws is asked again.
     * @throws ProcessError when the process ends first, or when the time is over
     */
    public async ready(probe: () => Promise<boolean>, timeoutMs: number): Promise<void> {
        const deadline = Date.now() + timeoutMs;
        let last = "its probe answers false";
        for (;;) {
            if (this.exit !== undefined) {
                throw this.error(`ended (${describeExit(this.exit)}) before it was ready`);
            }
            try {
                if (await probe()) {
                    return;
                }
            } catch (error) {
                last = describeError(error);
            }
            if (Date.now() > deadline) {
                throw this.error(`is not ready after ${timeoutMs / 1000} s (${last})`);
            }
            await sleep(pollMs);
        }
    }

    /** Resolves when the process ended by itself; with the way it ended. It is not restarted then. */
    public async finished(timeoutMs: number): Promise<Exit> {
        const timer = new AbortController();
        const timeout = sleep(timeoutMs, undefined, { signal: timer.signal }).catch(
            () => undefined,
        );
        await Promise.race([this.ended, timeout]);
        timer.abort();
        if (this.exit === undefined) {
            throw this.error(`did not end within ${timeoutMs / 1000} s`);
        }
        return this.exit;
    }

    /** Stops the process: SIGTERM, then SIGKILL. Resolves when it is gone. */
    public async stop(): Promise<void> {
        this.stopping = true;
        clearTimeout(this.restartTimer);
        if (this.child === undefined || this.exit !== undefined) {
            return;
        }
        this.child.kill("SIGTERM");
        const kill = setTimeout(
            () => this.child?.kill("SIGKILL"),
            this.spec.graceMs ?? defaultGraceMs,
        );
        await this.ended;
        clearTimeout(kill);
    }

    /** An error of this process with the end of its log. */
    public error(reason: string): ProcessError {
        const { name, logFile } = this.spec;
        return new ProcessError(name, reason, logFile, lastLines(logFile, shownLines));
    }

    private start(): void {
        const { command, args, env, cwd, logFile } = this.spec;
        mkdirSync(path.dirname(logFile), { recursive: true });
        const log = openSync(logFile, "a");
        const child = spawn(command, args, { cwd, env, stdio: ["ignore", log, log] });
        closeSync(log);
        this.child = child;
        this.exit = undefined;
        this.ended = new Promise((resolve) => {
            const end = (exit: Exit): void => {
                this.exit ??= exit;
                resolve();
                this.afterExit();
            };
            child.once("exit", (code, signal) => end({ code, signal }));
            child.once("error", () => end({ code: null, signal: null }));
        });
    }

    private afterExit(): void {
        if (!this.spec.restart || this.stopping) {
            return;
        }
        clearTimeout(this.restartTimer);
        this.restartTimer = setTimeout(() => {
            this.restarts += 1;
            this.start();
        }, restartMs);
    }
}

/** `exit code 1`, `SIGKILL`, `could not be run` */
export function describeExit({ code, signal }: Exit): string {
    if (signal !== null) {
        return signal;
    }
    return code === null ? "could not be run" : `exit code ${code}`;
}

/** Stops processes one after another, the last started first, and all of them even if one fails. */
export async function stopAll(processes: readonly Supervised[]): Promise<void> {
    const failures: unknown[] = [];
    for (const supervised of [...processes].reverse()) {
        try {
            await supervised.stop();
        } catch (error) {
            failures.push(error);
        }
    }
    if (failures.length > 0) {
        throw new AggregateError(failures, "some processes could not be stopped");
    }
}

function lastLines(file: string, count: number): readonly string[] {
    try {
        return readFileSync(file, "utf8").trimEnd().split("\n").slice(-count);
    } catch {
        return ["(no log)"];
    }
}

function describeError(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
