/** Decisions about an EKS cluster, on plain values. */
import type { EndpointAccess } from "./config/cluster/types";

/** Control-plane logs that tell who did what. https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
export const CONTROL_PLANE_LOGS: readonly string[] = ["api", "audit", "authenticator"];

/** EKS's way to say everybody. */
const WORLD = "0.0.0.0/0";

/**
 * Ranges from which the public endpoint is reached, sorted; undefined for a private one, where EKS refuses ranges.
 * @param egressCidrs ranges of the management cluster's egress: without them Argo CD could never reach a target
 */
export function publicAccessCidrs(
    access: EndpointAccess,
    egressCidrs: readonly string[],
): string[] | undefined {
    switch (access.kind) {
        case "private":
            return undefined;
        case "world":
            return [WORLD];
        case "allowList":
            return [...new Set([...access.cidrs, ...egressCidrs])].sort();
    }
}

/** Name of the log group EKS writes a cluster's logs to. */
export function controlPlaneLogGroup(clusterName: string): string {
    return `/aws/eks/${clusterName}/cluster`;
}

/**
 * Inputs of an EKS cluster without the creator as a hidden administrator. @pulumi/eks has no argument for it.
 * @param type the resource's type token; others than EKS clusters pass unchanged
 */
export function withoutCreatorAdmin(
    type: string,
    props: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
    if (type !== "aws:eks/cluster:Cluster") {
        return props;
    }
    return {
        ...props,
        accessConfig: {
            ...(props["accessConfig"] as object | undefined),
            bootstrapClusterCreatorAdminPermissions: false,
        },
    };
}
