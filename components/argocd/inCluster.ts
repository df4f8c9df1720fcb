import * as pulumi from "@pulumi/pulumi";

import type { ConnectedCluster } from "../cluster/clusterRef";
import type { ArgoRoleRef } from "../trust/argoRole";

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
