import type { V1Container, V1Pod, V1ResourceFieldSelector } from "@kubernetes/client-node";
import { parseQuantity } from "./quantity";

/** What a container gets of a resource without a limit: the kubelet answers with the node's capacity. */
export const nodeCapacity: Readonly<Record<string, string>> = {
    cpu: "2",
    memory: "4Gi",
    "ephemeral-storage": "20Gi",
};

/** Lines `key="value"`, sorted by key: the form in which labels and annotations reach a file. */
function mapLines(map: Readonly<Record<string, string>> | undefined): string {
    return Object.entries(map ?? {})
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
        .join("\n");
}

/**
 * The value of a pod's field for `fieldRef`.
 *
 * @param path `metadata.name`, `metadata.labels['app']`, `status.podIP`, ...
 * @throws Error for fields the downward API doesn't know
 * @see https://kubernetes.io/docs/concepts/workloads/pods/downward-api/#available-fields
 */
export function fieldValue(pod: V1Pod, path: string): string {
    const subscript = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
    if (subscript !== null) {
        const map = subscript[1] === "labels" ? pod.metadata?.labels : pod.metadata?.annotations;
        return map?.[subscript[2] ?? ""] ?? "";
    }
    switch (path) {
        case "metadata.name":
            return pod.metadata?.name ?? "";
        case "metadata.namespace":
            return pod.metadata?.namespace ?? "";
        case "metadata.uid":
            return pod.metadata?.uid ?? "";
        case "metadata.labels":
            return mapLines(pod.metadata?.labels);
        case "metadata.annotations":
            return mapLines(pod.metadata?.annotations);
        case "spec.nodeName":
            return pod.spec?.nodeName ?? "";
        case "spec.serviceAccountName":
            return pod.spec?.serviceAccountName ?? "default";
        case "status.podIP":
        case "status.podIPs":
            return pod.status?.podIP ?? "";
        case "status.hostIP":
        case "status.hostIPs":
            return pod.status?.hostIP ?? "";
        default:
            throw new Error(`fieldRef ${JSON.stringify(path)} is not a field of the downward API`);
    }
}

/**
 * The value of a container's limit or request for `resourceFieldRef`, in units of the divisor,
 * rounded up.
 *
 * @throws Error when the container or the resource is unknown
 */
export function resourceValue(
    pod: V1Pod,
    container: V1Container,
    selector: V1ResourceFieldSelector,
): string {
    const source =
        selector.containerName === undefined || selector.containerName === container.name
            ? container
            : pod.spec?.containers.find((other) => other.name === selector.containerName);
    const [kind, name] = selector.resource.split(/\.(.*)/s);
    const known = name === undefined ? undefined : nodeCapacity[name];
    if (source === undefined || name === undefined || known === undefined) {
        throw new Error(`resourceFieldRef ${JSON.stringify(selector.resource)} is not known`);
    }
    const resources = source.resources;
    const quantity =
        kind === "requests"
            ? (resources?.requests?.[name] ?? resources?.limits?.[name] ?? "0")
            : (resources?.limits?.[name] ?? known);
    const divisor = parseQuantity(selector.divisor ?? "1") || 1;
    // Millionths absorb what binary fractions add: 0.1 / 0.001 is a little over 100.
    return String(Math.ceil(Math.round((parseQuantity(quantity) / divisor) * 1e6) / 1e6));
}
