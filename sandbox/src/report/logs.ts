/** Reads the sandbox's logs: one JSON value a line. */
import { readdir, readFile } from "node:fs/promises";
import * as path from "node:path";

import type { LogEntry } from "../aws/log";
import type { StatePaths } from "../paths";
import type { AuditEvent } from "./chain";

/** Every call to the local AWS so far, in order. */
export function readAwsLog(paths: StatePaths): Promise<readonly LogEntry[]> {
    return readLines<LogEntry>(paths.awsLog);
}

/** Name of an audit log: the cluster's, and the beginning of its id. */
const AUDIT_LOG = /^(.+)-[0-9a-f]{8}-audit\.jsonl$/;

/** Audit events by cluster name, including those of deleted clusters. */
export async function readAuditLogs(
    paths: StatePaths,
): Promise<Readonly<Record<string, readonly AuditEvent[]>>> {
    const events: Record<string, readonly AuditEvent[]> = {};
    for (const file of await readdir(paths.logs)) {
        const name = AUDIT_LOG.exec(file)?.[1];
        if (name !== undefined) {
            const more = await readLines<AuditEvent>(path.join(paths.logs, file));
            events[name] = [...(events[name] ?? []), ...more];
        }
    }
    return events;
}

/** The values of a file; of a file that isn't there, none. A last line still being written is left out. */
export async function readLines<T>(file: string): Promise<readonly T[]> {
    let text: string;
    try {
        text = await readFile(file, "utf8");
    } catch {
        return [];
    }
    const lines = text.split("\n");
    return lines
        .slice(0, text.endsWith("\n") ? undefined : -1)
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as T);
}
