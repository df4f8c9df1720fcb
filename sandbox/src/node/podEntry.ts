import type { V1Pod, V1PodStatus } from "@kubernetes/client-node";
import * as path from "node:path";
import { type ImageTable, isRunnable, type RunnableImage } from "./images";
import type { ClusterApi } from "./kubernetes";
import type { NodeSettings } from "./nodeEnvironment";
import { type PodRunner, runPod } from "./podRunner";
import { allContainers } from "./references";
import type { PodReport } from "./report";
import type { Sources } from "./sources";
import { podStatus, standInViews } from "./status";

/** One pod the agent is in charge of. */
export interface PodEntry {
    pod(): V1Pod;
    runner(): PodRunner | undefined;
    /** Whether it is a real pod that isn't being deleted. */
    startsProcesses(): boolean;
    /** Takes the pod as last seen and does what follows from it. */
    see(pod: V1Pod): void;
    /** Stops its processes because a newer generation of its Deployment needs their ports. */
    yield(): Promise<void>;
    /** Stops its processes at once and removes its files. */
    stop(): Promise<void>;
    report(): Omit<PodReport, "injectedVariables" | "tokenAudience" | "notEnforced">;
}

/** What pods of one agent share. */
export interface PodEntryContext {
    readonly api: ClusterApi;
    readonly images: ImageTable;
    readonly node: NodeSettings;
    readonly caBundle: string;
    readonly podsDirectory: string;
    readonly programs: (image: RunnableImage) => string;
    readonly sources: Sources;
    readonly hasSuccessor: (pod: V1Pod) => boolean;
    readonly endPredecessors: (pod: V1Pod) => Promise<void>;
    readonly log: (message: string) => void;
}

/** Changes of a pod within this time are sent as one. */
const statusDelay = 30;
const statusRetry = 1000;

/** Takes charge of a pod that has a node. */
export function podEntry(first: V1Pod, context: PodEntryContext): PodEntry {
    let pod = first;
    const uid = pod.metadata?.uid ?? "";
    const label = `${pod.metadata?.namespace ?? ""}/${pod.metadata?.name ?? ""}`;
    const real = isRunnable(context.images, allContainers(pod));
    const directory = path.join(context.podsDirectory, uid);
    const finished = ["Succeeded", "Failed"].includes(pod.status?.phase ?? "");
    let runner: PodRunner | undefined;
    let starting = false;
    let yielded = false;
    let removing = false;
    let stopped = false;
    let timer: NodeJS.Timeout | undefined;
    let sent = "";

    const status = (): V1PodStatus | undefined => {
        const now = new Date();
        return real ? runner?.status(now) : podStatus(pod, standInViews(pod, now), true, now);
    };

    const send = async (): Promise<void> => {
        timer = undefined;
        const next = status();
        // Times of unchanged parts move; what counts is the rest.
        const text = JSON.stringify(next, (key, value: unknown) =>
            key === "lastTransitionTime" || key === "startTime" ? undefined : value,
        );
        if (next === undefined || stopped || text === sent) {
            return;
        }
        try {
            await context.api.patchStatus(pod, next);
            sent = text;
        } catch (error) {
            context.log(`status of ${label}: ${String(error)}`);
            schedule(statusRetry);
        }
    };
    const schedule = (delay = statusDelay): void => {
        if (!stopped) {
            timer ??= setTimeout(() => void send(), delay);
        }
    };

    const start = async (): Promise<void> => {
        starting = true;
        try {
            await context.sources.ready();
            await context.endPredecessors(pod);
            if (!stopped && !removing) {
                runner = runPod({
                    pod,
                    api: context.api,
                    node: context.node,
                    images: context.images,
                    directory,
                    programs: context.programs,
                    services: context.sources.services,
                    caBundle: context.caBundle,
                    onChange: () => {
                        schedule();
                    },
                    log: context.log,
                });
                context.log(`started ${label}`);
            }
        } catch (error) {
            context.log(`start of ${label}: ${String(error)}`);
        } finally {
            starting = false;
        }
    };

    const remove = async (): Promise<void> => {
        removing = true;
        const grace = pod.metadata?.deletionGracePeriodSeconds ?? 30;
        await runner?.remove(grace * 1000);
        await context.api.remove(pod);
        context.log(`removed ${label}`);
    };

    const act = (): void => {
        if (pod.metadata?.deletionTimestamp !== undefined) {
            if (!removing) {
                remove().catch((error: unknown) => {
                    removing = false;
                    context.log(`removal of ${label}: ${String(error)}`);
                });
            }
        } else if (finished) {
            // Ended before this agent saw it: there is nothing to start.
        } else if (!real) {
            schedule();
        } else if (yielded && !context.hasSuccessor(pod)) {
            yielded = false;
            runner = undefined;
            void start();
        } else if (runner === undefined && !starting && !yielded) {
            void start();
        }
    };
    act();

    return {
        pod: () => pod,
        runner: () => runner,
        startsProcesses: () => real && pod.metadata?.deletionTimestamp === undefined,
        see: (next) => {
            pod = next;
            runner?.update(next);
            act();
        },
        yield: async () => {
            if (real && !yielded && !removing) {
                yielded = true;
                context.log(`ended ${label} for its successor: both need the same ports`);
                await runner?.end((pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000);
                schedule();
            }
        },
        stop: async () => {
            stopped = true;
            clearTimeout(timer);
            await runner?.remove(0);
        },
        report: () => ({
            namespace: pod.metadata?.namespace ?? "",
            name: pod.metadata?.name ?? "",
            uid,
            kind: real ? "real" : "standIn",
            pids: runner?.pids() ?? [],
            restarts: runner?.restarts() ?? 0,
            ready:
                status()?.conditions?.some((c) => c.type === "Ready" && c.status === "True") ??
                false,
            ...(real ? { directory } : {}),
        }),
    };
}
