import type * as pulumi from "@pulumi/pulumi";

import type { ConnectedCluster } from "../cluster/clusterRef";
import type { ArgoRoleRef } from "../trust/argoRole";

/** An Argo CD that clusters are registered with, whoever installed it. */
export interface ArgoCdRef {
    /** Namespace of Argo CD on the management cluster. */
    readonly namespace: string;
    /** The management cluster. */
    readonly cluster: ConnectedCluster;
    /** The role that Argo CD assumes Deployer roles with. */
    readonly role: ArgoRoleRef;
    /** Pass as `dependsOn` to everything that Argo CD works on. Empty if another stack installed it. */
    readonly installation: readonly pulumi.Resource[];
}
