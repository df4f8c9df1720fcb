/** EKS Auto Mode. EKS user guide, "Automate cluster infrastructure with EKS Auto Mode"; EKS API Reference, ComputeConfigRequest. */
import type { ParamReader } from "../params";
import { timestamp } from "../regional";
import type { RequestContext } from "../service";
import { AUTO_NODE, policyArn } from "./accessPolicyNames";
import { newEntry } from "./accessEntryRules";
import type { Eks } from "./eks";
import { invalidParameter } from "./errors";
import { NODE_ROLE, checkPassedRole } from "./passedRoles";
import type { AccessEntry, AutoMode, Cluster } from "./types";

/** Auto Mode's part of a request. */
export interface AutoModeRequest {
    readonly compute?: {
        readonly enabled: boolean;
        readonly nodePools?: readonly string[];
        readonly nodeRoleArn?: string;
    };
    readonly elasticLoadBalancing?: boolean;
    readonly blockStorage?: boolean;
}

/** Node pools that EKS brings along. */
const NODE_POOLS = ["general-purpose", "system"] as const;

/** Reads `computeConfig`. */
export function readCompute(reader: ParamReader): AutoModeRequest["compute"] {
    return reader.maybeObject("computeConfig", (compute) => ({
        enabled: compute.maybeBoolean("enabled") ?? false,
        nodePools: compute.maybeStrings("nodePools"),
        nodeRoleArn: compute.maybeString("nodeRoleArn"),
    }));
}

/** Reads `storageConfig.blockStorage.enabled`. */
export function readBlockStorage(reader: ParamReader): boolean | undefined {
    return reader.maybeObject("storageConfig", (storage) => readSwitch(storage, "blockStorage"));
}

/** Reads `enabled` of an object. */
export function readSwitch(reader: ParamReader, key: string): boolean | undefined {
    return reader.maybeObject(key, (inner) => inner.maybeBoolean("enabled") ?? false);
}

/**
 * The settings that result from a request; undefined for a cluster that was never asked about Auto Mode.
 * @throws AwsError InvalidParameterException
 */
export function autoModeAfter(
    eks: Eks,
    request: RequestContext,
    before: AutoMode | undefined,
    wanted: AutoModeRequest,
): AutoMode | undefined {
    const { compute, elasticLoadBalancing, blockStorage } = wanted;
    const switches = [compute?.enabled, elasticLoadBalancing, blockStorage];
    if (switches.every((value) => value === undefined)) {
        return before;
    }
    if (new Set(switches.map((value) => value ?? false)).size > 1) {
        throw invalidParameter(
            "For EKS Auto Mode, please ensure that all required configs, including computeConfig, kubernetesNetworkConfig, and blockStorage are all either fully enabled or fully disabled.",
        );
    }
    const { enabled = false, nodePools = [], nodeRoleArn } = compute ?? {};
    if (!enabled && (nodePools.length > 0 || nodeRoleArn !== undefined)) {
        throw invalidParameter(
            "When Compute Config is disabled, nodeRoleArn and nodePools cannot be provided.",
        );
    }
    checkPools(nodePools, nodeRoleArn);
    // EKS API Reference, ComputeConfigRequest, nodeRoleArn.
    if (enabled && before?.nodeRoleArn !== undefined && nodeRoleArn !== before.nodeRoleArn) {
        throw invalidParameter("Compute Config nodeRoleArn cannot be changed once it is set.");
    }
    if (nodeRoleArn !== undefined) {
        checkPassedRole(eks, request, nodeRoleArn, NODE_ROLE);
    }
    return { enabled, nodePools, ...(nodeRoleArn === undefined ? {} : { nodeRoleArn }) };
}

function checkPools(nodePools: readonly string[], nodeRoleArn: string | undefined): void {
    const unknown = nodePools.find((pool) => !NODE_POOLS.some((known) => known === pool));
    if (unknown !== undefined) {
        throw invalidParameter(
            `Compute Config nodePool ${unknown} is not valid, allowed: ${NODE_POOLS.join(", ")}`,
        );
    }
    if (nodeRoleArn !== undefined && nodePools.length === 0) {
        throw invalidParameter(
            "When Compute Config nodeRoleArn is not null or empty, nodePool value(s) must be provided.",
        );
    }
    if (nodeRoleArn === undefined && nodePools.length > 0) {
        throw invalidParameter(
            "When Compute Config nodePools is not null or empty, nodeRoleArn must be provided.",
        );
    }
}

/** What a cluster with Auto Mode must be like besides. @throws AwsError InvalidParameterException */
export function checkAutoModeCluster(
    autoMode: AutoMode | undefined,
    cluster: Pick<Cluster, "authenticationMode">,
    bootstrapSelfManagedAddons: boolean,
): void {
    if (autoMode?.enabled !== true) {
        return;
    }
    if (bootstrapSelfManagedAddons) {
        throw invalidParameter(
            "When EKS Auto Mode is enabled, bootstrapSelfManagedAddons must be set to false.",
        );
    }
    // Its nodes come in by access entries, which the other mode does not have.
    if (cluster.authenticationMode === "CONFIG_MAP") {
        throw invalidParameter(
            "When EKS Auto Mode is enabled, authenticationMode must be set to API or API_AND_CONFIG_MAP.",
        );
    }
}

/** EKS user guide, "Create a node role for EKS Auto Mode": with built-in node pools EKS creates the role's access entry. */
export function autoNodeEntry(eks: Eks, cluster: Cluster): readonly AccessEntry[] {
    const { enabled = false, nodeRoleArn } = cluster.autoMode ?? {};
    const uniqueId = nodeRoleArn === undefined ? undefined : eks.deps.roleUniqueId(nodeRoleArn);
    if (!enabled || nodeRoleArn === undefined || uniqueId === undefined) {
        return [];
    }
    const now = timestamp();
    const partition = cluster.arn.split(":")[1] ?? "aws";
    const entry = newEntry(cluster, { arn: nodeRoleArn, uniqueId }, "EC2", {});
    const nodes = {
        policyArn: policyArn(partition, AUTO_NODE),
        accessScope: { type: "cluster", namespaces: [] },
        associatedAt: now,
        modifiedAt: now,
    } as const;
    return [{ ...entry, policies: [nodes] }];
}

/** Its part of what DescribeCluster shows; nothing for a cluster that was never asked about it. */
export function autoModeView({ autoMode }: Cluster): {
    readonly computeConfig?: object;
    readonly storageConfig?: object;
    readonly elasticLoadBalancing?: object;
} {
    if (autoMode === undefined) {
        return {};
    }
    const { enabled, nodePools, nodeRoleArn } = autoMode;
    return {
        computeConfig: { enabled, nodePools, nodeRoleArn },
        storageConfig: { blockStorage: { enabled } },
        elasticLoadBalancing: { enabled },
    };
}
