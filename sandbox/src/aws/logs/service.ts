/** CloudWatch Logs: log groups. */
import { checked, tagging } from "../checks";
import { AwsError } from "../errors";
import { findKey } from "../kms/keys";
import { checkedTags, readParams } from "../params";
import type { ParamReader } from "../params";
import { regionalArn, regionalScope } from "../regional";
import type { Action, Params, RequestContext, Result, Service } from "../service";
import type { Store } from "../store";
import { deleteLogGroup, logGroups, newLogGroup } from "./logGroups";
import type { LogGroup } from "./logGroups";

/** CloudWatch Logs API Reference, PutRetentionPolicy. */
const RETENTION_DAYS: readonly number[] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

/** CloudWatch Logs' actions. Parameters and results are named as in its API reference. */
export function logsService({ store }: { readonly store: Store }): Service {
    return checked(
        {
            "logs:CreateLogGroup": onGroup((params, request) => {
                const { name, kmsKeyId, logGroupClass, tags } = readParams(params, (reader) => ({
                    name: reader.string("logGroupName"),
                    kmsKeyId: reader.maybeString("kmsKeyId"),
                    logGroupClass: reader.maybeOneOf("logGroupClass", [
                        "STANDARD",
                        "INFREQUENT_ACCESS",
                    ]),
                    tags: reader.tagMap("tags"),
                }));
                checkKey(store, kmsKeyId);
                newLogGroup(store, request, name, { kmsKeyId, logGroupClass, tags });
                return {};
            }),
            "logs:DeleteLogGroup": onGroup((params, request) => {
                const name = readParams(params, groupName);
                existing(store, request, name);
                deleteLogGroup(store, request, name);
                return {};
            }),
            "logs:DescribeLogGroups": {
                resource: (_params, request) => regionalArn(request, "logs", "log-group:*"),
                run: (params, request) => {
                    const prefix = readParams(params, (reader) =>
                        reader.maybeString("logGroupNamePrefix"),
                    );
                    const groups = [...logGroups(store, regionalScope(request)).values()];
                    return {
                        logGroups: groups
                            .filter((group) => group.logGroupName.startsWith(prefix ?? ""))
                            .map(view),
                    };
                },
            },
            "logs:PutRetentionPolicy": onGroup((params, request) => {
                const { name, days } = readParams(params, (reader) => ({
                    name: groupName(reader),
                    days: reader.integer("retentionInDays"),
                }));
                if (!RETENTION_DAYS.includes(days)) {
                    throw new AwsError(
                        "InvalidParameterException",
                        `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: ` +
                            `Member must satisfy enum value set: [${RETENTION_DAYS.join(", ")}]`,
                    );
                }
                return update(store, request, name, { retentionInDays: days });
            }),
            "logs:DeleteRetentionPolicy": onGroup((params, request) =>
                update(store, request, readParams(params, groupName), {
                    retentionInDays: undefined,
                }),
            ),
            "logs:AssociateKmsKey": onGroup((params, request) => {
                const { name, kmsKeyId } = readParams(params, (reader) => ({
                    name: groupName(reader),
                    kmsKeyId: reader.string("kmsKeyId"),
                }));
                checkKey(store, kmsKeyId);
                return update(store, request, name, { kmsKeyId });
            }),
            "logs:DisassociateKmsKey": onGroup((params, request) =>
                update(store, request, readParams(params, groupName), { kmsKeyId: undefined }),
            ),
            ...tagActions(store),
        },
        ({ main, params }) => [
            main,
            ...tagging(main, "logs:CreateLogGroup", "logs:TagResource", params["tags"]),
        ],
    );
}

function tagActions(store: Store): Service {
    const resource = (params: Params): string =>
        typeof params.resourceArn === "string" ? params.resourceArn : "*";
    return {
        "logs:TagResource": {
            resource,
            run: (params, request) => {
                const { arn, tags } = readParams(params, (reader) => ({
                    arn: reader.string("resourceArn"),
                    tags: reader.tagMap("tags"),
                }));
                const group = byArn(store, request, arn);
                const merged = checkedTags({ ...group.tags, ...tags });
                return update(store, request, group.logGroupName, { tags: merged });
            },
        },
        "logs:UntagResource": {
            resource,
            run: (params, request) => {
                const { arn, keys } = readParams(params, (reader) => ({
                    arn: reader.string("resourceArn"),
                    keys: reader.strings("tagKeys"),
                }));
                const group = byArn(store, request, arn);
                const left = Object.entries(group.tags).filter(([key]) => !keys.includes(key));
                return update(store, request, group.logGroupName, {
                    tags: Object.fromEntries(left),
                });
            },
        },
        "logs:ListTagsForResource": {
            resource,
            run: (params, request) => {
                const arn = readParams(params, (reader) => reader.string("resourceArn"));
                return { tags: byArn(store, request, arn).tags };
            },
        },
    };
}

function onGroup(run: (params: Params, request: RequestContext) => Result): Action {
    const name = (params: Params): string =>
        typeof params.logGroupName === "string" ? params.logGroupName : "*";
    return {
        resource: (params, request) => regionalArn(request, "logs", `log-group:${name(params)}`),
        run,
    };
}

function groupName(reader: ParamReader): string {
    return reader.string("logGroupName");
}

function existing(store: Store, request: RequestContext, name: string): LogGroup {
    const group = logGroups(store, regionalScope(request)).get(name);
    if (group === undefined) {
        throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
    }
    return group;
}

/** A group by its ARN, with or without the trailing `:*`. */
function byArn(store: Store, request: RequestContext, arn: string): LogGroup {
    const wanted = arn.replace(/:\*$/, "");
    const groups = [...logGroups(store, regionalScope(request)).values()];
    const group = groups.find((candidate) => candidate.logGroupArn === wanted);
    if (group === undefined) {
        throw new AwsError("ResourceNotFoundException", "The specified resource does not exist.");
    }
    return group;
}

function update(
    store: Store,
    request: RequestContext,
    name: string,
    change: Partial<LogGroup>,
): Result {
    const group = existing(store, request, name);
    logGroups(store, regionalScope(request)).set(name, { ...group, ...change });
    return {};
}

/** CloudWatch Logs user guide, "Encrypt log data using AWS KMS": the key must exist and be enabled. */
function checkKey(store: Store, kmsKeyId: string | undefined): void {
    if (kmsKeyId !== undefined && findKey(store, kmsKeyId)?.state !== "Enabled") {
        throw new AwsError(
            "InvalidParameterException",
            `The specified KMS Key Id '${kmsKeyId}' does not exist or is not allowed to be used`,
        );
    }
}

function view(group: LogGroup): object {
    return {
        ...group,
        tags: undefined,
        arn: `${group.logGroupArn}:*`,
        metricFilterCount: 0,
        storedBytes: 0,
    };
}
