/** What the daemon reports to the command line. Types only. */
import type { Credentials } from "../aws/contract";
import type { AwsTime } from "../aws/time";
import type { PodReport } from "../node/report";
import type { MemoryReport } from "./memory";

export interface ClusterStatus {
    readonly account: string;
    readonly region: string;
    readonly name: string;
    readonly endpoint: string;
    /** Names of the nodes. */
    readonly nodes: readonly string[];
    readonly pods: readonly PodReport[];
}

export interface DaemonStatus {
    readonly clusters: readonly ClusterStatus[];
    readonly memory: MemoryReport;
    /** How late changes in the local AWS take effect. */
    readonly awsTime: AwsTime;
}

/** What an operator needs to run Pulumi inside the sandbox. */
export interface OperatorAccess {
    /** Temporary. */
    readonly operator: Credentials;
    /** Egress proxy of the operator's own place in the network. */
    readonly proxyUrl: string;
}

/** A request to a cluster's API server, passed on by the daemon. */
export interface KubernetesRequest {
    /** Name of the EKS cluster. */
    readonly cluster: string;
    /** @default GET */
    readonly method?: string;
    /** `/api/v1/...` */
    readonly path: string;
    readonly body?: unknown;
    /** Bearer token; absent: the sandbox's own administrator. */
    readonly token?: string;
}

export interface KubernetesAnswer {
    /** HTTP status. */
    readonly status: number;
    readonly body: unknown;
}
