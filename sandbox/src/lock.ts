/** A lock between processes: a directory that names its holder, and that is taken over from a dead holder. */
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Holder of a lock: a process id, and when that process began, since ids are reused. */
export interface Holder {
    readonly pid: number;
    /** Field 22 of /proc/<pid>/stat: clock ticks since boot. */
    readonly startTime: string;
}

const pollMs = 500;

/** How long to wait for a lock that vanished between two checks: it is free or will be acquired again shortly. */
const releaseMs = 20;

/**
 * Runs `work` while holding the lock, waiting for as long as another living process holds it.
 * @param directory the lock; its parent is created
 * @param waiting called with the holder each time it is found to be held
 */
export async function withLock<T>(
    directory: string,
    waiting: (holder: Holder) => void,
    work: () => Promise<T>,
): Promise<T> {
    const self = await holderOf(process.pid);
    if (self === undefined) {
        throw new Error("/proc is not readable: locks between processes need it");
    }
    await mkdir(path.dirname(directory), { recursive: true });
    while (!(await acquire(directory, self))) {
        const holder = await readHolder(directory);
        if (holder !== undefined && (await isAlive(holder))) {
            waiting(holder);
            await sleep(pollMs);
        } else if (holder !== undefined) {
            await breakLock(directory, holder);
        } else {
            await sleep(releaseMs);
        }
    }
    try {
        return await work();
    } finally {
        await release(directory);
    }
}

/** The holder written in a lock, or undefined if the lock is free. */
export async function readHolder(directory: string): Promise<Holder | undefined> {
    try {
        return JSON.parse(await readFile(path.join(directory, "holder.json"), "utf8")) as Holder;
    } catch {
        return undefined;
    }
}

/** A running process as a holder; undefined when there is no such process. */
export async function holderOf(pid: number): Promise<Holder | undefined> {
    try {
        const stat = await readFile(`/proc/${pid}/stat`, "utf8");
        // The command name in parentheses may hold spaces: fields are counted from behind it.
        const startTime = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
        return startTime === undefined ? undefined : { pid, startTime };
    } catch {
        return undefined;
    }
}

async function isAlive(holder: Holder): Promise<boolean> {
    return (await holderOf(holder.pid))?.startTime === holder.startTime;
}

/** Renaming a filled directory onto a lock that exists fails, so a lock is never seen without its holder. */
async function acquire(directory: string, self: Holder): Promise<boolean> {
    const candidate = `${directory}.${randomUUID()}`;
    await mkdir(candidate);
    await writeFile(path.join(candidate, "holder.json"), JSON.stringify(self));
    try {
        await rename(candidate, directory);
        return true;
    } catch (error) {
        await rm(candidate, { recursive: true, force: true });
        if (isCode(error, "ENOTEMPTY") || isCode(error, "EEXIST")) {
            return false;
        }
        throw error;
    }
}

/** Renamed first: removing it in place would also remove the next holder's file. */
async function release(directory: string): Promise<void> {
    const aside = `${directory}.${randomUUID()}`;
    await rename(directory, aside);
    await rm(aside, { recursive: true, force: true });
}

/** Removes the lock of a dead holder; restores it if a running process acquired it in the meantime. */
async function breakLock(directory: string, dead: Holder): Promise<void> {
    const aside = `${directory}.${randomUUID()}`;
    try {
        await rename(directory, aside);
    } catch (error) {
        if (isCode(error, "ENOENT")) {
            return;
        }
        throw error;
    }
    const moved = await readHolder(aside);
    if (moved !== undefined && (moved.pid !== dead.pid || moved.startTime !== dead.startTime)) {
        await rename(aside, directory);
        return;
    }
    await rm(aside, { recursive: true, force: true });
}

function isCode(error: unknown, code: string): boolean {
    return error instanceof Error && "code" in error && error.code === code;
}
