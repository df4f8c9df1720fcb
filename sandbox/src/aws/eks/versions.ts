/** Kubernetes versions of clusters and node groups. */
import { invalidParameter } from "./errors";

/** Minor versions the sandbox's EKS offers, oldest first. EKS user guide, "Amazon EKS Kubernetes versions". */
export const KUBERNETES_VERSIONS = ["1.31", "1.32", "1.33", "1.34", "1.35", "1.36"] as const;

/** The version of a cluster that asks for none. */
export const DEFAULT_VERSION = "1.35";

/** @throws AwsError InvalidParameterException for a version that is not offered */
export function checkVersion(version: string): string {
    if (!KUBERNETES_VERSIONS.some((offered) => offered === version)) {
        throw invalidParameter(`unsupported Kubernetes version ${version}`);
    }
    return version;
}

/** The minor number: 36 of `1.36`. */
export function minor(version: string): number {
    return Number(version.split(".")[1]);
}

/**
 * One minor version up at a time, never down.
 * EKS user guide, "Update existing cluster to new Kubernetes version".
 * @throws AwsError InvalidParameterException
 */
export function checkUpgrade(from: string, to: string): void {
    checkVersion(to);
    if (minor(to) !== minor(from) + 1) {
        throw invalidParameter(`Unsupported Kubernetes minor version update from ${from} to ${to}`);
    }
}

/**
 * Nodes are never newer than the control plane, and at most three minor versions older.
 * Kubernetes, "Version Skew Policy".
 * @throws AwsError InvalidParameterException
 */
export function checkNodeVersion(node: string, cluster: string): void {
    checkVersion(node);
    if (minor(node) > minor(cluster) || minor(node) < minor(cluster) - 3) {
        throw invalidParameter(
            `Nodegroup Kubernetes version ${node} is not supported by cluster version ${cluster}`,
        );
    }
}
