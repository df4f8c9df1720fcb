/** A sandbox for one spec file, through its user interface: its CLI, its control socket, its logs. */
import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { callAws } from "../../../sandbox/src/aws/client";
import type { LogEntry } from "../../../sandbox/src/aws/log";
import { parseAwsTime } from "../../../sandbox/src/aws/time";
import { ask } from "../../../sandbox/src/cli/control";
import { startNamespace } from "../../../sandbox/src/cli/namespace";
import { runPulumi } from "../../../sandbox/src/cli/pulumi";
import { runningNamespace } from "../../../sandbox/src/cli/start";
import type {
    DaemonStatus,
    KubernetesAnswer,
    KubernetesRequest,
    OperatorAccess,
} from "../../../sandbox/src/daemon/status";
import type { PresumedAccount } from "../../../sandbox/src/organisation";
import { repositoryRoot, statePaths, type StatePaths } from "../../../sandbox/src/paths";
import { readAwsLog } from "../../../sandbox/src/report/logs";
import { toolPaths } from "../../../sandbox/src/tools/tools";

export interface Outcome {
    readonly code: number;
    /** stdout and stderr. */
    readonly output: string;
}

export interface SessionOptions {
    /**
     * Delay of changes in the local AWS, as in `--aws-time`: `none` for tests that call AWS themselves and connect
     * immediately. @default the sandbox's own default
     */
    readonly awsTime?: string;
}

/** Maximum time to start the daemon on a busy machine, in milliseconds. */
const START_TIMEOUT = 300_000;

export class Session {
    /** A state directory for tests only: a user's running sandbox is not affected. */
    public readonly paths: StatePaths;
    /** Directory for the tests' own files: the sandbox deletes its state when it starts. */
    public readonly files: string;

    /** @param name distinguishes it from those of other spec files; nothing is started yet */
    public constructor(
        name: string,
        private readonly options: SessionOptions = {},
    ) {
        this.paths = statePaths(path.join("/tmp", `fleet-e2e-${process.pid}-${name}`));
        this.files = `${this.paths.root}-files`;
    }

    /** Starts the local AWS only: builds no tools and brings up no stack. */
    public async start(): Promise<void> {
        const { awsTime } = this.options;
        await startNamespace(this.paths, awsTime === undefined ? undefined : parseAwsTime(awsTime));
        for (const deadline = Date.now() + START_TIMEOUT; ;) {
            try {
                await this.status();
                return;
            } catch (error) {
                if (Date.now() > deadline) {
                    throw error;
                }
                await sleep(200);
            }
        }
    }

    /** Runs a command of the sandbox's CLI. */
    public run(...args: readonly string[]): Promise<Outcome> {
        const { awsTime } = this.options;
        return new Promise((resolve) => {
            execFile(
                process.execPath,
                [
                    ...["--require", "ts-node/register/transpile-only", "sandbox/src/cli/main.ts"],
                    ...(awsTime === undefined ? [] : [`--aws-time=${awsTime}`]),
                    ...args,
                ],
                {
                    cwd: repositoryRoot,
                    env: { ...process.env, SANDBOX_STATE: this.paths.root },
                    maxBuffer: 64 * 1024 * 1024,
                },
                (error, stdout, stderr) => {
                    const code = error === null ? 0 : Number(error.code ?? 1);
                    resolve({ code, output: `${stdout}${stderr}` });
                },
            );
        });
    }

    /** Runs a command. @throws Error with its output if it fails */
    public async succeed(...args: readonly string[]): Promise<string> {
        const { code, output } = await this.run(...args);
        if (code !== 0) {
            throw new Error(`sandbox ${args.join(" ")} ended with ${code}:\n${output}`);
        }
        return output;
    }

    /**
     * Runs a Pulumi command that needs no plugins on an existing stack, without the sandbox's CLI.
     * @returns its stdout
     * @throws Error if it fails, or if no sandbox runs
     */
    public async pulumi(stack: string, ...args: readonly string[]): Promise<string> {
        const namespace = await runningNamespace(this.paths);
        const { exitCode, stdout, stderr } = await runPulumi(
            { paths: this.paths, tools: await toolPaths(), namespace },
            { presumed: { accounts: [] }, stack },
            args,
            "kept",
        );
        if (exitCode !== 0) {
            throw new Error(`pulumi ${args.join(" ")} ended with ${exitCode}:\n${stderr}`);
        }
        return stdout;
    }

    /** Stops everything and deletes every file. */
    public async down(): Promise<void> {
        await this.succeed("down");
        await rm(this.files, { recursive: true, force: true });
    }

    /** Clusters, pods and memory. */
    public status(): Promise<DaemonStatus> {
        return ask<DaemonStatus>(this.paths.controlSocket, "/status");
    }

    /** Everything that a fleet can leave behind, for all stacks. */
    public leftovers(): Promise<readonly string[]> {
        return ask<readonly string[]>(this.paths.controlSocket, "/leftovers");
    }

    /** Creates accounts, roles and policies like those of an organization; existing ones are kept. */
    public async ensureAccount(account: Partial<PresumedAccount> & { id: string }): Promise<void> {
        await ask<OperatorAccess>(this.paths.controlSocket, "/operator", {
            accounts: [{ roles: [], boundaries: [], ...account }],
        });
    }

    /**
     * Sends a request to a cluster's API server: with a bearer token, or without one as an administrator of the
     * sandbox.
     */
    public kubernetes(request: KubernetesRequest): Promise<KubernetesAnswer> {
        return ask<KubernetesAnswer>(this.paths.controlSocket, "/kubernetes", request);
    }

    /**
     * Calls the local AWS as an administrator of an account, like a person would.
     * @param region of a regional action
     */
    public async aws<T = Readonly<Record<string, unknown>>>(
        account: string,
        action: string,
        params: Readonly<Record<string, unknown>>,
        region = "eu-west-1",
    ): Promise<T> {
        const { operator } = await ask<OperatorAccess>(this.paths.controlSocket, "/operator", {
            accounts: [],
            operatorAccount: account,
        });
        const answer = await callAws(this.paths.awsSocket, {
            credentials: operator,
            region,
            action,
            params,
        });
        return answer as T;
    }

    /** The local AWS's log after a point in time. */
    public async callsSince(time: Date): Promise<readonly LogEntry[]> {
        const log = await readAwsLog(this.paths);
        return log.filter((entry) => entry.time >= time.toISOString());
    }
}
