/** CreateCluster. */
import { contains, formatCidr, parseCidr } from "../ec2/ipv4";
import { readParams } from "../params";
import type { ParamReader } from "../params";
import { randomHex, regionalArn, regionalScope, timestamp } from "../regional";
import type { Params, RequestContext, Result, Service } from "../service";
import { clustersOf } from "./clusters";
import { clusterView } from "./clusterView";
import { CLUSTER_ADMIN, policyArn } from "./accessPolicyNames";
import { newEntry } from "./accessEntryRules";
import {
    autoModeAfter,
    autoNodeEntry,
    checkAutoModeCluster,
    readBlockStorage,
    readCompute,
    readSwitch,
} from "./autoMode";
import { clusterAction } from "./eks";
import type { Eks } from "./eks";
import { asServerError, inUse, invalidParameter } from "./errors";
import { honoursAwsAuth } from "./mapping";
import { deleteClusterNetwork, newClusterNetwork } from "./network";
import { checkPassedRole, clusterRole } from "./passedRoles";
import { deliverLogs, logTypes, readEncryption, readLogging, readUpgradePolicy } from "./settings";
import type { AccessEntry, AuthenticationMode, Cluster } from "./types";
import { DEFAULT_VERSION, checkVersion } from "./versions";
import {
    DEFAULT_ACCESS,
    checkSecurityGroups,
    checkSubnets,
    endpointAccess,
    readVpcConfig,
} from "./vpcConfig";

/** The action that creates clusters. It returns when the API server is up. */
export function createClusterActions(eks: Eks): Service {
    return {
        "eks:CreateCluster": clusterAction("name", (params, request) =>
            createCluster(eks, params, request),
        ),
    };
}

async function createCluster(eks: Eks, params: Params, request: RequestContext): Promise<Result> {
    const planned = plan(eks, params, request);
    const clusters = clustersOf(eks.store, regionalScope(request));
    clusters.set(planned.name, planned);
    try {
        const { id, account, region, name, version } = planned;
        const awsAuth = honoursAwsAuth(planned);
        const running = await eks.host.create({ id, account, region, name, version, awsAuth });
        const cluster = eks.save(clusters.get(name) ?? planned, running);
        for (const entry of [...creatorEntry(cluster), ...autoNodeEntry(eks, cluster)]) {
            cluster.accessEntries.set(entry.principal.arn, entry);
        }
        await eks.applyAccess(cluster);
        deliverLogs(eks.store, request, cluster);
        const active = { status: "ACTIVE", activeSince: eks.clock.now() } as const;
        return { cluster: clusterView(eks.save(cluster, active)) };
    } catch (error) {
        await eks.host.delete(planned.id).catch(() => undefined);
        clusters.delete(planned.name);
        deleteClusterNetwork(eks.ec2(planned), planned);
        throw asServerError(error);
    }
}

/** Checks the request and creates all that is not up to the host: the cluster in state CREATING. */
function plan(eks: Eks, params: Params, request: RequestContext): Cluster {
    const given = readParams(params, (reader) => read(eks, reader, request));
    // EKS API Reference, CreateCluster.
    if (!/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/.test(given.name)) {
        throw invalidParameter(
            `The cluster name ${given.name} does not match the regular expression ^[0-9A-Za-z][A-Za-z0-9\\-_]*$`,
        );
    }
    if (clustersOf(eks.store, regionalScope(request)).has(given.name)) {
        throw inUse(`Cluster already exists with name: ${given.name}`);
    }
    const arn = regionalArn(request, "eks", `cluster/${given.name}`);
    checkPassedRole(eks, request, given.roleArn, clusterRole(arn));
    const ec2 = eks.ec2(request);
    const subnetIds = given.vpcConfig.subnetIds ?? [];
    const securityGroupIds = given.vpcConfig.securityGroupIds ?? [];
    const vpcId = checkSubnets(ec2, subnetIds);
    checkSecurityGroups(ec2, securityGroupIds, vpcId);
    const access = endpointAccess(DEFAULT_ACCESS, given.vpcConfig);
    const block = ec2.vpc.get(vpcId)?.CidrBlock ?? "";
    const serviceIpv4Cidr = serviceBlock(given.network.serviceIpv4Cidr, block);
    const autoMode = autoModeAfter(eks, request, undefined, {
        compute: given.compute,
        elasticLoadBalancing: given.network.elasticLoadBalancing,
        blockStorage: given.blockStorage,
    });
    checkAutoModeCluster(autoMode, given.access, given.bootstrapAddons);
    const placed = { vpcId, subnetIds, securityGroupIds };
    const network = newClusterNetwork(ec2, request, given.name, placed);
    return {
        id: randomHex(32).toUpperCase(),
        name: given.name,
        account: request.account,
        region: request.region,
        arn,
        createdAt: timestamp(),
        status: "CREATING",
        version: given.version,
        roleArn: given.roleArn,
        vpcConfig: {
            ...placed,
            ...access,
            clusterSecurityGroupId: network.clusterSecurityGroupId,
        },
        serviceIpv4Cidr,
        logTypes: logTypes([], given.logging),
        encryptionConfig: given.encryptionConfig,
        ...given.access,
        supportType: given.supportType,
        deletionProtection: given.deletionProtection,
        autoMode,
        tags: given.tags,
        creator: {
            arn: request.caller.principalArn,
            uniqueId: request.caller.userId.split(":")[0] ?? "",
        },
        interfaceIds: network.interfaceIds,
        endpoint: "",
        certificateAuthorityData: "",
        issuer: "",
        accessEntries: new Map(),
        addons: new Map(),
        nodegroups: new Map(),
        autoNodes: new Map(),
        fargateProfiles: new Map(),
        fargateNodes: new Map(),
        podIdentities: new Map(),
        updates: new Map(),
    };
}

function read(eks: Eks, reader: ParamReader, request: RequestContext) {
    reader.ignore("clientRequestToken");
    return {
        // Add-ons that EKS installs by itself have no counterpart: the sandbox's nodes need none.
        bootstrapAddons: reader.maybeBoolean("bootstrapSelfManagedAddons") ?? false,
        name: reader.string("name"),
        roleArn: reader.string("roleArn"),
        vpcConfig: reader.object("resourcesVpcConfig", readVpcConfig),
        version: checkVersion(reader.maybeString("version") ?? DEFAULT_VERSION),
        access: checkedAccess(reader.maybeObject("accessConfig", readAccess) ?? {}),
        logging: reader.maybeObject("logging", readLogging) ?? new Map<string, boolean>(),
        encryptionConfig: readEncryption(eks.store, request, reader),
        // EKS API Reference, UpgradePolicyRequest: extended support by default.
        supportType: readUpgradePolicy(reader) ?? "EXTENDED",
        deletionProtection: reader.maybeBoolean("deletionProtection") ?? false,
        network: reader.maybeObject("kubernetesNetworkConfig", readNetwork) ?? {},
        compute: readCompute(reader),
        blockStorage: readBlockStorage(reader),
        tags: reader.tagMap("tags"),
    } as const;
}

/** Reads `kubernetesNetworkConfig`. */
export function readNetwork(reader: ParamReader): {
    readonly serviceIpv4Cidr?: string;
    readonly elasticLoadBalancing?: boolean;
} {
    reader.maybeOneOf("ipFamily", ["ipv4"]);
    return {
        serviceIpv4Cidr: reader.maybeString("serviceIpv4Cidr"),
        elasticLoadBalancing: readSwitch(reader, "elasticLoadBalancing"),
    };
}

interface AccessRequest {
    readonly authenticationMode?: string;
    readonly bootstrap?: boolean;
}

function readAccess(reader: ParamReader): AccessRequest {
    return {
        authenticationMode: reader.maybeString("authenticationMode"),
        bootstrap: reader.maybeBoolean("bootstrapClusterCreatorAdminPermissions"),
    };
}

/** EKS API Reference, CreateAccessConfigRequest; the API's default mode is CONFIG_MAP, the creator an admin. */
function checkedAccess(access: AccessRequest): {
    readonly authenticationMode: AuthenticationMode;
    readonly bootstrapCreatorAdmin: boolean;
} {
    const authenticationMode = checkedMode(access.authenticationMode ?? "CONFIG_MAP");
    const bootstrapCreatorAdmin = access.bootstrap ?? true;
    if (authenticationMode === "CONFIG_MAP" && !bootstrapCreatorAdmin) {
        throw invalidParameter(
            "bootstrapClusterCreatorAdminPermissions must be true if cluster authentication mode is set to CONFIG_MAP",
        );
    }
    return { authenticationMode, bootstrapCreatorAdmin };
}

/** @throws AwsError InvalidParameterException for a mode that does not exist */
export function checkedMode(mode: string): AuthenticationMode {
    if (mode === "CONFIG_MAP" || mode === "API_AND_CONFIG_MAP" || mode === "API") {
        return mode;
    }
    throw invalidParameter(
        `Invalid authenticationMode ${mode}, allowed: API, API_AND_CONFIG_MAP, CONFIG_MAP`,
    );
}

/**
 * EKS API Reference, KubernetesNetworkConfigRequest: a private block from /24 to /12; EKS's choice must not
 * overlap the VPC.
 */
function serviceBlock(wanted: string | undefined, vpcBlock: string): string {
    const tens = parseCidr("10.0.0.0/8");
    const vpc = parseCidr(vpcBlock);
    if (wanted === undefined) {
        const inTens = tens !== undefined && vpc !== undefined && contains(tens, vpc);
        return inTens ? "172.20.0.0/16" : "10.100.0.0/16";
    }
    const cidr = parseCidr(wanted);
    const privateBlocks = [tens, parseCidr("172.16.0.0/12"), parseCidr("192.168.0.0/16")];
    const inPrivate =
        cidr !== undefined &&
        privateBlocks.some((block) => block !== undefined && contains(block, cidr));
    if (!inPrivate || cidr.prefix < 12 || cidr.prefix > 24) {
        throw invalidParameter(`Invalid serviceIpv4Cidr ${wanted}`);
    }
    return formatCidr(cidr);
}

/** EKS user guide, "Grant access to Kubernetes APIs": in API modes the creator's access is an ordinary entry. */
function creatorEntry(cluster: Cluster): readonly AccessEntry[] {
    if (!cluster.bootstrapCreatorAdmin) {
        return [];
    }
    const partition = cluster.arn.split(":")[1] ?? "aws";
    const now = timestamp();
    const admin = {
        policyArn: policyArn(partition, CLUSTER_ADMIN),
        accessScope: { type: "cluster", namespaces: [] },
        associatedAt: now,
        modifiedAt: now,
    } as const;
    return [{ ...newEntry(cluster, cluster.creator, "STANDARD", {}), policies: [admin] }];
}
