import * as k8s from "@kubernetes/client-node";

/** Objects a node agent follows. */
export interface WatchedKinds {
    readonly pods: k8s.V1Pod;
    readonly nodes: k8s.V1Node;
    readonly services: k8s.V1Service;
    readonly configmaps: k8s.V1ConfigMap;
    readonly secrets: k8s.V1Secret;
}

/** A followed kind: what is known of it now. */
export interface Watched<T> {
    list(): readonly T[];
    stop(): Promise<void>;
}

/** A bound service account token. */
export interface IssuedToken {
    readonly token: string;
    /** Milliseconds since the epoch. */
    readonly expiresAt: number;
}

/** What a node agent needs of an API server. */
export interface ClusterApi {
    /** Lists, then watches, connecting again by itself. Resolves when the first list is known. */
    watch<K extends keyof WatchedKinds>(
        kind: K,
        onEvent: (object: WatchedKinds[K], deleted: boolean) => void,
    ): Promise<Watched<WatchedKinds[K]>>;
    configMap(namespace: string, name: string): Promise<k8s.V1ConfigMap | undefined>;
    secret(namespace: string, name: string): Promise<k8s.V1Secret | undefined>;
    /** A token of the pod's service account, bound to the pod. */
    token(pod: k8s.V1Pod, audience: string | undefined, seconds: number): Promise<IssuedToken>;
    bind(pod: k8s.V1Pod, node: string): Promise<void>;
    /** Patches the status of exactly this pod; a successor of the same name isn't touched. False: the pod was deleted. */
    patchStatus(pod: k8s.V1Pod, status: k8s.V1PodStatus): Promise<boolean>;
    /** Removes exactly this pod from the API without further grace. */
    remove(pod: k8s.V1Pod): Promise<void>;
}

const paths: Readonly<Record<keyof WatchedKinds, string>> = {
    pods: "/api/v1/pods",
    nodes: "/api/v1/nodes",
    services: "/api/v1/services",
    configmaps: "/api/v1/configmaps",
    secrets: "/api/v1/secrets",
};

const reconnectDelay = 1000;

function hasCode(error: unknown, ...codes: readonly number[]): boolean {
    return error instanceof k8s.ApiException && codes.includes(error.code);
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
        return await answer;
    } catch (error) {
        if (hasCode(error, 404)) {
            return undefined;
        }
        throw error;
    }
}

function key(object: k8s.KubernetesObject): { readonly name: string; readonly namespace: string } {
    return {
        name: object.metadata?.name ?? "",
        namespace: object.metadata?.namespace ?? "",
    };
}

async function watchKind<T extends k8s.KubernetesObject>(
    kubeConfig: k8s.KubeConfig,
    path: string,
    list: () => Promise<k8s.KubernetesListObject<T>>,
    onEvent: (object: T, deleted: boolean) => void,
): Promise<Watched<T>> {
    const informer = k8s.makeInformer<T>(kubeConfig, path, list);
    let stopped = false;
    let retry: NodeJS.Timeout | undefined;
    const again = (): void => {
        clearTimeout(retry);
        retry = setTimeout(() => {
            if (!stopped) {
                // A failed list doesn't reach "error"; it is tried again until the cluster is back or gone.
                informer.start().catch(again);
            }
        }, reconnectDelay);
    };
    informer.on("add", (object) => {
        onEvent(object, false);
    });
    informer.on("update", (object) => {
        onEvent(object, false);
    });
    informer.on("delete", (object) => {
        onEvent(object, true);
    });
    informer.on("error", again);
    try {
        await informer.start();
    } catch {
        again();
    }
    return {
        list: () => informer.list(),
        stop: async () => {
            stopped = true;
            clearTimeout(retry);
            await informer.stop();
        },
    };
}

/** The API of one cluster. */
export function clusterApi(kubeConfig: k8s.KubeConfig): ClusterApi {
    const core = kubeConfig.makeApiClient(k8s.CoreV1Api);
    const lists: {
        [K in keyof WatchedKinds]: () => Promise<k8s.KubernetesListObject<WatchedKinds[K]>>;
    } = {
        pods: () => core.listPodForAllNamespaces(),
        nodes: () => core.listNode(),
        services: () => core.listServiceForAllNamespaces(),
        configmaps: () => core.listConfigMapForAllNamespaces(),
        secrets: () => core.listSecretForAllNamespaces(),
    };
    return {
        watch: (kind, onEvent) => watchKind(kubeConfig, paths[kind], lists[kind], onEvent),
        configMap: (namespace, name) =>
            unlessMissing(core.readNamespacedConfigMap({ namespace, name })),
        secret: (namespace, name) => unlessMissing(core.readNamespacedSecret({ namespace, name })),
        token: async (pod, audience, seconds) => {
            const { status } = await core.createNamespacedServiceAccountToken({
                namespace: key(pod).namespace,
                name: pod.spec?.serviceAccountName ?? "default",
                body: {
                    spec: {
                        audiences: audience === undefined ? [] : [audience],
                        expirationSeconds: seconds,
                        boundObjectRef: {
                            apiVersion: "v1",
                            kind: "Pod",
                            name: key(pod).name,
                            ...(pod.metadata?.uid === undefined ? {} : { uid: pod.metadata.uid }),
                        },
                    },
                },
            });
            if (status?.token === undefined || status.expirationTimestamp === undefined) {
                throw new Error(`no token for ${key(pod).namespace}/${key(pod).name}`);
            }
            return { token: status.token, expiresAt: status.expirationTimestamp.getTime() };
        },
        bind: async (pod, node) => {
            const body = {
                metadata: key(pod),
                target: { apiVersion: "v1", kind: "Node", name: node },
            };
            await core.createNamespacedPodBinding({ ...key(pod), body });
        },
        patchStatus: async (pod, status) => {
            try {
                await core.patchNamespacedPodStatus(
                    { ...key(pod), body: { metadata: { uid: pod.metadata?.uid }, status } },
                    k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.StrategicMergePatch),
                );
                return true;
            } catch (error) {
                // 409: the name belongs to another pod by now.
                if (hasCode(error, 404, 409)) {
                    return false;
                }
                throw error;
            }
        },
        remove: async (pod) => {
            const uid = pod.metadata?.uid;
            try {
                await core.deleteNamespacedPod({
                    ...key(pod),
                    body: {
                        gracePeriodSeconds: 0,
                        ...(uid === undefined ? {} : { preconditions: { uid } }),
                    },
                });
            } catch (error) {
                if (!hasCode(error, 404, 409)) {
                    throw error;
                }
            }
        },
    };
}
