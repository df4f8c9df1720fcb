import type { V1Node, V1Pod } from "@kubernetes/client-node";
import type { WaitingPod } from "../aws/contract";
import { chooseNode, needsNode, suits } from "./binding";
import type { ClusterApi } from "./kubernetes";
import { unschedulable } from "./unschedulable";

/** Nodes that come with the pods that need them, of one cluster. */
export interface PodNodes {
    /** A node of its own for a pod that runs on Fargate; undefined for every other pod. Rejects when there can be none. */
    own(pod: WaitingPod): Promise<string | undefined>;
    /** A node created because none fits; undefined if a new one would not fit either. */
    another(suits: (node: V1Node) => boolean): Promise<string | undefined>;
    /** The pod was deleted. */
    gone(uid: string): Promise<void>;
}

/** Where pods and nodes are looked up, as last seen. */
export interface SchedulerOptions {
    readonly api: Pick<ClusterApi, "bind" | "patchStatus">;
    readonly pods: () => readonly V1Pod[];
    /** Undefined until the first list is known. */
    readonly nodes: () => readonly V1Node[] | undefined;
    /** Absent: there are no nodes but those that are there. */
    readonly podNodes?: PodNodes;
    readonly log: (message: string) => void;
}

/** Binds pods to nodes. */
export interface Scheduler {
    /** Finds a node for a pod that waits for one; later calls for the same pod are ignored while it is being placed. */
    place(pod: V1Pod): void;
    /** The pod was deleted from the API. */
    forget(pod: V1Pod): void;
}

/** Acts as the scheduler, and requests nodes where EKS would create some. */
export function scheduler(options: SchedulerOptions): Scheduler {
    const { api, podNodes, log } = options;
    const assigned = new Map<string, string>();
    const placing = new Set<string>();

    const existing = (pod: V1Pod, nodes: readonly V1Node[]): string | undefined => {
        // A binding is known here before the watch reports it.
        const pods = options.pods().map((other) => {
            const node = assigned.get(other.metadata?.uid ?? "");
            return node === undefined
                ? other
                : { ...other, spec: { ...other.spec, nodeName: node, containers: [] } };
        });
        return chooseNode(pod, nodes, pods);
    };

    const nodeFor = async (pod: V1Pod): Promise<string | undefined> =>
        (await podNodes?.own(waitingPod(pod))) ??
        existing(pod, options.nodes() ?? []) ??
        (await podNodes?.another((node) => suits(node, pod)));

    const place = async (pod: V1Pod, uid: string): Promise<void> => {
        let reason: string | undefined;
        const node = await nodeFor(pod).catch((error: unknown) => {
            reason = error instanceof Error ? error.message : String(error);
            return undefined;
        });
        if (node === undefined) {
            const nodes = options.nodes()?.length ?? 0;
            const status = unschedulable(pod, nodes, new Date(), reason);
            if (status !== undefined) {
                await api.patchStatus(pod, status);
            }
            return;
        }
        assigned.set(uid, node);
        try {
            await api.bind(pod, node);
        } catch (error) {
            assigned.delete(uid);
            throw error;
        }
    };

    return {
        place: (pod) => {
            const uid = pod.metadata?.uid ?? "";
            const known = assigned.has(uid) || placing.has(uid);
            if (known || !needsNode(pod) || options.nodes() === undefined) {
                return;
            }
            placing.add(uid);
            place(pod, uid)
                .catch((error: unknown) => {
                    log(`binding ${pod.metadata?.name ?? ""}: ${String(error)}`);
                })
                .finally(() => placing.delete(uid));
        },
        forget: (pod) => {
            const uid = pod.metadata?.uid ?? "";
            assigned.delete(uid);
            podNodes?.gone(uid).catch((error: unknown) => {
                log(`giving back the node of ${pod.metadata?.name ?? ""}: ${String(error)}`);
            });
        },
    };
}

function waitingPod(pod: V1Pod): WaitingPod {
    return {
        uid: pod.metadata?.uid ?? "",
        namespace: pod.metadata?.namespace ?? "",
        labels: pod.metadata?.labels ?? {},
        createdAt: pod.metadata?.creationTimestamp ?? new Date(),
    };
}
