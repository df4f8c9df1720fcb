/** Access policies of access entries. */
import { readParams } from "../params";
import type { ParamReader } from "../params";
import { timestamp } from "../regional";
import type { Service } from "../service";
import { entryAction, existingEntry } from "./accessEntries";
import { ACCESS_POLICIES, checkPolicyArn, policyArn } from "./accessPolicyNames";
import type { Eks } from "./eks";
import { invalidParameter, notFound } from "./errors";
import { isEffective } from "./mapping";
import type { AccessEntry, PolicyAssociation } from "./types";

/** The actions on access policies. */
export function accessPolicyActions(eks: Eks): Service {
    return {
        "eks:AssociateAccessPolicy": entryAction(eks, (params, request) => {
            const given = readParams(params, (reader) => ({
                ...readKey(reader),
                policyArn: reader.string("policyArn"),
                accessScope: reader.object("accessScope", readScope),
            }));
            return eks.change(request, given.clusterName, async (cluster) => {
                const entry = existingEntry(cluster, given.principalArn);
                checkPolicyArn(request.partition, given.policyArn);
                // EKS user guide, "Associate access policies with access entries".
                if (entry.type !== "STANDARD") {
                    throw invalidParameter(
                        `Access policies cannot be associated with access entries of type ${entry.type}`,
                    );
                }
                const old = entry.policies.find((it) => it.policyArn === given.policyArn);
                const now = timestamp();
                // Another scope of a policy takes effect at once.
                const effectiveAt = old === undefined ? eks.accessEffectiveAt() : undefined;
                const association: PolicyAssociation = {
                    policyArn: given.policyArn,
                    accessScope: given.accessScope,
                    associatedAt: old?.associatedAt ?? now,
                    modifiedAt: now,
                    effectiveAt: effectiveAt ?? old?.effectiveAt,
                };
                const others = entry.policies.filter((it) => it !== old);
                // An entry that has not taken effect yet waits for its new policy: the API server keeps the groups of a token that
                // it accepted for some seconds, so a principal that entered without the policy would go on without it.
                const isPending = !isEffective(entry, eks.clock.now());
                const updated: AccessEntry = {
                    ...entry,
                    effectiveAt: (isPending ? effectiveAt : undefined) ?? entry.effectiveAt,
                    policies: [...others, association],
                };
                await eks.changeAccess(cluster, () =>
                    cluster.accessEntries.set(given.principalArn, updated),
                );
                eks.applyAccessAt(cluster, effectiveAt);
                return {
                    clusterName: given.clusterName,
                    principalArn: given.principalArn,
                    associatedAccessPolicy: associationView(association),
                };
            });
        }),
        "eks:DisassociateAccessPolicy": entryAction(eks, (params, request) => {
            const given = readParams(params, (reader) => ({
                ...readKey(reader),
                policyArn: reader.string("policyArn"),
            }));
            return eks.change(request, given.clusterName, async (cluster) => {
                const entry = existingEntry(cluster, given.principalArn);
                const policies = entry.policies.filter((it) => it.policyArn !== given.policyArn);
                if (policies.length === entry.policies.length) {
                    throw notFound(
                        `The policy ${given.policyArn} is not associated with ${given.principalArn}`,
                    );
                }
                await eks.changeAccess(cluster, () =>
                    cluster.accessEntries.set(given.principalArn, { ...entry, policies }),
                );
                return {};
            });
        }),
        "eks:ListAssociatedAccessPolicies": entryAction(eks, (params, request) => {
            const given = readParams(params, readKey);
            const cluster = eks.cluster(request, given.clusterName);
            const { policies } = existingEntry(cluster, given.principalArn);
            return { ...given, associatedAccessPolicies: policies.map(associationView) };
        }),
        "eks:ListAccessPolicies": {
            resource: () => "*",
            run: (params, request) => {
                readParams(params, () => undefined);
                return {
                    accessPolicies: ACCESS_POLICIES.map((name) => ({
                        name,
                        arn: policyArn(request.partition, name),
                    })),
                };
            },
        },
    };
}

/** EKS API Reference, AssociatedAccessPolicy. */
function associationView(association: PolicyAssociation): object {
    const { policyArn, accessScope, associatedAt, modifiedAt } = association;
    return { policyArn, accessScope, associatedAt, modifiedAt };
}

function readKey(reader: ParamReader): {
    readonly clusterName: string;
    readonly principalArn: string;
} {
    return {
        clusterName: reader.string("clusterName"),
        principalArn: reader.string("principalArn"),
    };
}

/** EKS API Reference, AccessScope: namespaces for the scope of namespaces, and only for it. */
function readScope(reader: ParamReader): PolicyAssociation["accessScope"] {
    const type = reader.string("type");
    const namespaces = reader.maybeStrings("namespaces") ?? [];
    if (type !== "cluster" && type !== "namespace") {
        throw invalidParameter(`Invalid accessScope type ${type}, allowed: cluster, namespace`);
    }
    if ((type === "namespace") !== namespaces.length > 0) {
        throw invalidParameter(
            "accessScope needs namespaces when its type is namespace, and takes none when it is cluster",
        );
    }
    return { type, namespaces };
}
