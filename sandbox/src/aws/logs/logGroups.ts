/** Log groups, and services that write into them. */
import { AwsError } from "../errors";
import { regionalArn, regionalScope } from "../regional";
import type { TagMap } from "../params";
import type { RequestContext } from "../service";
import type { Scope, Store, Table } from "../store";

/** A log group; no events are kept. */
export interface LogGroup {
    readonly logGroupName: string;
    /** ARN without the `:*` that log streams add. */
    readonly logGroupArn: string;
    /** Milliseconds since the epoch, as in the API. */
    readonly creationTime: number;
    /** Absent: events never expire. */
    readonly retentionInDays?: number;
    readonly kmsKeyId?: string;
    readonly logGroupClass: string;
    readonly tags: TagMap;
}

/** The log groups of a scope by name. */
export function logGroups(store: Store, scope: Scope): Table<LogGroup> {
    return store.table("logs:group", scope);
}

/** Creates a log group. @throws AwsError ResourceAlreadyExistsException, InvalidParameterException */
export function newLogGroup(
    store: Store,
    request: RequestContext,
    name: string,
    settings: Partial<Pick<LogGroup, "kmsKeyId" | "logGroupClass" | "tags">>,
): void {
    const groups = logGroups(store, regionalScope(request));
    // CloudWatch Logs API Reference, CreateLogGroup.
    if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name)) {
        throw new AwsError(
            "InvalidParameterException",
            `1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint: ` +
                "Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
        );
    }
    if (groups.has(name)) {
        throw new AwsError(
            "ResourceAlreadyExistsException",
            "The specified log group already exists",
        );
    }
    groups.set(name, {
        logGroupName: name,
        logGroupArn: regionalArn(request, "logs", `log-group:${name}`),
        creationTime: Date.now(),
        kmsKeyId: settings.kmsKeyId,
        logGroupClass: settings.logGroupClass ?? "STANDARD",
        tags: settings.tags ?? {},
    });
}

/**
 * A service starts writing into a group. It creates a missing group, without retention or
 * tags, and recreates it if it is deleted while the service writes, as EKS's control
 * plane does (terraform-aws-modules/terraform-aws-eks#2763).
 */
export function startDelivery(store: Store, request: RequestContext, name: string): void {
    writers(store, regionalScope(request)).set(name, name);
    if (!logGroups(store, regionalScope(request)).has(name)) {
        newLogGroup(store, request, name, {});
    }
}

/** The service stops writing; the group stays. */
export function stopDelivery(store: Store, scope: Scope, name: string): void {
    writers(store, scope).delete(name);
}

/** Removes a group; one that a service writes into is there again at once, empty. */
export function deleteLogGroup(store: Store, request: RequestContext, name: string): void {
    const scope = regionalScope(request);
    logGroups(store, scope).delete(name);
    if (writers(store, scope).has(name)) {
        newLogGroup(store, request, name, {});
    }
}

function writers(store: Store, scope: Scope): Table<string> {
    return store.table("logs:writer", scope);
}
