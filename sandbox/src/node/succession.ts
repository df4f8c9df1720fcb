import type { V1Pod } from "@kubernetes/client-node";

const hashLabel = "pod-template-hash";

function owner(pod: V1Pod): { readonly kind: string; readonly uid: string } | undefined {
    return pod.metadata?.ownerReferences?.find((reference) => reference.controller === true);
}

/** Labels without the one that distinguishes a Deployment's generations, in stable order. */
function identity(pod: V1Pod): string {
    const labels = Object.entries(pod.metadata?.labels ?? {}).filter(([key]) => key !== hashLabel);
    return JSON.stringify([pod.metadata?.namespace, labels.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/**
 * Whether a pod comes from a newer generation of the Deployment the other pod belongs to. On one loopback both cannot listen on the
 * same ports, and the newer one must become ready before the older is removed: the older one's processes are ended first,
 * so that a rolling update is carried out like `strategy: Recreate`.
 */
export function succeeds(newer: V1Pod, older: V1Pod): boolean {
    const [a, b] = [owner(newer), owner(older)];
    // A watch delivers times as text where a list has dates.
    const created = (pod: V1Pod): number =>
        new Date(pod.metadata?.creationTimestamp ?? 0).getTime();
    return (
        a?.kind === "ReplicaSet" &&
        b?.kind === "ReplicaSet" &&
        a.uid !== b.uid &&
        newer.metadata?.labels?.[hashLabel] !== older.metadata?.labels?.[hashLabel] &&
        identity(newer) === identity(older) &&
        created(newer) >= created(older)
    );
}
