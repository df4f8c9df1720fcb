/** A Service by what a client can call it. */
export interface ServiceName {
    readonly namespace: string;
    readonly name: string;
}

/** Every name under which a pod of a namespace may address a Service, as cluster DNS would answer it. */
export function namesOfService(service: ServiceName, podNamespace: string): readonly string[] {
    const qualified = `${service.name}.${service.namespace}`;
    return [
        ...(service.namespace === podNamespace ? [service.name] : []),
        qualified,
        `${qualified}.svc`,
        `${qualified}.svc.cluster.local`,
    ];
}

function sorted(services: readonly ServiceName[]): readonly ServiceName[] {
    const key = ({ namespace, name }: ServiceName): string => `${namespace}/${name}`;
    return [...services].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/**
 * A pod's /etc/hosts: it stands in for cluster DNS. All pods share one loopback, as with hostNetwork, so that every
 * Service is 127.0.0.1 and is reached at its target's port.
 */
export function hostsFile(
    services: readonly ServiceName[],
    podNamespace: string,
    podName: string,
): string {
    const lines = sorted(services).map((service) =>
        namesOfService(service, podNamespace).join(" "),
    );
    const api = "kubernetes.default kubernetes.default.svc kubernetes.default.svc.cluster.local";
    return ["localhost", podName, api, ...lines].map((names) => `127.0.0.1 ${names}\n`).join("");
}

/**
 * Hosts a pod must not send through the egress proxy. Names without a dot have to be listed one by one, since
 * NO_PROXY has no pattern for them.
 */
export function noProxy(services: readonly ServiceName[], podNamespace: string): string {
    const names = sorted(services).flatMap((service) => namesOfService(service, podNamespace));
    return [
        "127.0.0.1",
        "localhost",
        ".svc",
        ".cluster.local",
        ...names.filter((name) => !/\.svc(\.|$)/.test(name)),
    ].join(",");
}
