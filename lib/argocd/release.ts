/** The release of Argo CD that this program installs, and what must be known about it. */

/** Moves only with a release of this program and a line in CHANGELOG.md. */
export const ARGO_CD_VERSION = "v3.5.3";

/** A file of the release's `manifests` directory with its checksum. */
export interface ReleaseFile {
    /** Path below `manifests/`. */
    readonly path: string;
    /** SHA-256 in hex. */
    readonly sha256: string;
}

/** Custom resource definitions are cluster-wide, so upstream's namespaced installation does not contain them. */
export const CRD_FILES: readonly ReleaseFile[] = [
    {
        path: "crds/application-crd.yaml",
        sha256: "5dde0e229249b6b707beb98674c1deae3949d5c319a6c45b9f5a80c99618e40c",
    },
    {
        path: "crds/applicationset-crd.yaml",
        sha256: "7d282054f41ca2b71a22bab04a8caf0000e07e53a62432e6ea292dae5ab4f07d",
    },
    {
        path: "crds/appproject-crd.yaml",
        sha256: "ab225266944322750136f1198d93786e4a79a0e43c8d149abfba44da30a3eac8",
    },
];

/** Upstream's installation for deploying to external clusters only: it has no ClusterRole. */
export const NAMESPACED_INSTALLATION: ReleaseFile = {
    path: "namespace-install.yaml",
    sha256: "df727dfc83666dbcc78dceef969505cf9c1659af774c64f9c08a204b09bd7dba",
};

/** The same with redis on three nodes, which must be different ones. */
export const HIGHLY_AVAILABLE_INSTALLATION: ReleaseFile = {
    path: "ha/namespace-install.yaml",
    sha256: "c49d92826a13dde870ce22a45c0f6b71aa210285fb7a01c5ad061bf59602b076",
};

/** Nodes that upstream's highly available redis is spread over. */
export const HIGHLY_AVAILABLE_NODES = 3;

/** A release: what is taken from it, and from where. */
export interface Release {
    readonly version: string;
    /** Address of its `manifests` directory. */
    readonly address: string;
    readonly crds: readonly ReleaseFile[];
    readonly installation: ReleaseFile;
}

export const ARGO_CD_RELEASE: Release = {
    version: ARGO_CD_VERSION,
    address: `https://raw.githubusercontent.com/argoproj/argo-cd/${ARGO_CD_VERSION}/manifests`,
    crds: CRD_FILES,
    installation: NAMESPACED_INSTALLATION,
};

/** The release with the installation to use. */
export function argoCdRelease(highAvailability: boolean): Release {
    return highAvailability
        ? { ...ARGO_CD_RELEASE, installation: HIGHLY_AVAILABLE_INSTALLATION }
        : ARGO_CD_RELEASE;
}

/** Upstream's Helm chart, with the images that its own values name. Moves as the version above does. */
export const ARGO_CD_CHART = {
    name: "argo-cd",
    version: "10.1.1",
    /** Argo CD's version in it: charts follow releases by some weeks. */
    appVersion: "v3.4.4",
    address: "oci://ghcr.io/argoproj/argo-helm/argo-cd",
    images: {
        argocd: "quay.io/argoproj/argocd",
        dex: "ghcr.io/dexidp/dex",
        haproxy: "ecr-public.aws.com/docker/library/haproxy",
        redis: "ecr-public.aws.com/docker/library/redis",
    },
} as const;

/**
 * ServiceAccounts that reach clusters, and so need the identity.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#eks
 */
export const CLUSTER_CLIENTS: readonly string[] = [
    "argocd-application-controller",
    "argocd-applicationset-controller",
    "argocd-server",
];

/** Group of user `argocd` (999) in upstream's image: owner of the projected token's volume. */
export const ARGO_CD_FS_GROUP = 999;
