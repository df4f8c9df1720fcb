import * as pulumi from "@pulumi/pulumi";

import type { ConnectedCluster } from "../cluster/clusterRef";
import type { ArgoRoleRef } from "../trust/argoRole";

/** An Argo CD that clusters are registered with: component ArgoCd or HarnessAgent, or one of another stack. */
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

/** What an agent's pods need before they start: the cluster's nodes and the role, if it is a resource of this program. */
export function podPrerequisites(
    { running }: Pick<ConnectedCluster, "running">,
    role: ArgoRoleRef,
    others: readonly pulumi.Resource[] = [],
): readonly pulumi.Resource[] {
    return [...running, ...(pulumi.Resource.isInstance(role) ? [role] : []), ...others];
}

/** Options of a component whose Kubernetes objects are in a cluster: that cluster's provider, beside the given ones. */
export function inClusterOpts(
    opts: pulumi.ComponentResourceOptions | undefined,
    { kubernetesProvider }: Pick<ConnectedCluster, "kubernetesProvider">,
): pulumi.ComponentResourceOptions {
    return {
        ...opts,
        providers: [...Object.values(opts?.providers ?? {}), kubernetesProvider],
    };
}
