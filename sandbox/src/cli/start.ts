/** Starts the sandbox: checks, tools, daemon. */
import { Listr } from "listr2";
import { setTimeout as sleep } from "node:timers/promises";

import { formatAwsTime, type AwsTime } from "../aws/time";
import type { DaemonStatus } from "../daemon/status";
import { withLock } from "../lock";
import { statePaths, type StatePaths } from "../paths";
import { preflight } from "../preflight/preflight";
import { removeState } from "../stateDirectory";
import { buildTools } from "../tools/build";
import { describeProgress } from "../tools/progress";
import type { ToolPaths } from "../tools/tools";
import { ask } from "./control";
import { findNamespace, startNamespace, type Namespace } from "./namespace";
import type { Phases } from "./phases";

/** A running sandbox. */
export interface Sandbox {
    readonly paths: StatePaths;
    readonly tools: ToolPaths;
    readonly namespace: Namespace;
}

/** How long the daemon may take to answer, in milliseconds. */
const DAEMON_TIMEOUT = 60_000;

/**
 * Starts what isn't running yet.
 * @param phases receives how long each step took
 * @param awsTime how late changes in the local AWS take effect; undefined: as in the running sandbox, or the default
 * @throws Error listing everything the machine lacks, or naming what failed, or for another `awsTime` than the running sandbox's
 */
export async function startSandbox(phases: Phases, awsTime?: AwsTime): Promise<Sandbox> {
    const paths = statePaths();
    const found: { tools?: ToolPaths; namespace?: Namespace } = {};
    await new Listr(
        [
            {
                title: "Checking this machine",
                task: () => phases.time("checks", checkMachine),
            },
            {
                title: "Tools",
                task: async (_, task) => {
                    found.tools = await phases.time("tools", () =>
                        buildTools({
                            report: (progress) => {
                                task.output = describeProgress(progress);
                            },
                        }),
                    );
                },
                rendererOptions: { outputBar: 1 },
            },
            {
                title: "Local AWS",
                task: async () => {
                    found.namespace = await phases.time("local AWS", () =>
                        oneAtATime(paths, () => findOrStart(paths, awsTime)),
                    );
                },
            },
        ],
        // One line per step without a terminal, so that logs of CI stay readable.
        { fallbackRenderer: "simple", fallbackRendererCondition: () => !process.stdout.isTTY },
    ).run();
    return { paths, tools: found.tools!, namespace: found.namespace! };
}

/** The running sandbox. @throws Error when there is none */
export async function runningNamespace(paths: StatePaths): Promise<Namespace> {
    const namespace = await findNamespace(paths);
    if (namespace === undefined) {
        throw new Error("The sandbox is not running. Start it with: npm run sandbox");
    }
    return namespace;
}

async function checkMachine(): Promise<void> {
    const problems = await preflight();
    if (problems.length > 0) {
        throw new Error(
            [
                "This machine lacks what the sandbox needs:",
                ...problems.map(({ title, remedy }) => `  - ${title}\n    ${remedy}`),
            ].join("\n"),
        );
    }
}

/** Serializes what two commands on one state directory would both create, such as its daemon: the second finds it. */
export function oneAtATime<T>(paths: StatePaths, work: () => Promise<T>): Promise<T> {
    // Beside the directory, which a start removes.
    return withLock(`${paths.root}.starting`, () => {}, work);
}

async function findOrStart(paths: StatePaths, awsTime: AwsTime | undefined): Promise<Namespace> {
    const running = await findNamespace(paths);
    if (running === undefined) {
        return startDaemon(paths, awsTime);
    }
    if (awsTime !== undefined) {
        const status = await ask<DaemonStatus>(paths.controlSocket, "/status");
        requireSameAwsTime(status.awsTime, awsTime);
    }
    return running;
}

/** @throws Error where a running sandbox was started with other delays than asked for */
export function requireSameAwsTime(running: AwsTime, asked: AwsTime): void {
    const [has, wanted] = [running, asked].map(formatAwsTime);
    if (has !== wanted) {
        throw new Error(
            `--aws-time ${wanted} differs from the running sandbox, which was started with ${has}. ` +
                "Omit --aws-time, or stop the sandbox first: npm run sandbox -- down",
        );
    }
}

async function startDaemon(paths: StatePaths, awsTime?: AwsTime): Promise<Namespace> {
    // Otherwise the new sandbox would use what a killed one left behind.
    await removeState(paths);
    const namespace = await startNamespace(paths, awsTime);
    const deadline = Date.now() + DAEMON_TIMEOUT;
    for (;;) {
        try {
            await ask<DaemonStatus>(paths.controlSocket, "/status");
            return namespace;
        } catch (error) {
            if (Date.now() > deadline || (await findNamespace(paths)) === undefined) {
                throw new Error(
                    `the sandbox did not start: ${(error as Error).message}; see ${paths.logs}/daemon.log`,
                    { cause: error },
                );
            }
            await sleep(100);
        }
    }
}
