/** Pods that would leave their namespace, and functions that send them. */
import type { KubernetesAnswer } from "../../../sandbox/src/daemon/status";
import { removeProbe, startProbe, tokenOf } from "./probe";
import { eventually } from "./sandbox";
import type { Session } from "./session";

/** Containers that the sandbox has no program for: their pod is only reported as Running. */
export const CONTAINERS = [{ name: "main", image: "registry.example/main:1" }];

export interface Escape {
    /** Ends the sentence "rejects a pod ...". */
    readonly what: string;
    readonly spec: object;
}

export const ESCAPES: readonly Escape[] = [
    {
        what: "that mounts the node's file system",
        spec: { containers: CONTAINERS, volumes: [{ name: "node", hostPath: { path: "/" } }] },
    },
    {
        what: "in the node's network",
        spec: { containers: CONTAINERS, hostNetwork: true },
    },
    {
        what: "among the node's processes",
        spec: { containers: CONTAINERS, hostPID: true },
    },
];

/** A namespace that a Deployer role deploys to. */
export interface Place {
    readonly cluster: string;
    readonly namespace: string;
    readonly deployerRoleArn: string;
}

/** Sends a pod with a bearer token, or without one as an administrator. */
export function createPod(
    session: Session,
    { cluster, namespace }: Pick<Place, "cluster" | "namespace">,
    spec: object,
    token?: string,
): Promise<KubernetesAnswer> {
    return session.kubernetes({
        cluster,
        method: "POST",
        path: `/api/v1/namespaces/${namespace}/pods`,
        body: { apiVersion: "v1", kind: "Pod", metadata: { generateName: "pod-" }, spec },
        ...(token === undefined ? {} : { token }),
    });
}

/** The API server's message. */
export function messageOf({ body }: KubernetesAnswer): string {
    return String((body as { readonly message?: string }).message);
}

/** A token like Argo CD's, which the cluster accepts. */
export async function deployerToken(session: Session, place: Place): Promise<string> {
    const { cluster, deployerRoleArn, namespace } = place;
    const target = { clusterName: cluster, deployerRoleArn };
    const probe = await startProbe(session, `probe-${cluster}`, "argocd-server", target);
    const token = await tokenOf(probe);
    await removeProbe(probe);
    await eventually(`the Deployer of ${cluster} is admitted`, async () => {
        const path = `/api/v1/namespaces/${namespace}/pods`;
        const { status } = await session.kubernetes({ cluster, path, token });
        return status === 200 ? true : undefined;
    });
    return token;
}
