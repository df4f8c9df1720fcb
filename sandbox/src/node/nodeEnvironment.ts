import { noProxy, type ServiceName } from "./serviceNames";

/** Where every container finds the bundle of authorities it trusts: the path of Debian's ca-certificates. */
export const trustBundlePath = "/etc/ssl/certs/ca-certificates.crt";

/** What the node adds to every container. */
export interface NodeSettings {
    /** Port of the cluster's API server on loopback. */
    readonly apiServerPort: number;
    /** `http://127.0.0.1:<port>` of the nodes' egress proxy. */
    readonly proxyUrl: string;
}

/**
 * The environment a node gives each container: the address of the API server as the kubelet does, and egress (proxy
 * and trusted authorities) as a locked-down node image would. GIT_SSL_CAINFO is for git binaries built for other trust
 * stores than Debian's.
 */
export function nodeEnvironment(
    settings: NodeSettings,
    pod: { readonly name: string; readonly namespace: string },
    services: readonly ServiceName[],
): Record<string, string> {
    const port = String(settings.apiServerPort);
    return {
        PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        HOSTNAME: pod.name,
        KUBERNETES_SERVICE_HOST: "127.0.0.1",
        KUBERNETES_SERVICE_PORT: port,
        KUBERNETES_SERVICE_PORT_HTTPS: port,
        HTTPS_PROXY: settings.proxyUrl,
        NO_PROXY: noProxy(services, pod.namespace),
        SSL_CERT_FILE: trustBundlePath,
        GIT_SSL_CAINFO: trustBundlePath,
    };
}
