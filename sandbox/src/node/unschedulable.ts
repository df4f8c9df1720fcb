import type { V1Pod, V1PodStatus } from "@kubernetes/client-node";

/**
 * The status of a pod no node suits, as the scheduler reports it.
 *
 * @param reason why no node was created for it
 * @returns undefined when the pod says so already
 */
export function unschedulable(
    pod: V1Pod,
    nodes: number,
    now: Date,
    reason = "",
): V1PodStatus | undefined {
    const message = `0/${String(nodes)} nodes are available${reason === "" ? "." : `: ${reason}`}`;
    const before = pod.status?.conditions?.find(({ type }) => type === "PodScheduled");
    if (before?.status === "False" && before.message === message) {
        return undefined;
    }
    return {
        conditions: [
            {
                type: "PodScheduled",
                status: "False",
                reason: "Unschedulable",
                message,
                lastTransitionTime: now,
            },
        ],
    };
}
