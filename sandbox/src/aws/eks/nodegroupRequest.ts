/** Reading and checking what a node group is asked to be. */
import type { Ec2 } from "../ec2/tables";
import type { ParamReader } from "../params";
import { invalidParameter } from "./errors";
import type { Cluster, LaunchTemplateReference, Nodegroup, Scaling, Taint } from "./types";
import { knownSubnet } from "./vpcConfig";

/** EKS API Reference, CreateNodegroup; CUSTOM needs a launch template, which the sandbox has not. */
const AMI_TYPES = [
    "AL2023_x86_64_STANDARD",
    "AL2023_ARM_64_STANDARD",
    "AL2023_x86_64_NEURON",
    "AL2023_x86_64_NVIDIA",
    "AL2023_ARM_64_NVIDIA",
    "BOTTLEROCKET_x86_64",
    "BOTTLEROCKET_ARM_64",
    "BOTTLEROCKET_x86_64_FIPS",
    "BOTTLEROCKET_ARM_64_FIPS",
    "BOTTLEROCKET_x86_64_NVIDIA",
    "BOTTLEROCKET_ARM_64_NVIDIA",
] as const;

/** CreateNodegroup's parameters with their defaults. */
export interface NodegroupRequest extends Omit<
    Nodegroup,
    | "nodegroupArn"
    | "version"
    | "launchTemplate"
    | "createdAt"
    | "modifiedAt"
    | "joinFailure"
    | "nodes"
> {
    readonly clusterName: string;
    readonly version?: string;
    readonly launchTemplate?: LaunchTemplateRequest;
}

/** A launch template by id or name; by default the group's default version. */
export interface LaunchTemplateRequest {
    readonly id?: string;
    readonly name?: string;
    readonly version?: string;
}

/** Reads CreateNodegroup's parameters. Remote access is not modelled. */
export function readNodegroup(reader: ParamReader): NodegroupRequest {
    reader.ignore("clientRequestToken");
    const launchTemplate = reader.maybeObject("launchTemplate", readLaunchTemplate);
    const diskSize = reader.maybeInteger("diskSize");
    // EKS API Reference, CreateNodegroup, diskSize.
    if (launchTemplate !== undefined && diskSize !== undefined) {
        throw invalidParameter("Disk size must be specified within the launch template.");
    }
    return {
        clusterName: reader.string("clusterName"),
        nodegroupName: reader.string("nodegroupName"),
        nodeRole: reader.string("nodeRole"),
        subnets: reader.strings("subnets"),
        scalingConfig: checkScaling({
            minSize: 1,
            maxSize: 2,
            desiredSize: 2,
            ...reader.maybeObject("scalingConfig", readScaling),
        }),
        instanceTypes: checkInstanceTypes(reader.maybeStrings("instanceTypes") ?? ["t3.medium"]),
        amiType: reader.maybeOneOf("amiType", AMI_TYPES) ?? "AL2023_x86_64_STANDARD",
        capacityType: reader.maybeOneOf("capacityType", ["ON_DEMAND", "SPOT"]) ?? "ON_DEMAND",
        diskSize: launchTemplate === undefined ? (diskSize ?? 20) : undefined,
        launchTemplate,
        version: reader.maybeString("version"),
        labels: reader.maybeStringMap("labels") ?? {},
        taints: reader.maybeObjects("taints", readTaint) ?? [],
        updateConfig: readUpdateConfig(reader) ?? { maxUnavailable: 1 },
        tags: reader.tagMap("tags"),
    };
}

/** Reads `launchTemplate`. */
export function readLaunchTemplate(reader: ParamReader): LaunchTemplateRequest {
    return {
        id: reader.maybeString("id"),
        name: reader.maybeString("name"),
        version: reader.maybeString("version"),
    };
}

/** The launch template that is meant. @throws AwsError InvalidParameterException */
export function launchTemplateOf(
    ec2: Ec2,
    wanted: LaunchTemplateRequest | undefined,
): LaunchTemplateReference | undefined {
    if (wanted === undefined) {
        return undefined;
    }
    if ((wanted.id === undefined) === (wanted.name === undefined)) {
        throw invalidParameter("Either a launch template id or name must be specified");
    }
    const template = [...ec2.launchTemplate.values()].find((it) =>
        wanted.id === undefined
            ? it.LaunchTemplateName === wanted.name
            : it.LaunchTemplateId === wanted.id,
    );
    const version = wanted.version ?? String(template?.DefaultVersionNumber);
    const number = Number(version);
    if (template === undefined || !(number >= 1 && number <= template.LatestVersionNumber)) {
        throw invalidParameter(
            `Launch template ${wanted.id ?? wanted.name} version ${version} does not exist`,
        );
    }
    return { id: template.LaunchTemplateId, name: template.LaunchTemplateName, version };
}

/** Reads `scalingConfig`; what is absent is left out. */
export function readScaling(reader: ParamReader): Partial<Scaling> {
    const minSize = reader.maybeInteger("minSize");
    const maxSize = reader.maybeInteger("maxSize");
    const desiredSize = reader.maybeInteger("desiredSize");
    return {
        ...(minSize === undefined ? {} : { minSize }),
        ...(maxSize === undefined ? {} : { maxSize }),
        ...(desiredSize === undefined ? {} : { desiredSize }),
    };
}

/**
 * EKS API Reference, NodegroupScalingConfig; quota of 450 nodes: "View and manage Amazon EKS service quotas".
 * @throws AwsError InvalidParameterException
 */
export function checkScaling(scaling: Scaling): Scaling {
    const { minSize, maxSize, desiredSize } = scaling;
    if (minSize < 0 || maxSize < 1 || desiredSize < 0) {
        throw invalidParameter("Minimum and desired size are at least 0, maximum size at least 1");
    }
    if (minSize > desiredSize) {
        throw invalidParameter(
            `Minimum capacity ${minSize} can't be greater than desired size ${desiredSize}`,
        );
    }
    if (desiredSize > maxSize) {
        throw invalidParameter(
            `Desired capacity ${desiredSize} can't be greater than max size ${maxSize}`,
        );
    }
    if (maxSize > 450) {
        throw invalidParameter(`Maximum size ${maxSize} exceeds 450 nodes per managed node group`);
    }
    return scaling;
}

/** Reads `updateConfig`: a number or a percentage. EKS API Reference, NodegroupUpdateConfig. */
export function readUpdateConfig(reader: ParamReader): Nodegroup["updateConfig"] | undefined {
    const config = reader.maybeObject("updateConfig", (update) => ({
        maxUnavailable: update.maybeInteger("maxUnavailable"),
        maxUnavailablePercentage: update.maybeInteger("maxUnavailablePercentage"),
    }));
    if (config === undefined) {
        return undefined;
    }
    const given = [config.maxUnavailable, config.maxUnavailablePercentage].filter(
        (value) => value !== undefined,
    );
    if (given.length !== 1 || given.some((value) => value < 1 || value > 100)) {
        throw invalidParameter(
            "updateConfig needs either maxUnavailable or maxUnavailablePercentage, from 1 to 100",
        );
    }
    return config;
}

/** Reads a taint. */
export function readTaint(reader: ParamReader): Taint {
    const effect = reader.maybeOneOf("effect", ["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"]);
    if (effect === undefined) {
        throw invalidParameter("A taint needs an effect");
    }
    return { key: reader.string("key"), value: reader.maybeString("value"), effect };
}

/** Subnets exist and are of the cluster's VPC. @throws AwsError InvalidParameterException */
export function checkNodeSubnets(ec2: Ec2, cluster: Cluster, subnets: readonly string[]): void {
    if (subnets.length === 0) {
        throw invalidParameter("At least one subnet is needed");
    }
    for (const id of subnets) {
        const { VpcId } = knownSubnet(ec2, id);
        if (VpcId !== cluster.vpcConfig.vpcId) {
            throw invalidParameter(
                `Subnet ${id} is of ${VpcId}, not of the cluster's VPC ${cluster.vpcConfig.vpcId}`,
            );
        }
    }
}

function checkInstanceTypes(types: readonly string[]): readonly string[] {
    const wrong = types.find((type) => !/^[a-z0-9-]+\.[a-z0-9-]+$/.test(type));
    if (wrong !== undefined || types.length === 0 || types.length > 20) {
        throw invalidParameter(
            `The following supplied instance types do not exist: [${wrong ?? types.join(", ")}]`,
        );
    }
    return types;
}
