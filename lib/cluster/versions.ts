/** Versions that move only with a release of this program and a line in CHANGELOG.md. */
import type { AddonName } from "./addonNames";

/**
 * Add-on versions by Kubernetes minor version, as `aws eks describe-addon-versions` lists them.
 * https://docs.aws.amazon.com/eks/latest/userguide/updating-an-add-on.html
 */
export const ADDON_VERSIONS: Readonly<Record<string, Readonly<Record<AddonName, string>>>> = {
    "1.34": {
        "vpc-cni": "v1.21.1-eksbuild.1",
        "kube-proxy": "v1.34.1-eksbuild.2",
        coredns: "v1.12.4-eksbuild.1",
        "eks-pod-identity-agent": "v1.3.10-eksbuild.1",
        "aws-ebs-csi-driver": "v1.54.0-eksbuild.1",
        "metrics-server": "v0.8.0-eksbuild.5",
    },
    "1.35": {
        "vpc-cni": "v1.21.1-eksbuild.3",
        "kube-proxy": "v1.35.0-eksbuild.2",
        coredns: "v1.13.2-eksbuild.1",
        "eks-pod-identity-agent": "v1.3.10-eksbuild.2",
        "aws-ebs-csi-driver": "v1.57.1-eksbuild.1",
        "metrics-server": "v0.8.1-eksbuild.1",
    },
    "1.36": {
        "vpc-cni": "v1.22.3-eksbuild.1",
        "kube-proxy": "v1.36.0-eksbuild.13",
        coredns: "v1.14.3-eksbuild.3",
        "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
        "aws-ebs-csi-driver": "v1.63.1-eksbuild.1",
        "metrics-server": "v0.8.1-eksbuild.10",
    },
};

/** Kubernetes versions whose add-ons are known, oldest first. */
export const KUBERNETES_VERSIONS: readonly string[] = Object.keys(ADDON_VERSIONS);

/** Version of a cluster whose configuration names none. */
export const DEFAULT_KUBERNETES_VERSION = "1.35";

/** The minor number: 35 of `1.35`. */
export function minorOf(kubernetesVersion: string): number {
    return Number(kubernetesVersion.split(".")[1]);
}

/** Whether a version came out after this program: its add-ons are the user's to name. */
export function isNewerThanKnown(kubernetesVersion: string): boolean {
    return minorOf(kubernetesVersion) > minorOf(KUBERNETES_VERSIONS.at(-1)!);
}
