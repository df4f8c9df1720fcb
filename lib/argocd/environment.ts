/** Environment of Argo CD's pods: the region of STS, and the proxy. */
import type { ProxyConfig } from "./types";
import { CLUSTER_CLIENTS } from "./release";

export interface EnvironmentFacts {
    /** Region of the management cluster. */
    readonly region: string;
    readonly proxy?: ProxyConfig;
}

/** A variable, as a container's `env` has it. */
export interface EnvironmentVariable {
    readonly name: string;
    readonly value: string;
}

/** Parts that talk to addresses outside the cluster: clusters, repositories, identity providers, chat rooms. */
const GOES_OUT: readonly string[] = [
    ...CLUSTER_CLIENTS,
    "argocd-dex-server",
    "argocd-notifications-controller",
    "argocd-repo-server",
];

/**
 * What is never behind a proxy. Argo CD's parts find each other by short names; `$(...)` is filled in by the kubelet with
 * the address that the Kubernetes client uses. The last are AWS's metadata and Pod Identity services, both link-local.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
 */
const NEVER_BY_PROXY: readonly string[] = [
    "localhost",
    "127.0.0.1",
    "argocd-applicationset-controller",
    "argocd-dex-server",
    "argocd-redis",
    "argocd-redis-ha-haproxy",
    "argocd-repo-server",
    "argocd-server",
    ".svc",
    ".cluster.local",
    "$(KUBERNETES_SERVICE_HOST)",
    "169.254.169.254",
    "169.254.170.23",
    "fd00:ec2::254",
    "fd00:ec2::23",
];

/**
 * Variables of a part's own container, by the name of its ServiceAccount; none for redis, which goes nowhere.
 * The region is set explicitly: the helper that signs tokens has no other way to know which STS to use
 * (https://github.com/argoproj/argo-cd/issues/11207).
 */
export function podEnvironment(
    serviceAccount: string,
    facts: EnvironmentFacts,
): readonly EnvironmentVariable[] {
    return [
        ...(CLUSTER_CLIENTS.includes(serviceAccount) ? stsVariables(facts.region) : []),
        ...(GOES_OUT.includes(serviceAccount) ? proxyVariables(facts.proxy) : []),
    ];
}

/** The STS to use, for everything that reaches clusters. */
export function stsVariables(region: string): readonly EnvironmentVariable[] {
    return [
        { name: "AWS_REGION", value: region },
        { name: "AWS_STS_REGIONAL_ENDPOINTS", value: "regional" },
    ];
}

function proxyVariables(proxy: ProxyConfig | undefined): readonly EnvironmentVariable[] {
    if (proxy === undefined) {
        return [];
    }
    const { httpProxy, httpsProxy, noProxy } = proxy;
    return [
        ...(httpProxy === undefined ? [] : [{ name: "HTTP_PROXY", value: httpProxy }]),
        ...(httpsProxy === undefined ? [] : [{ name: "HTTPS_PROXY", value: httpsProxy }]),
        { name: "NO_PROXY", value: [...NEVER_BY_PROXY, ...noProxy].join(",") },
    ];
}
