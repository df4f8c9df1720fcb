import type { ClusterApi } from "./kubernetes";
import type { ServiceName } from "./serviceNames";

/** What pods that really run depend on besides themselves. */
export interface Sources {
    /** Follows Services, ConfigMaps and Secrets from the first call on; a cluster of stand-ins never asks. */
    ready(): Promise<void>;
    readonly services: () => readonly ServiceName[];
    stop(): Promise<void>;
}

/** Called on changes. */
export interface SourceListener {
    onSource(kind: "configmaps" | "secrets", namespace: string, name: string): void;
    onServices(): void;
}

/** The sources of one cluster. */
export function followSources(api: ClusterApi, listener: SourceListener): Sources {
    const known = new Map<string, ServiceName>();
    let watches: Promise<readonly { stop(): Promise<void> }[]> | undefined;

    const follow = (kind: "configmaps" | "secrets"): Promise<{ stop(): Promise<void> }> =>
        api.watch(kind, ({ metadata }) => {
            listener.onSource(kind, metadata?.namespace ?? "", metadata?.name ?? "");
        });

    const followServices = (): Promise<{ stop(): Promise<void> }> =>
        api.watch("services", ({ metadata }, deleted) => {
            const service = { namespace: metadata?.namespace ?? "", name: metadata?.name ?? "" };
            const key = `${service.namespace}/${service.name}`;
            if (deleted === !known.has(key)) {
                return;
            }
            if (deleted) {
                known.delete(key);
            } else {
                known.set(key, service);
            }
            listener.onServices();
        });

    return {
        ready: async () => {
            watches ??= Promise.all([followServices(), follow("configmaps"), follow("secrets")]);
            await watches;
        },
        services: () => [...known.values()],
        stop: async () => {
            await Promise.all(((await watches) ?? []).map((watch) => watch.stop()));
        },
    };
}
