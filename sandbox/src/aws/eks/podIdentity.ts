/** EKS Pod Identity associations: which role a ServiceAccount gets through the Pod Identity agent. */
import { readParams } from "../params";
import type { ParamReader } from "../params";
import { randomHex, regionalArn, timestamp } from "../regional";
import type { Action, Service } from "../service";
import { clusterAction } from "./eks";
import type { Eks } from "./eks";
import { asServerError, inUse, invalidParameter, notFound } from "./errors";
import { POD_IDENTITY_ROLE, checkPassedRole } from "./passedRoles";
import type { Cluster, PodIdentityAssociation } from "./types";

/** The actions on pod identity associations. */
export function podIdentityActions(eks: Eks): Service {
    return {
        "eks:CreatePodIdentityAssociation": clusterAction("clusterName", (params, request) => {
            const given = readParams(params, (reader) => {
                reader.ignore("clientRequestToken");
                return {
                    clusterName: reader.string("clusterName"),
                    namespace: reader.string("namespace"),
                    serviceAccount: reader.string("serviceAccount"),
                    roleArn: reader.string("roleArn"),
                    targetRoleArn: reader.maybeString("targetRoleArn"),
                    disableSessionTags: reader.maybeBoolean("disableSessionTags") ?? false,
                    tags: reader.tagMap("tags"),
                };
            });
            return eks.change(request, given.clusterName, async (cluster) => {
                const { clusterName, ...settings } = given;
                checkPassedRole(eks, request, given.roleArn, POD_IDENTITY_ROLE);
                checkTarget(given.targetRoleArn);
                const twin = [...cluster.podIdentities.values()].find(
                    (it) =>
                        it.namespace === given.namespace &&
                        it.serviceAccount === given.serviceAccount,
                );
                if (twin !== undefined) {
                    throw inUse(`Association already exists: ${twin.associationId}`);
                }
                const id = `a-${randomHex(17)}`;
                const now = timestamp();
                const association: PodIdentityAssociation = {
                    ...settings,
                    associationId: id,
                    associationArn: regionalArn(
                        request,
                        "eks",
                        `podidentityassociation/${clusterName}/${id}`,
                    ),
                    externalId: given.targetRoleArn === undefined ? undefined : randomHex(32),
                    createdAt: now,
                    modifiedAt: now,
                };
                await changeAssociations(eks, cluster, () =>
                    cluster.podIdentities.set(id, association),
                );
                return { association: { ...association, clusterName } };
            });
        }),
        "eks:UpdatePodIdentityAssociation": onAssociation((params, request) => {
            const given = readParams(params, (reader) => {
                reader.ignore("clientRequestToken");
                return {
                    ...readKey(reader),
                    roleArn: reader.maybeString("roleArn"),
                    targetRoleArn: reader.maybeString("targetRoleArn"),
                    disableSessionTags: reader.maybeBoolean("disableSessionTags"),
                };
            });
            return eks.change(request, given.clusterName, (cluster) => {
                const old = existing(cluster, given.associationId);
                if (given.roleArn !== undefined) {
                    checkPassedRole(eks, request, given.roleArn, POD_IDENTITY_ROLE);
                }
                checkTarget(given.targetRoleArn);
                // An empty text removes the target.
                const targetRoleArn = (given.targetRoleArn ?? old.targetRoleArn) || undefined;
                const updated: PodIdentityAssociation = {
                    ...old,
                    roleArn: given.roleArn ?? old.roleArn,
                    targetRoleArn,
                    externalId:
                        targetRoleArn === undefined ? undefined : (old.externalId ?? randomHex(32)),
                    disableSessionTags: given.disableSessionTags ?? old.disableSessionTags,
                    modifiedAt: timestamp(),
                };
                cluster.podIdentities.set(given.associationId, updated);
                return { association: { ...updated, clusterName: cluster.name } };
            });
        }),
        "eks:DescribePodIdentityAssociation": onAssociation((params, request) => {
            const { clusterName, associationId } = readParams(params, readKey);
            const association = existing(eks.cluster(request, clusterName), associationId);
            return { association: { ...association, clusterName } };
        }),
        "eks:DeletePodIdentityAssociation": onAssociation((params, request) => {
            const { clusterName, associationId } = readParams(params, readKey);
            return eks.change(request, clusterName, async (cluster) => {
                const association = existing(cluster, associationId);
                await changeAssociations(eks, cluster, () =>
                    cluster.podIdentities.delete(associationId),
                );
                return { association: { ...association, clusterName } };
            });
        }),
        "eks:ListPodIdentityAssociations": clusterAction("clusterName", (params, request) => {
            const { clusterName, namespace, serviceAccount } = readParams(params, (reader) => ({
                clusterName: reader.string("clusterName"),
                namespace: reader.maybeString("namespace"),
                serviceAccount: reader.maybeString("serviceAccount"),
            }));
            const all = [...eks.cluster(request, clusterName).podIdentities.values()];
            return {
                associations: all
                    .filter((it) => namespace === undefined || it.namespace === namespace)
                    .filter(
                        (it) =>
                            serviceAccount === undefined || it.serviceAccount === serviceAccount,
                    )
                    .map((it) => ({
                        clusterName,
                        namespace: it.namespace,
                        serviceAccount: it.serviceAccount,
                        associationArn: it.associationArn,
                        associationId: it.associationId,
                    })),
            };
        }),
    };
}

/** Changes a cluster's associations and notifies the host; nothing has changed when the host fails. */
async function changeAssociations(
    eks: Eks,
    cluster: Cluster,
    change: () => unknown,
): Promise<void> {
    const before = [...cluster.podIdentities];
    try {
        change();
        const identities = [...cluster.podIdentities.values()].map(
            ({ namespace, serviceAccount }) => ({ namespace, serviceAccount }),
        );
        await eks.host.setPodIdentities(cluster.id, identities);
    } catch (error) {
        cluster.podIdentities.clear();
        before.forEach(([id, association]) => cluster.podIdentities.set(id, association));
        throw asServerError(error);
    }
}

function readKey(reader: ParamReader): {
    readonly clusterName: string;
    readonly associationId: string;
} {
    return {
        clusterName: reader.string("clusterName"),
        associationId: reader.string("associationId"),
    };
}

/** EKS user guide, "Access AWS resources in other accounts with Pod Identity": a role of any account. */
function checkTarget(arn: string | undefined): void {
    if (arn !== undefined && arn !== "" && !/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(arn)) {
        throw invalidParameter(`The targetRoleArn ${arn} is not a role ARN`);
    }
}

function existing(cluster: Cluster, id: string): PodIdentityAssociation {
    const association = cluster.podIdentities.get(id);
    if (association === undefined) {
        throw notFound(`The association ${id} was not found in cluster ${cluster.name}`);
    }
    return association;
}

function onAssociation(run: Action["run"]): Action {
    return {
        resource: (params, request) => {
            const { clusterName, associationId } = params;
            return typeof clusterName === "string" && typeof associationId === "string"
                ? regionalArn(
                      request,
                      "eks",
                      `podidentityassociation/${clusterName}/${associationId}`,
                  )
                : regionalArn(request, "eks", "podidentityassociation/*");
        },
        run,
    };
}
