/** The order in which a fleet was deleted, from the API servers' audit logs and the local AWS's log. */
import type { LogEntry } from "../../../sandbox/src/aws/log";
import type { StatePaths } from "../../../sandbox/src/paths";
import { readAuditLogs, readAwsLog } from "../../../sandbox/src/report/logs";
import type { TimedAuditEvent } from "./auditLog";

/** One step of the order, with its time. */
export interface Step {
    readonly what: string;
    /** ISO 8601. */
    readonly time: string;
}

interface Logs {
    readonly aws: readonly LogEntry[];
    readonly audit: Readonly<Record<string, readonly TimedAuditEvent[]>>;
}

/**
 * Documented order: Application, Secret, mapping, roles, nodes, clusters, network. The last event of each step counts.
 */
const STEPS: readonly (readonly [string, (logs: Logs) => readonly string[]])[] = [
    ["guestbook's workload", deletedInCluster("testing", "deployments", "guestbook-ui")],
    ["registration Secret", deletedInCluster("management", "secrets", "acme.testing")],
    ["access entry of the Deployer", calls("eks:DeleteAccessEntry", /acme-deployer-testing/)],
    ["Deployer role", calls("iam:DeleteRole", /acme-deployer-testing/)],
    ["node groups", calls("eks:DeleteNodegroup", /./)],
    ["clusters", calls("eks:DeleteCluster", /./)],
    ["subnets", calls("ec2:DeleteSubnet", /./)],
    ["VPCs", calls("ec2:DeleteVpc", /./)],
];

/** Every step that was observed since a point in time, in the documented order. */
export async function deletionOrder(paths: StatePaths, since: Date): Promise<readonly Step[]> {
    const aws = await readAwsLog(paths);
    const audit = (await readAuditLogs(paths)) as Logs["audit"];
    const logs = { aws, audit };
    return STEPS.flatMap(([what, find]) => {
        const times = find(logs).filter((time) => time >= since.toISOString());
        return times.length === 0 ? [] : [{ what, time: [...times].sort().at(-1)! }];
    });
}

function deletedInCluster(
    cluster: string,
    resource: string,
    name: string,
): (logs: Logs) => readonly string[] {
    return ({ audit }) =>
        (audit[cluster] ?? [])
            .filter(({ verb, objectRef }) => verb === "delete" && objectRef?.resource === resource)
            .filter(({ objectRef }) => objectRef?.name === name)
            .filter(({ responseStatus }) => (responseStatus?.code ?? 500) < 300)
            .map(({ stageTimestamp }) => new Date(stageTimestamp).toISOString());
}

function calls(action: string, matching: RegExp): (logs: Logs) => readonly string[] {
    return ({ aws }) =>
        aws
            .filter((entry) => entry.action === action && entry.status === 200)
            .filter((entry) => matching.test(entry.resource ?? ""))
            .map(({ time }) => time);
}
