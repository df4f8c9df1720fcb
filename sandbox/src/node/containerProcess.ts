import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

/** How a container's process ended. */
export interface Exit {
    /** 128 + number for an end by signal. */
    readonly code: number;
    readonly startedAt: Date;
    readonly finishedAt: Date;
}

/** A container that runs in its own mount and pid namespace. */
export interface ContainerProcess {
    readonly startedAt: Date;
    /** Resolves when every process of the container is gone; never rejects. */
    readonly exited: Promise<Exit>;
    /** The first process inside, by its id outside; undefined before it exists and after the end. */
    initPid(): number | undefined;
    /** Every process inside, by ids outside. */
    pids(): readonly number[];
    /** SIGTERM, and SIGKILL to all when they aren't gone after the grace period. */
    terminate(graceMilliseconds: number): Promise<void>;
}

function children(pid: number): readonly number[] {
    try {
        return readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8")
            .split(" ")
            .filter((word) => word !== "")
            .map(Number);
    } catch {
        return [];
    }
}

function descendants(pid: number): readonly number[] {
    return children(pid).flatMap((child) => [child, ...descendants(child)]);
}

/**
 * Starts a script as first process of a new mount and pid namespace.
 *
 * @param environment complete environment of the container
 * @param log file that gets its output
 */
export function startContainer(
    script: string,
    environment: Readonly<Record<string, string>>,
    log: string,
): ContainerProcess {
    const output = openSync(log, "a", 0o600);
    const startedAt = new Date();
    let child: ChildProcess;
    try {
        child = spawn(
            "unshare",
            [
                ...["--mount", "--pid", "--fork", "--kill-child=KILL", "--propagation", "private"],
                ...["--", "/bin/sh", "-c", script],
            ],
            { env: environment, cwd: "/", stdio: ["ignore", output, output], detached: true },
        );
    } finally {
        closeSync(output);
    }
    let ended = false;
    let killed = false;
    const exited = new Promise<Exit>((resolve) => {
        const end = (code: number): void => {
            ended = true;
            resolve({ code, startedAt, finishedAt: new Date() });
        };
        child.once("error", () => {
            end(127);
        });
        child.once("exit", (code) => {
            // unshare cannot repeat a SIGKILL on itself and reports 1.
            end(killed ? 137 : (code ?? 137));
        });
    });
    const initPid = (): number | undefined =>
        ended || child.pid === undefined ? undefined : children(child.pid)[0];
    return {
        startedAt,
        exited,
        initPid,
        pids: () => {
            const init = initPid();
            return init === undefined ? [] : descendants(init);
        },
        terminate: async (graceMilliseconds) => {
            const init = initPid();
            const deadline = Date.now() + graceMilliseconds;
            if (init !== undefined && graceMilliseconds > 0) {
                signal(init, "SIGTERM");
                // Between building the file system and starting the program no process handles the signal.
                while (!ended && descendants(init).length === 0 && Date.now() < deadline) {
                    await settled(exited, 100);
                    if (initPid() === init) {
                        signal(init, "SIGTERM");
                    }
                }
                await settled(exited, Math.max(0, deadline - Date.now()));
            }
            if (!ended) {
                killed = true;
                // With its first process the kernel ends the whole namespace before unshare sees that end.
                const first = initPid();
                if (first === undefined) {
                    child.kill("SIGKILL");
                } else {
                    signal(first, "SIGKILL");
                }
                await exited;
            }
        },
    };
}

function signal(pid: number, name: NodeJS.Signals): void {
    try {
        process.kill(pid, name);
    } catch {
        // It has already exited.
    }
}

/** Waits for a promise at most so long. */
async function settled(promise: Promise<unknown>, milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([promise, timeout]);
    clearTimeout(timer);
}
