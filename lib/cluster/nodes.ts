/** Decisions about a cluster's nodes, on plain values. */

/** Processor of an EC2 instance. */
export type Architecture = "x86_64" | "arm64";

/** Images of managed nodes, by EKS's names. https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html */
export const AMI_TYPES = [
    "AL2023_x86_64_STANDARD",
    "AL2023_ARM_64_STANDARD",
    "BOTTLEROCKET_x86_64",
    "BOTTLEROCKET_ARM_64",
] as const;

export type AmiType = (typeof AMI_TYPES)[number];

/**
 * Processor of an instance type, which its name tells: a `g` among the letters after the generation is Graviton.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export function architectureOf(instanceType: string): Architecture {
    return /^(a1|[a-z]+\d+[a-z]*g[a-z]*)\./.test(instanceType) ? "arm64" : "x86_64";
}

export function architectureOfImage(amiType: AmiType): Architecture {
    return amiType.includes("ARM") ? "arm64" : "x86_64";
}

/** The image for some instance types: Amazon Linux 2023 for their processor. */
export function defaultAmiType(instanceTypes: readonly string[]): AmiType {
    return instanceTypes.every((type) => architectureOf(type) === "arm64")
        ? "AL2023_ARM_64_STANDARD"
        : "AL2023_x86_64_STANDARD";
}

/** One disk of a node, as a launch template has it. */
export interface NodeVolume {
    readonly deviceName: string;
    readonly ebs: {
        readonly volumeType: "gp3";
        /** GiB; absent: the image's own size. */
        readonly volumeSize?: number;
        readonly encrypted: "true";
        readonly deleteOnTermination: "true";
    };
}

/**
 * Disks of a node, all encrypted. Bottlerocket has its system on one and everything that pods store on another.
 * https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
 * @param diskSize GiB for images, logs and emptyDir volumes
 */
export function nodeVolumes(amiType: AmiType, diskSize: number): readonly NodeVolume[] {
    const volume = (deviceName: string, size?: number): NodeVolume => ({
        deviceName,
        ebs: {
            volumeType: "gp3",
            ...(size === undefined ? {} : { volumeSize: size }),
            encrypted: "true",
            deleteOnTermination: "true",
        },
    });
    return amiType.startsWith("BOTTLEROCKET")
        ? [volume("/dev/xvda"), volume("/dev/xvdb", diskSize)]
        : [volume("/dev/xvda", diskSize)];
}

/** What of a node AWS does not tag by the provider's default tags. */
export const TAGGED_BY_TEMPLATE = ["instance", "volume", "network-interface"] as const;
