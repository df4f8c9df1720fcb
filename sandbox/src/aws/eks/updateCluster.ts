/** Updates of clusters. Each is finished when the call returns. */
import { deleteInterfaces } from "../ec2/networkInterfaces";
import { readParams } from "../params";
import type { ParamReader } from "../params";
import type { Params, RequestContext, Result, Service } from "../service";
import {
    autoModeAfter,
    autoNodeEntry,
    checkAutoModeCluster,
    readBlockStorage,
    readCompute,
} from "./autoMode";
import type { AutoModeRequest } from "./autoMode";
import { checkedMode, readNetwork } from "./createCluster";
import { clusterAction } from "./eks";
import type { Eks } from "./eks";
import { asServerError, invalidParameter, invalidRequest, notFound } from "./errors";
import { newControlPlaneInterfaces } from "./network";
import { removeAutoNodes } from "./nodeSupply";
import { deliverLogs, logTypes, readEncryption, readLogging, readUpgradePolicy } from "./settings";
import type { AuthenticationMode, AutoMode, Cluster, VpcConfig } from "./types";
import { checkUpgrade } from "./versions";
import { checkSecurityGroups, checkSubnets, endpointAccess, readVpcConfig } from "./vpcConfig";
import type { VpcConfigRequest } from "./vpcConfig";

/** The actions that change clusters. */
export function updateClusterActions(eks: Eks): Service {
    return {
        "eks:UpdateClusterConfig": clusterAction("name", (params, request) =>
            updateConfig(eks, params, request),
        ),
        "eks:UpdateClusterVersion": clusterAction("name", (params, request) => {
            const { name, version } = readParams(params, (reader) => {
                reader.ignore("clientRequestToken");
                return { name: reader.string("name"), version: reader.string("version") };
            });
            return eks.change(request, name, (cluster) => {
                checkUpgrade(cluster.version, version);
                return eks.update(eks.save(cluster, { version }), "VersionUpdate");
            });
        }),
        "eks:AssociateEncryptionConfig": clusterAction("clusterName", (params, request) => {
            const { name, encryptionConfig } = readParams(params, (reader) => {
                reader.ignore("clientRequestToken");
                return {
                    name: reader.string("clusterName"),
                    encryptionConfig: readEncryption(eks.store, request, reader),
                };
            });
            return eks.change(request, name, (cluster) => {
                // EKS API Reference, AssociateEncryptionConfig: only for clusters without; never removed.
                if (cluster.encryptionConfig !== undefined || encryptionConfig === undefined) {
                    throw invalidRequest(
                        `Cluster ${name} cannot get this encryption configuration`,
                    );
                }
                const updated = eks.save(cluster, { encryptionConfig });
                return eks.update(updated, "AssociateEncryptionConfig");
            });
        }),
        "eks:DescribeUpdate": clusterAction("name", (params, request) => {
            const { name, updateId } = readParams(params, (reader) => {
                reader.ignore("nodegroupName");
                reader.ignore("addonName");
                return { name: reader.string("name"), updateId: reader.string("updateId") };
            });
            const update = eks.cluster(request, name).updates.get(updateId);
            if (update === undefined) {
                throw notFound(`No update found for ID: ${updateId}`);
            }
            return { update };
        }),
    };
}

/** EKS takes one kind of update in a call. */
async function updateConfig(eks: Eks, params: Params, request: RequestContext): Promise<Result> {
    const given = readParams(params, readUpdate);
    const { name, autoMode, ...others } = given;
    // Auto Mode's three settings are one kind of update.
    const kinds = { ...others, autoMode: isAsked(autoMode) ? autoMode : undefined };
    if (Object.values(kinds).filter((kind) => kind !== undefined).length !== 1) {
        throw invalidParameter("Only one type of update can be allowed.");
    }
    return eks.change(request, name, (cluster) => {
        if (given.vpcConfig !== undefined) {
            return updateVpcConfig(eks, request, cluster, given.vpcConfig);
        }
        if (given.logging !== undefined) {
            return updateLogging(eks, request, cluster, given.logging);
        }
        if (kinds.autoMode !== undefined) {
            return updateAutoMode(eks, request, cluster, kinds.autoMode);
        }
        if (given.mode !== undefined) {
            return updateMode(eks, cluster, checkedMode(given.mode));
        }
        const {
            supportType = cluster.supportType,
            deletionProtection = cluster.deletionProtection,
        } = given;
        if (
            supportType === cluster.supportType &&
            deletionProtection === cluster.deletionProtection
        ) {
            throw invalidParameter("No changes needed for the configuration provided");
        }
        const updated = eks.save(cluster, { supportType, deletionProtection });
        return eks.update(
            updated,
            given.supportType === undefined ? "DeletionProtectionUpdate" : "UpgradePolicyUpdate",
        );
    });
}

function readUpdate(reader: ParamReader) {
    reader.ignore("clientRequestToken");
    const network = reader.maybeObject("kubernetesNetworkConfig", readNetwork);
    return {
        name: reader.string("name"),
        vpcConfig: reader.maybeObject("resourcesVpcConfig", readVpcConfig),
        logging: reader.maybeObject("logging", readLogging),
        mode: reader.maybeObject("accessConfig", (access) => access.string("authenticationMode")),
        supportType: readUpgradePolicy(reader),
        deletionProtection: reader.maybeBoolean("deletionProtection"),
        autoMode: {
            compute: readCompute(reader),
            // What of the network cannot be changed is sent along by providers; it changes nothing.
            elasticLoadBalancing: network?.elasticLoadBalancing,
            blockStorage: readBlockStorage(reader),
        },
    } as const;
}

function updateVpcConfig(
    eks: Eks,
    request: RequestContext,
    cluster: Cluster,
    wanted: VpcConfigRequest,
): Result {
    const places = wanted.subnetIds !== undefined || wanted.securityGroupIds !== undefined;
    const { subnetIds, securityGroupIds, ...endpoint } = wanted;
    if (places && Object.values(endpoint).some((value) => value !== undefined)) {
        throw invalidParameter("Only one type of update can be allowed.");
    }
    if (places) {
        return updatePlacement(eks, request, cluster, {
            ...cluster.vpcConfig,
            subnetIds: subnetIds ?? cluster.vpcConfig.subnetIds,
            securityGroupIds: securityGroupIds ?? cluster.vpcConfig.securityGroupIds,
        });
    }
    const before = cluster.vpcConfig;
    const access = endpointAccess(before, wanted);
    if (
        access.endpointPublicAccess === before.endpointPublicAccess &&
        access.endpointPrivateAccess === before.endpointPrivateAccess &&
        sameSet(access.publicAccessCidrs, before.publicAccessCidrs)
    ) {
        throw invalidParameter(
            `Cluster is already at the desired configuration with endpointPrivateAccess: ${access.endpointPrivateAccess} , ` +
                `endpointPublicAccess: ${access.endpointPublicAccess}, and Public Endpoint Restrictions: [${access.publicAccessCidrs.join(", ")}]`,
        );
    }
    const updated = eks.save(cluster, { vpcConfig: { ...before, ...access } });
    return eks.update(updated, "EndpointAccessUpdate");
}

/** EKS user guide, "Update subnets and security groups": same VPC; the control plane's interfaces move. */
function updatePlacement(
    eks: Eks,
    request: RequestContext,
    cluster: Cluster,
    wanted: VpcConfig,
): Result {
    const ec2 = eks.ec2(cluster);
    if (checkSubnets(ec2, wanted.subnetIds) !== cluster.vpcConfig.vpcId) {
        throw invalidParameter("Provided subnets must be in the VPC of the cluster");
    }
    checkSecurityGroups(ec2, wanted.securityGroupIds, wanted.vpcId);
    if (
        sameSet(wanted.subnetIds, cluster.vpcConfig.subnetIds) &&
        sameSet(wanted.securityGroupIds, cluster.vpcConfig.securityGroupIds)
    ) {
        throw invalidParameter("No changes needed for the vpcConfig provided");
    }
    try {
        const groups = [wanted.clusterSecurityGroupId, ...wanted.securityGroupIds];
        const interfaceIds = newControlPlaneInterfaces(
            ec2,
            request,
            cluster.name,
            wanted.subnetIds,
            groups,
        );
        deleteInterfaces(ec2, cluster.interfaceIds);
        const updated = eks.save(cluster, { vpcConfig: wanted, interfaceIds });
        return eks.update(updated, "VpcConfigUpdate");
    } catch (error) {
        throw asServerError(error);
    }
}

function updateLogging(
    eks: Eks,
    request: RequestContext,
    cluster: Cluster,
    switches: ReadonlyMap<string, boolean>,
): Result {
    const types = logTypes(cluster.logTypes, switches);
    if (sameSet(types, cluster.logTypes)) {
        throw invalidParameter("No changes needed for the logging config provided");
    }
    const updated = eks.save(cluster, { logTypes: types });
    deliverLogs(eks.store, request, updated);
    return eks.update(updated, "LoggingUpdate");
}

function isAsked(autoMode: AutoModeRequest): boolean {
    return Object.values(autoMode).some((value) => value !== undefined);
}

/** EKS user guide, "Enable EKS Auto Mode on existing EKS clusters" and "Disable EKS Auto Mode": its nodes go with it. */
async function updateAutoMode(
    eks: Eks,
    request: RequestContext,
    cluster: Cluster,
    wanted: AutoModeRequest,
): Promise<Result> {
    const before = cluster.autoMode;
    const after = autoModeAfter(eks, request, before, wanted);
    checkAutoModeCluster(after, cluster, false);
    if (sameSettings(before, after)) {
        throw invalidParameter("No changes needed for the configuration provided");
    }
    const updated = eks.save(cluster, { autoMode: after });
    try {
        const [entry] = autoNodeEntry(eks, updated);
        if (entry !== undefined && !updated.accessEntries.has(entry.principal.arn)) {
            await eks.changeAccess(updated, () =>
                updated.accessEntries.set(entry.principal.arn, entry),
            );
        }
        if (after?.enabled !== true) {
            await removeAutoNodes(eks, updated);
        }
    } catch (error) {
        eks.save(updated, { autoMode: before });
        throw asServerError(error);
    }
    return eks.update(updated, "AutoModeUpdate");
}

function sameSettings(before: AutoMode | undefined, after: AutoMode | undefined): boolean {
    return (
        (before?.enabled ?? false) === (after?.enabled ?? false) &&
        sameSet(before?.nodePools ?? [], after?.nodePools ?? []) &&
        before?.nodeRoleArn === after?.nodeRoleArn
    );
}

/** EKS user guide, "Change authentication mode to use access entries": one step forward, never back. */
async function updateMode(eks: Eks, cluster: Cluster, mode: AuthenticationMode): Promise<Result> {
    const before = cluster.authenticationMode;
    const order = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];
    if (order.indexOf(mode) !== order.indexOf(before) + 1) {
        throw invalidParameter(`Unsupported authentication mode update from ${before} to ${mode}`);
    }
    const updated = eks.save(cluster, { authenticationMode: mode });
    try {
        await eks.applyAccess(updated);
    } catch (error) {
        eks.save(updated, { authenticationMode: before });
        throw asServerError(error);
    }
    return eks.update(updated, "AccessConfigUpdate");
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
    return a.length === b.length && a.every((item) => b.includes(item));
}
