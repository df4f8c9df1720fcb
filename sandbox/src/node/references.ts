import type { V1ConfigMap, V1Container, V1Pod, V1Secret, V1Volume } from "@kubernetes/client-node";

/** Data of a ConfigMap or Secret by key. */
export type KeyValues = ReadonlyMap<string, Buffer>;

/** ConfigMaps and Secrets of a pod's namespace, already read. `undefined`: there is none of that name. */
export interface References {
    configMap(name: string): KeyValues | undefined;
    secret(name: string): KeyValues | undefined;
}

/** A pod names a ConfigMap, a Secret or a key of one that isn't there. It is waited for, as the kubelet does. */
export class MissingReference extends Error {
    constructor(kind: "ConfigMap" | "Secret", name: string, key?: string) {
        super(
            key === undefined
                ? `${kind.toLowerCase()} ${JSON.stringify(name)} not found`
                : `couldn't find key ${key} in ${kind} ${name}`,
        );
        this.name = "MissingReference";
    }
}

/** Data of a ConfigMap: text and binary keys alike. */
export function configMapData(configMap: V1ConfigMap): KeyValues {
    return new Map([
        ...Object.entries(configMap.data ?? {}).map(
            ([key, value]) => [key, Buffer.from(value, "utf8")] as const,
        ),
        ...Object.entries(configMap.binaryData ?? {}).map(
            ([key, value]) => [key, Buffer.from(value, "base64")] as const,
        ),
    ]);
}

/** Data of a Secret, decoded. */
export function secretData(secret: V1Secret): KeyValues {
    return new Map(
        Object.entries(secret.data ?? {}).map(([key, value]) => [
            key,
            Buffer.from(value, "base64"),
        ]),
    );
}

/** Names of what must be read before a pod's environment or volumes can be created. */
export interface ReferenceNames {
    readonly configMaps: ReadonlySet<string>;
    readonly secrets: ReadonlySet<string>;
}

/** ConfigMaps and Secrets named by the environment of containers. */
export function environmentReferences(containers: readonly V1Container[]): ReferenceNames {
    const configMaps = new Set<string>();
    const secrets = new Set<string>();
    const add = (set: Set<string>, name: string | undefined): void => {
        if (name !== undefined) {
            set.add(name);
        }
    };
    for (const container of containers) {
        for (const source of container.envFrom ?? []) {
            add(configMaps, source.configMapRef?.name);
            add(secrets, source.secretRef?.name);
        }
        for (const variable of container.env ?? []) {
            add(configMaps, variable.valueFrom?.configMapKeyRef?.name);
            add(secrets, variable.valueFrom?.secretKeyRef?.name);
        }
    }
    return { configMaps, secrets };
}

/** ConfigMaps and Secrets a volume's files come from. */
export function volumeReferences(volume: V1Volume): ReferenceNames {
    const names = (values: (string | undefined)[]): ReadonlySet<string> =>
        new Set(values.filter((value) => value !== undefined));
    const projected = volume.projected?.sources ?? [];
    return {
        configMaps: names([
            volume.configMap?.name,
            ...projected.map((source) => source.configMap?.name),
        ]),
        secrets: names([
            volume.secret?.secretName,
            ...projected.map((source) => source.secret?.name),
        ]),
    };
}

/** Every container of a pod, init containers first. */
export function allContainers(pod: V1Pod): readonly V1Container[] {
    return [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
}
