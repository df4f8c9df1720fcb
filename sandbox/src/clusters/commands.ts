/** Command lines and configuration files of a cluster's processes. */
import type { ClusterSpec } from "../aws/contract";
import { partitionOf } from "../aws/policy/arn";
import { issuerUrl, keysUrl } from "./identity";
import type { ClusterFiles } from "./layout";

/** Ports of one cluster on 127.0.0.1. */
export interface ClusterPorts {
    readonly api: number;
    readonly controllerManager: number;
    readonly authenticator: number;
    readonly webhook: number;
    readonly webhookMetrics: number;
}

/** Key prefix of a cluster in the shared etcd. */
export function etcdPrefix(id: string): string {
    return `/clusters/${id}`;
}

/** The shared etcd. `--unsafe-no-fsync`: nothing survives the sandbox, and waiting for a disk dominates otherwise. */
export function etcdArguments(
    dataDirectory: string,
    clientPort: number,
    peerPort: number,
): readonly string[] {
    const client = `http://127.0.0.1:${clientPort}`;
    const peer = `http://127.0.0.1:${peerPort}`;
    return [
        "--name=sandbox",
        `--data-dir=${dataDirectory}`,
        `--listen-client-urls=${client}`,
        `--advertise-client-urls=${client}`,
        `--listen-peer-urls=${peer}`,
        `--initial-advertise-peer-urls=${peer}`,
        `--initial-cluster=sandbox=${peer}`,
        "--unsafe-no-fsync",
        "--log-level=warn",
    ];
}

/**
 * kube-apiserver as EKS sets it up: RBAC, tokens of the cluster's own issuer, and everyone else's through
 * the authenticator.
 */
export function apiServerArguments(
    spec: ClusterSpec,
    files: ClusterFiles,
    ports: ClusterPorts,
    etcdUrl: string,
): readonly string[] {
    return [
        `--etcd-servers=${etcdUrl}`,
        `--etcd-prefix=${etcdPrefix(spec.id)}`,
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        `--secure-port=${ports.api}`,
        // Nothing routes service addresses here: endpoints of the `kubernetes` Service would lead nowhere.
        "--endpoint-reconciler-type=none",
        "--service-cluster-ip-range=10.100.0.0/16",
        `--tls-cert-file=${files.serverCertificate}`,
        `--tls-private-key-file=${files.serverKey}`,
        `--client-ca-file=${files.authority}`,
        "--authorization-mode=RBAC",
        // As on EKS: what keeps privileged pods out is a namespace's Pod Security label, or nothing.
        "--allow-privileged=true",
        // The controller that removes its taint from new nodes does not run here.
        "--disable-admission-plugins=TaintNodesByCondition",
        `--service-account-issuer=${issuerUrl(spec)}`,
        `--service-account-jwks-uri=${keysUrl(spec)}`,
        "--api-audiences=https://kubernetes.default.svc",
        `--service-account-key-file=${files.verificationKey}`,
        `--service-account-signing-key-file=${files.signingKey}`,
        `--authentication-token-webhook-config-file=${files.tokenWebhook}`,
        // No cache of the webhook's answers: it would also keep refusals, and a new mapping must work at
        // once. The API server's own cache (tokenCacheSeconds) keeps successes only.
        "--authentication-token-webhook-cache-ttl=0s",
        `--audit-policy-file=${files.auditPolicy}`,
        `--audit-log-path=${files.auditLog}`,
        "--audit-log-maxsize=100",
        "--audit-log-maxbackup=2",
        "--profiling=false",
    ];
}

/**
 * How long the API server continues to accept a token it accepted before, after its mapping was removed or
 * changed: TokenSuccessCacheTTL in kubernetes/pkg/kubeapiserver/options/authentication.go, not configurable.
 */
export const tokenCacheSeconds = 10;

/**
 * Controllers that would act on nodes and clouds that do not exist. Without the node lifecycle controller
 * no controller marks nodes NotReady for missing heartbeats.
 */
const absentControllers = [
    "node-lifecycle-controller",
    "taint-eviction-controller",
    "node-ipam-controller",
    "node-route-controller",
    "service-lb-controller",
    "cloud-node-lifecycle-controller",
    "horizontal-pod-autoscaler-controller",
    "certificatesigningrequest-signing-controller",
];

/** kube-controller-manager, without leader election: there is one. */
export function controllerManagerArguments(
    files: ClusterFiles,
    ports: ClusterPorts,
): readonly string[] {
    return [
        `--kubeconfig=${files.controllerManagerKubeConfig}`,
        "--bind-address=127.0.0.1",
        `--secure-port=${ports.controllerManager}`,
        `--tls-cert-file=${files.serverCertificate}`,
        `--tls-private-key-file=${files.serverKey}`,
        "--leader-elect=false",
        `--service-account-private-key-file=${files.signingKey}`,
        `--root-ca-file=${files.authority}`,
        `--controllers=${["*", ...absentControllers.map((name) => `-${name}`)].join(",")}`,
        "--profiling=false",
    ];
}

/**
 * Configuration of aws-iam-authenticator: access entries from a file and then, except in EKS's mode API, the ConfigMap
 * aws-auth. A principal that has an entry is not looked for in aws-auth. The cluster id that tokens are bound to is the cluster's name, as
 * `aws eks get-token` has it.
 */
export function authenticatorConfig(
    spec: ClusterSpec,
    files: ClusterFiles,
    ports: ClusterPorts,
): string {
    return JSON.stringify({
        clusterID: spec.name,
        server: {
            partition: partitionOf(spec.region),
            address: "127.0.0.1",
            port: ports.authenticator,
            stateDir: files.authenticator,
            generateKubeconfig: files.tokenWebhook,
            kubeconfigPregenerated: true,
            backendMode: ["DynamicFile", ...(spec.awsAuth ? ["EKSConfigMap"] : [])],
            dynamicfilepath: files.accessEntries,
            kubeconfig: files.authenticatorKubeConfig,
        },
    });
}

/** Creates the authenticator's certificate and the API server's kubeconfig for it, inside its own directory. */
export function authenticatorInitArguments(files: ClusterFiles): readonly string[] {
    return [
        "init",
        "--feature-gates=ConfiguredInitDirectories=true",
        `--config=${files.authenticatorConfig}`,
    ];
}

/** The authenticator's server. */
export function authenticatorArguments(files: ClusterFiles): readonly string[] {
    return ["server", `--config=${files.authenticatorConfig}`];
}

/**
 * Environment of a process that talks to AWS: through the sandbox's proxy, trusting its authority alone.
 * The API server and other processes of ours are reached directly.
 */
export function awsEnvironment(
    region: string,
    proxy: string,
    caBundle: string,
): Readonly<Record<string, string>> {
    return {
        AWS_REGION: region,
        AWS_EC2_METADATA_DISABLED: "true",
        HTTPS_PROXY: proxy,
        NO_PROXY: "127.0.0.1,localhost",
        SSL_CERT_FILE: caBundle,
    };
}

/** The pod-identity webhook with the values EKS runs it with. */
export function webhookArguments(
    spec: ClusterSpec,
    files: ClusterFiles,
    ports: ClusterPorts,
): readonly string[] {
    return [
        "--in-cluster=false",
        `--kubeconfig=${files.webhookKubeConfig}`,
        `--port=${ports.webhook}`,
        `--metrics-port=${ports.webhookMetrics}`,
        `--tls-cert=${files.webhookCertificate}`,
        `--tls-key=${files.webhookKey}`,
        "--annotation-prefix=eks.amazonaws.com",
        "--token-audience=sts.amazonaws.com",
        // Everything else about Pod Identity is as EKS has it by default.
        `--watch-container-credentials-config=${files.podIdentities}`,
        `--aws-default-region=${spec.region}`,
        "--sts-regional-endpoint=true",
        // A ServiceAccount may be newer than the webhook's cache of them.
        "--service-account-lookup-grace-period=500ms",
    ];
}

/** Metadata of every request but health checks: user, request, time and result. */
export function auditPolicy(): string {
    return JSON.stringify({
        apiVersion: "audit.k8s.io/v1",
        kind: "Policy",
        omitStages: ["RequestReceived", "ResponseStarted"],
        omitManagedFields: true,
        rules: [
            { level: "None", nonResourceURLs: ["/healthz*", "/livez*", "/readyz*", "/version"] },
            { level: "Metadata" },
        ],
    });
}
