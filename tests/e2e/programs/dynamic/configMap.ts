/**
 * The dynamic provider: manages one ConfigMap and connects as the operator does, with a token of the aws command and
 * the environment's proxy.
 */
import { ApiException, CoreV1Api, KubeConfig } from "@kubernetes/client-node";

import { renderKubeconfig, type KubeconfigFacts } from "../../../../lib/kubernetes/kubeconfig";

export interface State {
    readonly cluster: KubeconfigFacts;
    readonly name: string;
    readonly word: string;
}

const namespace = "default";

export async function create({ cluster, name, word }: State): Promise<void> {
    await api(cluster).createNamespacedConfigMap({
        namespace,
        body: { metadata: { name }, data: { word } },
    });
}

export async function update({ cluster, name, word }: State): Promise<void> {
    await api(cluster).replaceNamespacedConfigMap({
        namespace,
        name,
        body: { metadata: { name }, data: { word } },
    });
}

/** The value in the cluster; undefined if the ConfigMap does not exist. */
export async function read({ cluster, name }: State): Promise<string | undefined> {
    try {
        const { data } = await api(cluster).readNamespacedConfigMap({ namespace, name });
        return data?.["word"];
    } catch (error) {
        if (error instanceof ApiException && error.code === 404) {
            return undefined;
        }
        throw error;
    }
}

export async function remove({ cluster, name }: State): Promise<void> {
    await api(cluster).deleteNamespacedConfigMap({ namespace, name });
}

function api(cluster: KubeconfigFacts): CoreV1Api {
    const config = new KubeConfig();
    config.loadFromString(renderKubeconfig(cluster));
    const [only] = config.clusters;
    const { HTTPS_PROXY: proxyUrl } = process.env;
    config.clusters = [{ ...only!, ...(proxyUrl === undefined ? {} : { proxyUrl }) }];
    return config.makeApiClient(CoreV1Api);
}
