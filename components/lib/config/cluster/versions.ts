/** Versions that move only with a release of this program and a line in CHANGELOG.md. */

/** Add-ons that every cluster with managed nodes runs. */
export interface AddonVersions {
    readonly "vpc-cni": string;
    readonly "kube-proxy": string;
    readonly coredns: string;
}

/** Add-on versions by Kubernetes minor version, as `aws eks describe-addon-versions` lists them. */
export const ADDON_VERSIONS: Readonly<Record<string, AddonVersions>> = {
    "1.34": {
        "vpc-cni": "v1.21.1-eksbuild.1",
        "kube-proxy": "v1.34.1-eksbuild.2",
        coredns: "v1.12.4-eksbuild.1",
    },
    "1.35": {
        "vpc-cni": "v1.21.1-eksbuild.3",
        "kube-proxy": "v1.35.0-eksbuild.2",
        coredns: "v1.13.2-eksbuild.1",
    },
};

/** Kubernetes versions whose add-ons are known. */
export const KUBERNETES_VERSIONS: readonly string[] = Object.keys(ADDON_VERSIONS);

/** Version of a cluster whose configuration names none. */
export const DEFAULT_KUBERNETES_VERSION = "1.35";
