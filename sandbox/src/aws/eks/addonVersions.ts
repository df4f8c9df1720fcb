/** Add-ons and their versions, newest first. A small sample: real EKS has hundreds. */
import { invalidParameter } from "./errors";
import { KUBERNETES_VERSIONS, minor } from "./versions";

export interface AddonInfo {
    readonly type: string;
    readonly publisher: string;
    readonly owner: string;
    /** Versions for a Kubernetes minor version, newest first; the first is the default. */
    readonly versions: (kubernetesVersion: string) => readonly string[];
}

const aws = { publisher: "eks", owner: "aws" };
const same =
    (...versions: readonly string[]) =>
    (): readonly string[] =>
        versions;

/** EKS user guide, "AWS add-ons" and "Community add-ons". */
const addons: Readonly<Record<string, AddonInfo>> = {
    "vpc-cni": {
        ...aws,
        type: "networking",
        versions: same("v1.21.1-eksbuild.1", "v1.20.4-eksbuild.2"),
    },
    coredns: {
        ...aws,
        type: "networking",
        versions: (kubernetes) =>
            minor(kubernetes) >= 34
                ? ["v1.13.2-eksbuild.1", "v1.12.4-eksbuild.1"]
                : ["v1.12.4-eksbuild.1", "v1.11.4-eksbuild.24"],
    },
    "kube-proxy": {
        ...aws,
        type: "networking",
        versions: (kubernetes) => [`v${kubernetes}.1-eksbuild.2`, `v${kubernetes}.0-eksbuild.2`],
    },
    "eks-pod-identity-agent": {
        ...aws,
        type: "security",
        versions: same("v1.3.10-eksbuild.3", "v1.3.10-eksbuild.1", "v1.3.8-eksbuild.2"),
    },
    "aws-ebs-csi-driver": {
        ...aws,
        type: "storage",
        versions: same("v1.62.0-eksbuild.1", "v1.53.0-eksbuild.1", "v1.51.1-eksbuild.1"),
    },
    "aws-efs-csi-driver": { ...aws, type: "storage", versions: same("v2.1.13-eksbuild.1") },
    "aws-mountpoint-s3-csi-driver": {
        ...aws,
        type: "storage",
        versions: same("v2.1.0-eksbuild.1"),
    },
    "snapshot-controller": { ...aws, type: "storage", versions: same("v8.3.0-eksbuild.1") },
    adot: { ...aws, type: "observability", versions: same("v0.131.0-eksbuild.1") },
    "amazon-cloudwatch-observability": {
        ...aws,
        type: "observability",
        versions: same("v4.5.0-eksbuild.1"),
    },
    "eks-node-monitoring-agent": {
        ...aws,
        type: "observability",
        versions: same("v1.4.1-eksbuild.1"),
    },
    "metrics-server": {
        type: "observability",
        publisher: "eks",
        owner: "community",
        versions: same("v0.8.0-eksbuild.5"),
    },
    "cert-manager": {
        type: "security",
        publisher: "eks",
        owner: "community",
        versions: same("v1.19.1-eksbuild.1"),
    },
    "external-dns": {
        type: "networking",
        publisher: "eks",
        owner: "community",
        versions: same("v0.19.0-eksbuild.2"),
    },
    "kube-state-metrics": {
        type: "observability",
        publisher: "eks",
        owner: "community",
        versions: same("v2.17.0-eksbuild.1"),
    },
};

/** @throws AwsError InvalidParameterException for an add-on EKS does not have */
export function addonInfo(name: string): AddonInfo {
    const info = Object.hasOwn(addons, name) ? addons[name] : undefined;
    if (info === undefined) {
        throw invalidParameter(`Addon ${name} is not supported`);
    }
    return info;
}

/**
 * The form of a version. Whether such a version exists is not checked: the table is a sample.
 * @throws AwsError InvalidParameterException
 */
export function checkAddonVersion(version: string): void {
    if (!/^v\d+\.\d+\.\d+-eksbuild\.\d+$/.test(version)) {
        throw invalidParameter(`Addon version specified is not supported: ${version}`);
    }
}

/** What DescribeAddonVersions answers. EKS API Reference, AddonInfo. */
export function describeAddons(
    name: string | undefined,
    kubernetesVersion: string | undefined,
): readonly object[] {
    const names = name === undefined ? Object.keys(addons) : [name];
    const offered = KUBERNETES_VERSIONS.filter(
        (version) => kubernetesVersion === undefined || version === kubernetesVersion,
    );
    return names.map((addonName) => {
        const info = addonInfo(addonName);
        const versions = [...new Set([...offered].reverse().flatMap(info.versions))];
        return {
            addonName,
            type: info.type,
            publisher: info.publisher,
            owner: info.owner,
            addonVersions: versions.map((addonVersion) => ({
                addonVersion,
                architecture: ["amd64", "arm64"],
                compatibilities: offered
                    .filter((version) => info.versions(version).includes(addonVersion))
                    .map((clusterVersion) => ({
                        clusterVersion,
                        platformVersions: ["*"],
                        defaultVersion: info.versions(clusterVersion)[0] === addonVersion,
                    })),
            })),
        };
    });
}
