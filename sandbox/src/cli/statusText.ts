/** The sandbox's state as text. Pure. */
import { formatAwsTime } from "../aws/time";
import type { DaemonStatus } from "../daemon/status";
import { mebibytes } from "../report/text";
import type { StackSummary } from "./stacks";

/** Stacks, clusters with their nodes and pods, delays of the local AWS, and memory. */
export function statusText(status: DaemonStatus, stacks: readonly StackSummary[]): string {
    const clusters = status.clusters.flatMap((cluster) => [
        `${cluster.name} (account ${cluster.account}, ${cluster.region}), ${cluster.nodes.length} nodes`,
        ...cluster.pods.map(
            ({ namespace, name, kind, ready, restarts }) =>
                `  ${namespace}/${name}: ${kind === "real" ? "runs" : "stand-in"}, ${ready ? "ready" : "not ready"}, ${restarts} restarts`,
        ),
    ]);
    return [
        ...stacks.map(({ name, resources }) => `stack ${name}: ${resources} resources`),
        ...(clusters.length === 0 ? ["no clusters"] : clusters),
        `local AWS with --aws-time ${formatAwsTime(status.awsTime)}`,
        `memory ${mebibytes(status.memory.current)} now, ${mebibytes(status.memory.peak)} peak`,
    ].join("\n");
}
