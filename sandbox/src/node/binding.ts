import type { V1Node, V1Pod, V1Taint } from "@kubernetes/client-node";

/** The one node a DaemonSet wants a pod on. @see https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/ */
function requiredNodeName(pod: V1Pod): string | undefined {
    const terms =
        pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
            ?.nodeSelectorTerms ?? [];
    return terms
        .flatMap((term) => term.matchFields ?? [])
        .find(({ key, operator }) => key === "metadata.name" && operator === "In")?.values?.[0];
}

/** Whether a pod waits for the default scheduler. */
export function needsNode(pod: V1Pod): boolean {
    return (
        pod.spec?.nodeName === undefined &&
        pod.metadata?.deletionTimestamp === undefined &&
        (pod.spec?.schedulerName ?? "default-scheduler") === "default-scheduler" &&
        (pod.spec?.schedulingGates ?? []).length === 0
    );
}

/** Whether a pod tolerates a taint. @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
function tolerates(pod: V1Pod, taint: V1Taint): boolean {
    return (pod.spec?.tolerations ?? []).some(
        ({ key, operator = "Equal", value = "", effect }) =>
            (effect === undefined || effect === taint.effect) &&
            (key === undefined || key === "" ? operator === "Exists" : key === taint.key) &&
            (operator === "Exists" || value === (taint.value ?? "")),
    );
}

/** Whether a node admits a pod: by nodeSelector, taints, and the node a DaemonSet means. */
export function suits(node: V1Node, pod: V1Pod): boolean {
    const wanted = requiredNodeName(pod);
    const labels = node.metadata?.labels ?? {};
    return (
        node.metadata?.deletionTimestamp === undefined &&
        node.spec?.unschedulable !== true &&
        (node.spec?.taints ?? []).every(
            (taint) => taint.effect === "PreferNoSchedule" || tolerates(pod, taint),
        ) &&
        (wanted === undefined || wanted === node.metadata?.name) &&
        Object.entries(pod.spec?.nodeSelector ?? {}).every(([key, value]) => labels[key] === value)
    );
}

/**
 * The node a pod is bound to: of those that admit it, the one with the fewest pods. Resources and the rest of affinity aren't
 * looked at: the sandbox's nodes have no limits.
 *
 * @returns the node's name, or undefined: the pod stays Pending
 */
export function chooseNode(
    pod: V1Pod,
    nodes: readonly V1Node[],
    pods: readonly V1Pod[],
): string | undefined {
    const load = (name: string): number =>
        pods.filter((other) => other.spec?.nodeName === name).length;
    return nodes
        .filter((node) => suits(node, pod))
        .map((node) => node.metadata?.name ?? "")
        .sort((a, b) => load(a) - load(b) || (a < b ? -1 : 1))[0];
}
