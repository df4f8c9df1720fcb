/** Access entries: which principals a cluster admits. */
import { readParams } from "../params";
import { regionalArn, timestamp } from "../regional";
import type { Action, Params, RequestContext, Service } from "../service";
import {
    ENTRY_TYPES,
    checkPrincipal,
    checkSettings,
    invalidPrincipal,
    newEntry,
} from "./accessEntryRules";
import { findCluster } from "./clusters";
import { clusterAction } from "./eks";
import type { Eks } from "./eks";
import { inUse, invalidRequest, notFound } from "./errors";
import type { AccessEntry, Cluster } from "./types";

/** The actions on access entries. */
export function accessEntryActions(eks: Eks): Service {
    return {
        "eks:CreateAccessEntry": clusterAction("clusterName", (params, request) => {
            const given = readParams(params, (reader) => {
                reader.ignore("clientRequestToken");
                return {
                    clusterName: reader.string("clusterName"),
                    principalArn: reader.string("principalArn"),
                    type: reader.maybeOneOf("type", ENTRY_TYPES) ?? "STANDARD",
                    kubernetesGroups: reader.maybeStrings("kubernetesGroups"),
                    username: reader.maybeString("username"),
                    tags: reader.tagMap("tags"),
                };
            });
            return eks.change(request, given.clusterName, async (cluster) => {
                checkMode(cluster);
                checkPrincipal(cluster, given.type, given.principalArn);
                checkSettings(given.type, given);
                if (cluster.accessEntries.has(given.principalArn)) {
                    throw inUse(
                        "The specified access entry resource is already in use on this cluster.",
                    );
                }
                const uniqueId = eks.uniqueId(given.principalArn);
                if (uniqueId === undefined) {
                    throw invalidPrincipal(given.principalArn);
                }
                const principal = { arn: given.principalArn, uniqueId };
                const effectiveAt = eks.accessEffectiveAt();
                const entry = {
                    ...newEntry(cluster, principal, given.type, given),
                    effectiveAt,
                };
                await eks.changeAccess(cluster, () =>
                    cluster.accessEntries.set(given.principalArn, entry),
                );
                eks.applyAccessAt(cluster, effectiveAt);
                return { accessEntry: entryView(cluster, entry) };
            });
        }),
        "eks:UpdateAccessEntry": entryAction(eks, (params, request) => {
            const given = readParams(params, (reader) => {
                reader.ignore("clientRequestToken");
                return {
                    clusterName: reader.string("clusterName"),
                    principalArn: reader.string("principalArn"),
                    kubernetesGroups: reader.maybeStrings("kubernetesGroups"),
                    username: reader.maybeString("username"),
                };
            });
            return eks.change(request, given.clusterName, async (cluster) => {
                const entry = existingEntry(cluster, given.principalArn);
                checkSettings(knownType(entry), given);
                const updated: AccessEntry = {
                    ...entry,
                    kubernetesGroups: given.kubernetesGroups ?? entry.kubernetesGroups,
                    username: given.username ?? entry.username,
                    modifiedAt: timestamp(),
                };
                await eks.changeAccess(cluster, () =>
                    cluster.accessEntries.set(given.principalArn, updated),
                );
                return { accessEntry: entryView(cluster, updated) };
            });
        }),
        "eks:DeleteAccessEntry": entryAction(eks, (params, request) => {
            const given = readParams(params, readKey);
            return eks.change(request, given.clusterName, async (cluster) => {
                existingEntry(cluster, given.principalArn);
                await eks.changeAccess(cluster, () =>
                    cluster.accessEntries.delete(given.principalArn),
                );
                return {};
            });
        }),
        "eks:DescribeAccessEntry": entryAction(eks, (params, request) => {
            const given = readParams(params, readKey);
            const cluster = eks.cluster(request, given.clusterName);
            const entry = existingEntry(cluster, given.principalArn);
            return { accessEntry: entryView(cluster, entry) };
        }),
        "eks:ListAccessEntries": clusterAction("clusterName", (params, request) => {
            const { clusterName, policy } = readParams(params, (reader) => ({
                clusterName: reader.string("clusterName"),
                policy: reader.maybeString("associatedPolicyArn"),
            }));
            const cluster = eks.cluster(request, clusterName);
            checkMode(cluster);
            const entries = [...cluster.accessEntries.values()].filter(
                (entry) =>
                    policy === undefined || entry.policies.some((it) => it.policyArn === policy),
            );
            return { accessEntries: entries.map((entry) => entry.principal.arn) };
        }),
    };
}

/** An action that is checked against an entry's ARN. */
export function entryAction(eks: Eks, run: Action["run"]): Action {
    return { resource: (params, request) => entryArn(eks, params, request), run };
}

/** The entry of a principal. @throws AwsError InvalidRequestException, ResourceNotFoundException */
export function existingEntry(cluster: Cluster, principalArn: string): AccessEntry {
    checkMode(cluster);
    const entry = cluster.accessEntries.get(principalArn);
    if (entry === undefined) {
        throw notFound(
            "The specified principalArn could not be found. You can view your available access entries with 'aws eks list-access-entries'.",
        );
    }
    return entry;
}

function entryArn(eks: Eks, params: Params, request: RequestContext): string {
    const { clusterName, principalArn } = params;
    if (typeof clusterName !== "string" || typeof principalArn !== "string") {
        return regionalArn(request, "eks", "access-entry/*");
    }
    const [, , , , account, resource = ""] = principalArn.split(":");
    const parts = resource.split("/");
    const entry = findCluster(eks.store, request, clusterName)?.accessEntries.get(principalArn);
    const path = `access-entry/${clusterName}/${parts[0]}/${account}/${parts.at(-1)}/*`;
    return entry?.arn ?? regionalArn(request, "eks", path);
}

/** EKS user guide, "Change authentication mode to use access entries". */
function checkMode(cluster: Cluster): void {
    if (cluster.authenticationMode === "CONFIG_MAP") {
        throw invalidRequest(
            "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
        );
    }
}

function knownType(entry: AccessEntry): (typeof ENTRY_TYPES)[number] {
    return ENTRY_TYPES.find((type) => type === entry.type) ?? "STANDARD";
}

function readKey(reader: { string(key: string): string }): {
    readonly clusterName: string;
    readonly principalArn: string;
} {
    return {
        clusterName: reader.string("clusterName"),
        principalArn: reader.string("principalArn"),
    };
}

function entryView(cluster: Cluster, entry: AccessEntry): object {
    return {
        clusterName: cluster.name,
        principalArn: entry.principal.arn,
        kubernetesGroups: entry.kubernetesGroups,
        accessEntryArn: entry.arn,
        createdAt: entry.createdAt,
        modifiedAt: entry.modifiedAt,
        tags: entry.tags,
        username: entry.username,
        type: entry.type,
    };
}
