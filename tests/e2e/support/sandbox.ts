/** The sandbox as its users run it: its command line, its control socket, its logs. */
import { execFile } from "node:child_process";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { callAws } from "../../../sandbox/aws/client";
import type { LogEntry } from "../../../sandbox/aws/log";
import { ask } from "../../../sandbox/cli/control";
import type {
    KubernetesAnswer,
    KubernetesRequest,
    OperatorAccess,
} from "../../../sandbox/daemon/status";
import { repositoryRoot, statePaths } from "../../../sandbox/paths";
import { readAwsLog } from "../../../sandbox/report/logs";

/** A state directory of the tests' own: a sandbox that is running for somebody is left alone. */
export const STATE = path.join("/tmp", `fleet-e2e-${process.pid}`);
export const paths = statePaths(STATE);

export interface Outcome {
    readonly code: number;
    readonly output: string;
}

/** Runs a command of the sandbox's command line. */
export function sandbox(...args: readonly string[]): Promise<Outcome> {
    return new Promise((resolve) => {
        execFile(
            process.execPath,
            ["--require", "ts-node/register/transpile-only", "sandbox/cli/main.ts", ...args],
            {
                cwd: repositoryRoot,
                env: { ...process.env, SANDBOX_STATE: STATE },
                maxBuffer: 64 * 1024 * 1024,
            },
            (error, stdout, stderr) => {
                const code = error === null ? 0 : Number(error.code ?? 1);
                resolve({ code, output: `${stdout}${stderr}` });
            },
        );
    });
}

/** Runs a command and fails with its output when it fails. */
export async function succeed(...args: readonly string[]): Promise<string> {
    const { code, output } = await sandbox(...args);
    if (code !== 0) {
        throw new Error(`sandbox ${args.join(" ")} ended with ${code}:\n${output}`);
    }
    return output;
}

/** A request to a cluster's API server: with a token as its bearer, without one as an administrator of the sandbox. */
export function kubernetes(request: KubernetesRequest): Promise<KubernetesAnswer> {
    return ask<KubernetesAnswer>(paths.controlSocket, "/kubernetes", request);
}

/** A call to the local AWS as an administrator of an account: what somebody would do by hand. */
export async function aws(
    account: string,
    action: string,
    params: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
    const { operator } = await ask<OperatorAccess>(paths.controlSocket, "/operator", {
        accounts: [],
        operatorAccount: account,
    });
    return callAws(paths.awsSocket, { credentials: operator, region: "eu-west-1", action, params });
}

/** The local AWS's log after a moment in time. */
export async function callsSince(time: Date): Promise<readonly LogEntry[]> {
    const log = await readAwsLog(paths);
    return log.filter((entry) => entry.time >= time.toISOString());
}

/** Asks until there is an answer. @throws Error when the time is over */
export async function eventually<T>(
    what: string,
    look: () => Promise<T | undefined>,
    timeoutMs = 60_000,
): Promise<T> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
        const found = await look();
        if (found !== undefined) {
            return found;
        }
        if (Date.now() > deadline) {
            throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
        }
        await sleep(200);
    }
}
