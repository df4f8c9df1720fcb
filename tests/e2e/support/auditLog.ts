/** Requests to a cluster's API server, with their times. */
import { readAuditLogs } from "../../../sandbox/src/report/logs";
import type { AuditEvent } from "../../../sandbox/src/report/chain";
import type { Session } from "./session";

/** A request and when it was answered. */
export interface TimedAuditEvent extends AuditEvent {
    readonly stageTimestamp: string;
}

/** Requests to a cluster that were answered after a point in time. */
export async function requestsSince(
    session: Session,
    cluster: string,
    since: Date,
): Promise<readonly TimedAuditEvent[]> {
    const audit = (await readAuditLogs(session.paths))[cluster] ?? [];
    return (audit as readonly TimedAuditEvent[]).filter(
        ({ stageTimestamp }) => new Date(stageTimestamp) > since,
    );
}

/**
 * Objects of a namespace that were deleted since, with the user who deleted them: `applications testing-services by
 * <user>`.
 */
export async function deletionsSince(
    session: Session,
    cluster: string,
    namespace: string,
    since: Date,
): Promise<readonly string[]> {
    return (await requestsSince(session, cluster, since))
        .filter(
            ({ objectRef, verb }) =>
                verb.startsWith("delete") && objectRef?.namespace === namespace,
        )
        .filter(({ responseStatus }) => (responseStatus?.code ?? 500) < 300)
        .map(
            ({ objectRef, user }) =>
                `${objectRef?.resource} ${objectRef?.name} by ${user.username}`,
        );
}
