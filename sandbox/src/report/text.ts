/** The final report as text. Pure. */
import type { DaemonStatus } from "../daemon/status";
import type { Chain } from "./chain";

export interface ReportFacts {
    readonly chains: readonly Chain[];
    readonly status: DaemonStatus;
    /** Milliseconds by step. */
    readonly phases: readonly (readonly [string, number])[];
    /** Every stack there is, with the number of resources in its state. */
    readonly stacks: readonly { readonly name: string; readonly resources: number }[];
    /** Plugins of the real packages in use instead of the stand-ins: `eks`, `awsx`. */
    readonly realPlugins: readonly string[];
}

const REAL = [
    "the Pulumi engine and its Kubernetes provider",
    "kube-apiserver, kube-controller-manager, etcd",
    "aws-iam-authenticator, which maps roles to users",
    "the EKS pod-identity webhook",
    "Argo CD's processes, with only the projected tokens of their pods",
    "tokens, signatures, TLS",
];

const CANNOT_PROVE = [
    "that AWS accepts the calls: quotas, service control policies, eventual consistency beyond --aws-time",
    "EKS access policies: mapped to RBAC here, a managed authorizer on AWS",
    "VPCs, NAT, nodes and image pulls: recorded and checked, not run",
    "file ownership in pods (fsGroup): one user runs everything here",
    "the AWS provider's own diffs and retries",
    "Harness's GitOps agent: its containers and its service don't run here, only its ServiceAccounts' chain is tested",
];

/** The whole report. */
export function reportText(facts: ReportFacts): string {
    return [
        section("Who was who", facts.chains.flatMap(chainText)),
        section("Resources and times", measures(facts)),
        section("Real", REAL),
        section("Stand-ins", standIns(facts)),
        section("What this cannot prove", CANNOT_PROVE),
    ].join("\n\n");
}

/** One chain, a line a link. */
export function chainText(chain: Chain): readonly string[] {
    const user =
        chain.user === undefined
            ? "not used on the cluster yet"
            : `Kubernetes user ${chain.user}, groups ${chain.groups?.join(", ")}`;
    return [
        `ServiceAccount ${chain.serviceAccount}`,
        `  1 ${chain.audience.startsWith("pods.eks.") ? "Pod Identity" : "web identity"} for ${chain.audience} -> ${chain.firstRole}`,
        `  2 sts:AssumeRole -> ${chain.secondRole}`,
        `  3 token for cluster ${chain.cluster} -> ${user}`,
        ...(chain.changes.length === 0 ? [] : [`    ${chain.changes.join("; ")}`]),
    ];
}

/** Bytes as MiB. */
export function mebibytes(bytes: number): string {
    return `${Math.round(bytes / 1024 / 1024)} MiB`;
}

function measures({ phases, stacks, status }: ReportFacts): readonly string[] {
    const total = phases.reduce((sum, [, milliseconds]) => sum + milliseconds, 0);
    return [
        ...stacks.map(({ name, resources }) => `${resources} resources in stack ${name}`),
        ...phases.map(([name, milliseconds]) => `${seconds(milliseconds)}  ${name}`),
        `${seconds(total)}  total`,
        `memory ${mebibytes(status.memory.current)} now, ${mebibytes(status.memory.peak)} peak`,
    ];
}

function standIns({ status, realPlugins }: ReportFacts): readonly string[] {
    const plugins = ["eks", "awsx"].filter((name) => !realPlugins.includes(name));
    const pods = status.clusters.flatMap((cluster) =>
        cluster.pods
            .filter(({ kind }) => kind === "standIn")
            .map(({ namespace, name }) => `${cluster.name}/${namespace}/${name}`),
    );
    return [
        "AWS: a small implementation of IAM, STS, EKS, EC2 and others, and the aws provider",
        ...(plugins.length === 0 ? [] : [`the component plugins ${plugins.join(" and ")}`]),
        "nodes: a small agent in the kubelet's place; all pods share one loopback",
        ...(pods.length === 0
            ? []
            : [`pods reported Running without a process: ${pods.join(", ")}`]),
    ];
}

function section(title: string, lines: readonly string[]): string {
    const shown = lines.length === 0 ? ["none seen"] : lines;
    return [title, ...shown.map((line) => `  ${line}`)].join("\n");
}

function seconds(milliseconds: number): string {
    return `${(milliseconds / 1000).toFixed(1).padStart(6)} s`;
}
