import type { ClusterApi } from "./kubernetes";
import {
    configMapData,
    type KeyValues,
    type ReferenceNames,
    type References,
    secretData,
} from "./references";

/**
 * Reads ConfigMaps and Secrets fresh from the API server: a watch may lag behind the pod that
 * names them.
 */
export async function readReferences(
    api: ClusterApi,
    namespace: string,
    names: ReferenceNames,
): Promise<References> {
    const configMaps = new Map<string, KeyValues>();
    const secrets = new Map<string, KeyValues>();
    await Promise.all([
        ...[...names.configMaps].map(async (name) => {
            const found = await api.configMap(namespace, name);
            if (found !== undefined) {
                configMaps.set(name, configMapData(found));
            }
        }),
        ...[...names.secrets].map(async (name) => {
            const found = await api.secret(namespace, name);
            if (found !== undefined) {
                secrets.set(name, secretData(found));
            }
        }),
    ]);
    return {
        configMap: (name) => configMaps.get(name),
        secret: (name) => secrets.get(name),
    };
}
