import type { V1Container, V1ContainerState } from "@kubernetes/client-node";
import { setTimeout as sleep } from "node:timers/promises";
import type { ContainerProcess, Exit } from "./containerProcess";
import { probeCheck, probeTiming } from "./probes";
import { runProbe } from "./probeRunner";
import { MissingReference } from "./references";
import { crashesAfter, restartDelay, restarts } from "./restart";
import type { ContainerView } from "./status";

/** One container over all its restarts. */
export interface PodContainer {
    view(): ContainerView;
    pids(): readonly number[];
    /** Starts it and keeps it by the restart policy. Resolves with the last exit code; undefined when aborted. */
    run(policy: string, signal: AbortSignal): Promise<number | undefined>;
    terminate(graceMilliseconds: number): Promise<void>;
}

/** What a container needs from its pod. */
export interface PodContainerOptions {
    readonly container: V1Container;
    /** Whether it is an init container: one that ended well counts as ready. */
    readonly init: boolean;
    /** Resolves environment and mounts and starts the process. Rejects when something is missing. */
    readonly start: () => Promise<ContainerProcess>;
    /** Where a declared port is really found, for probes. */
    readonly movedPort: (port: number) => number;
    /** Called after every change of the view. */
    readonly onChange: () => void;
}

/** How long to wait before a container with a missing reference is tried again; a change of it isn't watched. */
const configurationRetry = 500;

const notStarted: ContainerView = {
    state: { waiting: { reason: "ContainerCreating" } },
    restartCount: 0,
    ready: false,
    started: false,
};

function terminated(exit: Exit): V1ContainerState {
    return {
        terminated: {
            exitCode: exit.code,
            reason: exit.code === 0 ? "Completed" : "Error",
            startedAt: exit.startedAt,
            finishedAt: exit.finishedAt,
        },
    };
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

/** A container that hasn't started yet. */
export function podContainer(options: PodContainerOptions): PodContainer {
    const { container } = options;
    let view = notStarted;
    let running: ContainerProcess | undefined;
    const change = (next: Partial<ContainerView>): void => {
        view = { ...view, ...next };
        options.onChange();
    };

    const startPatiently = async (signal: AbortSignal): Promise<ContainerProcess | undefined> => {
        while (!signal.aborted) {
            try {
                return await options.start();
            } catch (error) {
                const reason =
                    error instanceof MissingReference
                        ? "CreateContainerConfigError"
                        : "CreateContainerError";
                const message = error instanceof Error ? error.message : String(error);
                if (view.state.waiting?.message !== message) {
                    change({ state: { waiting: { reason, message } } });
                }
                await pause(configurationRetry, signal);
            }
        }
        return undefined;
    };

    const probe = (process: ContainerProcess, signal: AbortSignal): void => {
        const { startupProbe, readinessProbe, livenessProbe } = container;
        const run = (
            kind: "readiness" | "liveness" | "startup",
            spec: typeof startupProbe,
            onHealth: (healthy: boolean, exhausted: boolean) => void,
        ): void => {
            if (spec === undefined) {
                return;
            }
            const timing = probeTiming(spec);
            const check = probeCheck(container, spec, options.movedPort);
            void runProbe(
                kind,
                check,
                timing,
                process,
                (state) => {
                    const exhausted =
                        !state.row.success && state.row.length >= timing.failureThreshold;
                    onHealth(state.healthy, exhausted);
                },
                signal,
            );
        };
        const kill = (): void => {
            void process.terminate(10_000);
        };
        const afterStartup = (): void => {
            change({ started: true, ready: readinessProbe === undefined });
            run("readiness", readinessProbe, (healthy) => {
                if (view.ready !== healthy) {
                    change({ ready: healthy });
                }
            });
            run("liveness", livenessProbe, (healthy) => {
                if (!healthy) {
                    kill();
                }
            });
        };
        if (startupProbe === undefined) {
            afterStartup();
            return;
        }
        // Asked more often than its period, a startup probe must not exhaust its threshold sooner than it says.
        const timing = probeTiming(startupProbe);
        const deadline = Date.now() + timing.initialDelay + timing.period * timing.failureThreshold;
        run("startup", startupProbe, (healthy, exhausted) => {
            if (healthy && !view.started) {
                afterStartup();
            } else if (exhausted && !view.started && Date.now() >= deadline) {
                kill();
            }
        });
    };

    return {
        view: () => view,
        pids: () => running?.pids() ?? [],
        run: async (policy, signal) => {
            let crashes = 0;
            for (;;) {
                const process = await startPatiently(signal);
                if (process === undefined) {
                    return undefined;
                }
                running = process;
                if (signal.aborted) {
                    void process.terminate(0);
                }
                const probes = new AbortController();
                change({ state: { running: { startedAt: process.startedAt } } });
                probe(process, probes.signal);
                const exit = await process.exited;
                probes.abort();
                running = undefined;
                change({ state: terminated(exit), ready: false, started: false });
                if (signal.aborted || !restarts(policy, exit.code)) {
                    change({ ready: options.init && exit.code === 0 });
                    return signal.aborted ? undefined : exit.code;
                }
                crashes = crashesAfter(
                    crashes,
                    exit.finishedAt.getTime() - exit.startedAt.getTime(),
                );
                const delay = restartDelay(crashes);
                change({
                    lastState: terminated(exit),
                    restartCount: view.restartCount + 1,
                    ...(delay === 0 ? {} : { state: { waiting: { reason: "CrashLoopBackOff" } } }),
                });
                await pause(delay, signal);
            }
        },
        terminate: async (graceMilliseconds) => {
            await running?.terminate(graceMilliseconds);
        },
    };
}
