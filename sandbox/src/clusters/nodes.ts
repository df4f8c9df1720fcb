/** Node objects: the cluster's nodes as far as the API shows them. */
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import { CoreV1Api, type KubeConfig, type V1Node } from "@kubernetes/client-node";

import type { ClusterNode } from "../aws/contract";
import { hasStatus } from "./apiErrors";

/** Zones a node may be in, as suffixes of its region. */
const zones = ["a", "b", "c"];

/** What a node offers: an m6i.xlarge, with the pod limit of the VPC CNI. */
const capacity = { cpu: "4", memory: "16Gi", "ephemeral-storage": "80Gi", pods: "58" };

/**
 * A node as a kubelet on EC2 registers it, ready from the start. It stays Ready: the controller that would
 * miss its heartbeats does not run.
 */
export function nodeObject(
    { name, labels, taints }: ClusterNode,
    region: string,
    now: Date,
): V1Node {
    const hash = createHash("sha256").update(name).digest("hex");
    const zone = `${region}${zones[Number.parseInt(hash.slice(0, 6), 16) % zones.length] ?? "a"}`;
    const condition = (type: string, status: string, reason: string): object => ({
        type,
        status,
        reason,
        lastHeartbeatTime: now,
        lastTransitionTime: now,
    });
    return {
        metadata: {
            name,
            labels: {
                "kubernetes.io/arch": "amd64",
                "kubernetes.io/hostname": name,
                "kubernetes.io/os": "linux",
                "node.kubernetes.io/instance-type": "m6i.xlarge",
                "topology.kubernetes.io/region": region,
                "topology.kubernetes.io/zone": zone,
                ...labels,
            },
        },
        spec: {
            providerID: `aws:///${zone}/i-${hash.slice(0, 17)}`,
            ...(taints.length === 0 ? {} : { taints: [...taints] }),
        },
        status: {
            capacity,
            allocatable: capacity,
            addresses: [
                { type: "InternalIP", address: "127.0.0.1" },
                { type: "Hostname", address: name },
            ],
            conditions: [
                condition("Ready", "True", "KubeletReady"),
                condition("MemoryPressure", "False", "KubeletHasSufficientMemory"),
                condition("DiskPressure", "False", "KubeletHasNoDiskPressure"),
                condition("PIDPressure", "False", "KubeletHasSufficientPID"),
            ] as NonNullable<V1Node["status"]>["conditions"],
        },
    };
}

/**
 * Sets the cluster's nodes to exactly these, with their labels and taints. Pods of a node that is removed are deleted with
 * it, at once.
 */
export async function applyNodes(
    client: KubeConfig,
    region: string,
    nodes: readonly ClusterNode[],
): Promise<void> {
    const core = client.makeApiClient(CoreV1Api);
    const { items } = await core.listNode();
    const present = new Map(items.map((node) => [node.metadata?.name ?? "", node]));
    const wanted = new Set(nodes.map(({ name }) => name));
    await Promise.all([
        ...nodes.map(async (node) => {
            const before = present.get(node.name);
            const next = nodeObject(node, region, new Date());
            if (before === undefined) {
                await core.createNode({ body: next });
            } else if (differs(before, next)) {
                // Labels and taints of others are removed: those of EKS are few and known here.
                await core.replaceNode({
                    name: node.name,
                    body: { ...before, ...relabelled(before, next) },
                });
            }
        }),
        ...[...present.keys()]
            .filter((name) => !wanted.has(name))
            .map((name) => removeNode(core, name)),
    ]);
}

function relabelled(before: V1Node, next: V1Node): Pick<V1Node, "metadata" | "spec"> {
    return {
        metadata: { ...before.metadata, labels: next.metadata?.labels ?? {} },
        spec: { ...before.spec, taints: next.spec?.taints ?? [] },
    };
}

/** Whether a node's labels or taints differ from those of EKS. */
function differs(before: V1Node, next: V1Node): boolean {
    return !isDeepStrictEqual(
        [before.metadata?.labels ?? {}, plainTaints(before)],
        [next.metadata?.labels ?? {}, plainTaints(next)],
    );
}

function plainTaints(node: V1Node): readonly unknown[] {
    return (node.spec?.taints ?? []).map(({ key, value, effect }) => ({ key, value, effect }));
}

async function removeNode(core: CoreV1Api, name: string): Promise<void> {
    await ignoreMissing(core.deleteNode({ name }));
    const { items } = await core.listPodForAllNamespaces({
        fieldSelector: `spec.nodeName=${name}`,
    });
    await Promise.all(
        items.map(({ metadata }) =>
            ignoreMissing(
                core.deleteNamespacedPod({
                    name: metadata?.name ?? "",
                    namespace: metadata?.namespace ?? "",
                    gracePeriodSeconds: 0,
                }),
            ),
        ),
    );
}

async function ignoreMissing(work: Promise<unknown>): Promise<void> {
    try {
        await work;
    } catch (error) {
        if (!hasStatus(error, 404)) {
            throw error;
        }
    }
}
