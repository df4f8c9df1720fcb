import type { KubeConfig, V1Pod } from "@kubernetes/client-node";
import { chmod, mkdir, rm } from "node:fs/promises";
import * as path from "node:path";
import { needsNode } from "./binding";
import type { ImageTable } from "./images";
import { inspectPod } from "./inspect";
import { type ClusterApi, clusterApi, type Watched, type WatchedKinds } from "./kubernetes";
import { podEntry, type PodEntry, type PodEntryContext } from "./podEntry";
import { programDirectories } from "./programs";
import type { PodReport } from "./report";
import { scheduler, type PodNodes } from "./scheduler";
import { followSources } from "./sources";
import { succeeds } from "./succession";

/** What a node agent is started with. */
export interface NodeAgentOptions {
    readonly cluster: {
        readonly id: string;
        readonly name: string;
        /** Full access to the cluster's API. */
        readonly kubeConfig: KubeConfig;
        /** Port of the API server on loopback, given to pods as KUBERNETES_SERVICE_PORT. */
        readonly apiServerPort: number;
    };
    readonly images: ImageTable;
    /** Directory for pods; everything of this cluster is below `<pods>`. Made private. */
    readonly paths: { readonly pods: string };
    readonly egress: {
        /** `http://127.0.0.1:<port>` */
        readonly proxyUrl: string;
        /** File with the authorities pods trust, in PEM. */
        readonly caBundle: string;
    };
    readonly log: (entry: Readonly<Record<string, unknown>>) => void;
    /** Nodes that come with pods. Absent: there are no nodes but those in the API. */
    readonly podNodes?: PodNodes;
    /** The cluster's API; made from its kubeConfig unless given. */
    readonly api?: ClusterApi;
}

/** A running node agent. */
export interface NodeAgent {
    /** Stops every process it started and removes their files. The pods stay in the API as they are. */
    stop(): Promise<void>;
    pods(): readonly PodReport[];
}

/** How often everything is looked at again even if no event came. */
const resyncPeriod = 15_000;

/**
 * Plays kubelet and scheduler for all nodes of one cluster, in this process. Pods whose images the table knows really run, each
 * container in its own mount and pid namespace under a chroot; all others are only reported Running and Ready.
 *
 * What differs from a node: all pods share one loopback as with hostNetwork; every container runs as the one user of the sandbox,
 * so that securityContext and fsGroup are recorded, not enforced; resources aren't limited; image pulls don't happen.
 */
export async function startNodeAgent(options: NodeAgentOptions): Promise<NodeAgent> {
    const { cluster, images, egress } = options;
    const api = options.api ?? clusterApi(cluster.kubeConfig);
    const log = (message: string): void => {
        options.log({ cluster: cluster.name, message });
    };
    await mkdir(options.paths.pods, { recursive: true });
    await chmod(options.paths.pods, 0o700);
    const root = path.join(options.paths.pods, ".images", cluster.id);
    const programs = await programDirectories(root, images);
    const entries = new Map<string, PodEntry>();
    const sources = followSources(api, {
        onSource: (kind, namespace, name) => {
            for (const entry of entries.values()) {
                if (entry.pod().metadata?.namespace === namespace) {
                    entry.runner()?.sourceChanged(kind, name);
                }
            }
        },
        onServices: () => {
            for (const entry of entries.values()) {
                entry.runner()?.servicesChanged();
            }
        },
    });
    const context: PodEntryContext = {
        api,
        images,
        node: { apiServerPort: cluster.apiServerPort, proxyUrl: egress.proxyUrl },
        caBundle: egress.caBundle,
        podsDirectory: options.paths.pods,
        programs,
        sources,
        hasSuccessor: (pod) =>
            [...entries.values()].some(
                (other) => other.startsProcesses() && succeeds(other.pod(), pod),
            ),
        endPredecessors: async (pod) => {
            const older = [...entries.values()].filter((other) => succeeds(pod, other.pod()));
            await Promise.all(older.map((entry) => entry.yield()));
        },
        log,
    };

    // Filled below; events arrive while the first list is still being read.
    const watched: {
        pods?: Watched<WatchedKinds["pods"]>;
        nodes?: Watched<WatchedKinds["nodes"]>;
    } = {};
    let stopped = false;
    const placement = scheduler({
        api,
        pods: () => watched.pods?.list() ?? [],
        nodes: () => watched.nodes?.list(),
        ...(options.podNodes === undefined ? {} : { podNodes: options.podNodes }),
        log,
    });

    const seen = (pod: V1Pod, deleted: boolean): void => {
        const uid = pod.metadata?.uid ?? "";
        if (stopped) {
            return;
        }
        if (deleted) {
            placement.forget(pod);
            const entry = entries.get(uid);
            entries.delete(uid);
            void entry?.stop().then(() => {
                resync();
            });
            return;
        }
        if (needsNode(pod)) {
            placement.place(pod);
            return;
        }
        const known = entries.get(uid);
        if (known !== undefined) {
            known.see(pod);
        } else if (pod.spec?.nodeName !== undefined) {
            entries.set(uid, podEntry(pod, context));
        }
    };
    const resync = (): void => {
        for (const pod of watched.pods?.list() ?? []) {
            seen(pod, false);
        }
    };

    watched.pods = await api.watch("pods", seen);
    watched.nodes = await api.watch("nodes", resync);
    resync();
    const timer = setInterval(resync, resyncPeriod);
    timer.unref();

    return {
        stop: async () => {
            stopped = true;
            clearInterval(timer);
            await Promise.all([watched.pods?.stop(), watched.nodes?.stop(), sources.stop()]);
            await Promise.all([...entries.values()].map((entry) => entry.stop()));
            entries.clear();
            await rm(root, { recursive: true, force: true });
        },
        pods: () =>
            [...entries.values()].map((entry) => ({
                ...entry.report(),
                ...inspectPod(entry.pod()),
            })),
    };
}
