/** A fake `aws` command that creates tokens, in a directory for the PATH. */
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { TOKEN } from "./apiServer";

export interface AwsCommand {
    readonly directory: string;
    /** Arguments of each call, one line per call. */
    calls(): Promise<readonly string[]>;
    /** Makes every call fail with this message. */
    fail(words: string): Promise<void>;
    remove(): Promise<void>;
}

export async function makeAwsCommand(): Promise<AwsCommand> {
    const directory = await mkdtemp(path.join(tmpdir(), "aws-command-"));
    const file = path.join(directory, "aws");
    const log = path.join(directory, "calls");
    const credential = JSON.stringify({
        kind: "ExecCredential",
        apiVersion: "client.authentication.k8s.io/v1beta1",
        status: { expirationTimestamp: "2999-01-01T00:00:00Z", token: TOKEN },
    });
    const write = async (lines: readonly string[]): Promise<void> => {
        await writeFile(file, ["#!/bin/sh", `echo "$*" >> '${log}'`, ...lines, ""].join("\n"));
        await chmod(file, 0o755);
    };
    await writeFile(log, "");
    await write([`printf '%s' '${credential}'`]);
    return {
        directory,
        calls: async () => (await readFile(log, "utf8")).trimEnd().split("\n"),
        fail: (words) => write([`echo '${words}' >&2`, "exit 254"]),
        remove: () => rm(directory, { recursive: true, force: true }),
    };
}
