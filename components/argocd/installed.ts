import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { ConnectedCluster } from "../cluster/clusterRef";
import type { Transform } from "../transform";
import type { AdminCredential } from "../../lib/argocd/adminCredential";
import type { ArgoCdConfig } from "../../lib/argocd/types";

/** Children of ArgoCd that can be changed. */
export interface ArgoCdTransform {
    readonly namespace?: Transform<k8s.core.v1.NamespaceArgs>;
    readonly release?: Transform<k8s.helm.v3.ReleaseArgs>;
}

/** What both ways of installing Argo CD need to know. */
export interface InstallArgs {
    readonly parent: pulumi.Resource;
    readonly cluster: ConnectedCluster;
    readonly config: ArgoCdConfig;
    /** Region of the cluster: where the agent asks STS for credentials. */
    readonly region: string;
    readonly roleArn: string;
    /** Values of the secrets that `config` names, by these names. */
    readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
    /** The admin's password, if it does not exist yet; undefined unless this program generates it. */
    readonly newAdminCredential: pulumi.Input<AdminCredential> | undefined;
    /** What pods wait for; what needs no pods does not. */
    readonly prerequisites: readonly pulumi.Resource[];
    readonly transform: ArgoCdTransform | undefined;
}

/** What an installation consists of. */
export interface Installed {
    readonly installation: readonly pulumi.Resource[];
    /** A secret; undefined unless this program generates it. */
    readonly adminPassword: pulumi.Output<string> | undefined;
}
