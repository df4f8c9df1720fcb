import type { V1Container, V1Pod, V1PodStatus } from "@kubernetes/client-node";
import { mkdir, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunnableImage } from "./images";
import { podContainer, type PodContainer } from "./podContainer";
import { podVolumes } from "./podVolumes";
import { probedPort } from "./ports";
import { containerArgv, imageOf, type StartContext, startPodContainer } from "./realPod";
import { createEtc } from "./rootDirectory";
import { hostsFile } from "./serviceNames";
import { podStatus } from "./status";

/** A pod whose processes really run. */
export interface PodRunner {
    /** Takes the pod as last seen. */
    update(pod: V1Pod): void;
    status(now: Date): V1PodStatus;
    pids(): readonly number[];
    restarts(): number;
    /** A ConfigMap or Secret of the pod's namespace changed. */
    sourceChanged(kind: "configmaps" | "secrets", name: string): void;
    servicesChanged(): void;
    /** Stops its processes for good and keeps its status. */
    end(graceMilliseconds: number): Promise<void>;
    /** Stops its processes and removes its files. */
    remove(graceMilliseconds: number): Promise<void>;
}

/** What a pod runner needs. */
export interface PodRunnerOptions extends Omit<StartContext, "volumes" | "programs"> {
    readonly pod: V1Pod;
    readonly programs: (image: RunnableImage) => string;
    /** File with the authorities the pod trusts. */
    readonly caBundle: string;
    readonly onChange: () => void;
    readonly log: (message: string) => void;
}

const volumeRetry = 500;

function isSidecar(container: V1Container): boolean {
    return container.restartPolicy === "Always";
}

/** Starts a pod: volumes, init containers in order, then all containers. */
export function runPod(options: PodRunnerOptions): PodRunner {
    let pod = options.pod;
    const { directory, onChange, log } = options;
    const namespace = pod.metadata?.namespace ?? "";
    const name = pod.metadata?.name ?? "";
    const etc = path.join(directory, "etc");
    const volumes = podVolumes(pod, path.join(directory, "volumes"), options.api);
    const context: StartContext = { ...options, volumes };
    const ended = new AbortController();
    let initialized = false;
    let failed = false;
    let renewal: NodeJS.Timeout | undefined;

    const create = (container: V1Container, init: boolean): [string, PodContainer] => {
        const argv = containerArgv(container, imageOf(container, options.images));
        return [
            container.name,
            podContainer({
                container,
                init,
                start: () => startPodContainer(pod, container, context),
                movedPort: (port) => probedPort(argv, port),
                onChange,
            }),
        ];
    };
    const initContainers = new Map((pod.spec?.initContainers ?? []).map((c) => create(c, true)));
    const containers = new Map((pod.spec?.containers ?? []).map((c) => create(c, false)));
    const all = (): PodContainer[] => [...initContainers.values(), ...containers.values()];
    const policy = pod.spec?.restartPolicy ?? "Always";

    const refresh = async (): Promise<void> => {
        clearTimeout(renewal);
        try {
            await volumes.write();
        } catch (error) {
            log(`volumes of ${namespace}/${name}: ${String(error)}`);
        }
        scheduleRenewal();
    };
    const scheduleRenewal = (): void => {
        const due = volumes.nextRenewal();
        if (due !== undefined && !ended.signal.aborted) {
            const delay = Math.min(Math.max(due - Date.now(), volumeRetry), 2 ** 31 - 1);
            renewal = setTimeout(() => void refresh(), delay);
            renewal.unref();
        }
    };

    const writeVolumes = async (): Promise<void> => {
        let told = "";
        while (!ended.signal.aborted) {
            try {
                await volumes.write();
                scheduleRenewal();
                return;
            } catch (error) {
                if (String(error) !== told) {
                    told = String(error);
                    log(`volumes of ${namespace}/${name}: ${told}`);
                }
                await sleep(volumeRetry, undefined, { signal: ended.signal }).catch(
                    () => undefined,
                );
            }
        }
    };

    const started = async (container: PodContainer): Promise<void> => {
        while (!ended.signal.aborted && !container.view().started) {
            await sleep(100, undefined, { signal: ended.signal }).catch(() => undefined);
        }
    };

    /** Whether all init containers did their part. */
    const initialize = async (): Promise<boolean> => {
        for (const spec of pod.spec?.initContainers ?? []) {
            const container = initContainers.get(spec.name);
            if (container === undefined) {
                continue;
            }
            if (isSidecar(spec)) {
                void container.run("Always", ended.signal);
                await started(container);
                continue;
            }
            const once = policy === "Never" ? "Never" : "OnFailure";
            const code = await container.run(once, ended.signal);
            if (code !== 0) {
                failed = code !== undefined;
                return false;
            }
        }
        return !ended.signal.aborted;
    };

    const live = async (): Promise<void> => {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await createEtc(etc, hostsFile(options.services(), namespace, name), options.caBundle);
        await writeVolumes();
        if (!(await initialize())) {
            onChange();
            return;
        }
        initialized = true;
        await Promise.all([...containers.values()].map((c) => c.run(policy, ended.signal)));
        if (!ended.signal.aborted) {
            await terminate(
                (pod.spec?.initContainers ?? [])
                    .filter(isSidecar)
                    .flatMap((spec) => initContainers.get(spec.name) ?? []),
                10_000,
            );
        }
        onChange();
    };

    const terminate = async (some: readonly PodContainer[], grace: number): Promise<void> => {
        await Promise.all(some.map((container) => container.terminate(grace)));
    };

    const finished = live().catch((error: unknown) => {
        log(`pod ${namespace}/${name}: ${String(error)}`);
    });

    const end = async (grace: number): Promise<void> => {
        ended.abort();
        clearTimeout(renewal);
        await terminate(all(), grace);
        await finished;
        // A start under way when the pod ended is only known now.
        await terminate(all(), 0);
    };

    return {
        update: (seen) => {
            pod = seen;
        },
        status: (now) => {
            const views = new Map(
                [...initContainers, ...containers].map(([key, c]) => [key, c.view()] as const),
            );
            return podStatus(pod, views, initialized, now, failed);
        },
        pids: () => all().flatMap((container) => container.pids()),
        restarts: () => [...containers.values()].reduce((sum, c) => sum + c.view().restartCount, 0),
        sourceChanged: (kind, source) => {
            if (initialized && volumes.uses(kind, source)) {
                void refresh();
            }
        },
        servicesChanged: () => {
            const text = hostsFile(options.services(), namespace, name);
            // Written in place: the file is part of a mounted directory, and libc reads it at every lookup.
            writeFile(path.join(etc, "hosts"), text).catch(() => undefined);
        },
        end,
        remove: async (grace) => {
            await end(grace);
            await rm(directory, { recursive: true, force: true });
        },
    };
}
