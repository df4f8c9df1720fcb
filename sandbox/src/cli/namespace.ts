/** The sandbox's namespaces as a process: started, found and stopped by pid. */
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { DEFAULT_AWS_TIME, formatAwsTime, type AwsTime } from "../aws/time";
import { repositoryRoot, type StatePaths } from "../paths";
import { createState } from "../stateDirectory";

/** A running sandbox. */
export interface Namespace {
    /** pid of the outermost process: when it exits, the kernel kills everything inside. */
    readonly pid: number;
    /** pid of the daemon, as seen from outside. */
    readonly daemonPid: number;
}

/** What the pid file holds: the start time distinguishes the process from a later one with the same pid. */
interface PidFile {
    readonly pid: number;
    readonly startTime: string;
}

/** The running sandbox of a state directory, if there is one. */
export async function findNamespace(paths: StatePaths): Promise<Namespace | undefined> {
    const file = await readPidFile(paths);
    if (file === undefined || (await startTimeOf(file.pid)) !== file.startTime) {
        return undefined;
    }
    const [daemonPid] = await childrenOf(file.pid);
    return daemonPid === undefined ? undefined : { pid: file.pid, daemonPid };
}

/**
 * Starts the daemon in new user, network, pid and mount namespaces. Nothing inside is reachable from outside, and the
 * kernel kills everything inside when the outermost process exits, for whatever reason.
 * @param awsTime how late changes in the local AWS take effect
 */
export async function startNamespace(
    paths: StatePaths,
    awsTime: AwsTime = DEFAULT_AWS_TIME,
): Promise<Namespace> {
    await createState(paths);
    await mkdir(paths.logs, { recursive: true, mode: 0o700 });
    const log = openSync(path.join(paths.logs, "daemon.log"), "a");
    const child = spawn(
        "unshare",
        [
            ...["--user", "--map-root-user", "--net", "--pid", "--mount", "--mount-proc"],
            ...["--fork", "--kill-child=KILL", "--"],
            process.execPath,
            ...["--require", "ts-node/register/transpile-only"],
            path.join(repositoryRoot, "sandbox", "src", "daemon", "main.ts"),
            `--aws-time=${formatAwsTime(awsTime)}`,
            paths.root,
        ],
        { cwd: repositoryRoot, detached: true, stdio: ["ignore", log, log] },
    );
    closeSync(log);
    child.unref();
    const pid = child.pid;
    if (pid === undefined) {
        throw new Error("could not start unshare: install util-linux");
    }
    const startTime = await startTimeOf(pid);
    await writeFile(paths.pidFile, JSON.stringify({ pid, startTime }));
    for (let attempt = 0; attempt < 100; attempt++) {
        const namespace = await findNamespace(paths);
        if (namespace !== undefined) {
            return namespace;
        }
        await sleep(50);
    }
    // Otherwise it might still start later, and the next start, which deletes its pid file, would never stop it.
    child.kill("SIGKILL");
    throw new Error(`the sandbox did not start; see ${path.join(paths.logs, "daemon.log")}`);
}

/** Stops a sandbox and waits until it has exited. */
export async function stopNamespace(namespace: Namespace): Promise<void> {
    const { pid } = namespace;
    const started = await startTimeOf(pid);
    // The daemon stops its processes in order; the kernel kills the rest with the namespace.
    signal(namespace.daemonPid, "SIGTERM");
    for (let attempt = 0; attempt < 200; attempt++) {
        if ((await startTimeOf(pid)) !== started) {
            return;
        }
        if (attempt === 100) {
            signal(namespace.daemonPid, "SIGKILL");
            signal(pid, "SIGKILL");
        }
        await sleep(50);
    }
    throw new Error(`process ${pid} does not exit`);
}

/** The command that runs another one inside the sandbox's namespaces, in a directory. */
export function enter(
    namespace: Namespace,
    directory: string,
    command: readonly string[],
): readonly string[] {
    return [
        "nsenter",
        `--target=${namespace.daemonPid}`,
        ...["--user", "--net", "--pid", "--mount", "--preserve-credentials", "--"],
        // The current working directory belongs to another mount namespace.
        ...["sh", "-c", 'cd "$0" && exec "$@"', directory],
        ...command,
    ];
}

async function readPidFile(paths: StatePaths): Promise<PidFile | undefined> {
    try {
        return JSON.parse(await readFile(paths.pidFile, "utf8")) as PidFile;
    } catch {
        return undefined;
    }
}

/** Start time of a process in clock ticks since boot (proc(5), field 22); undefined if it has exited. */
async function startTimeOf(pid: number): Promise<string | undefined> {
    try {
        const stat = await readFile(`/proc/${pid}/stat`, "utf8");
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return fields[0] === "Z" ? undefined : fields[19];
    } catch {
        return undefined;
    }
}

async function childrenOf(pid: number): Promise<readonly number[]> {
    try {
        const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
        return children.split(" ").filter(Boolean).map(Number);
    } catch {
        return [];
    }
}

function signal(pid: number, name: NodeJS.Signals): void {
    try {
        process.kill(pid, name);
    } catch {
        // It has already exited.
    }
}
