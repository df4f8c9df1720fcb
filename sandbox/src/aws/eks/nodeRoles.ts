/** How a cluster admits roles of nodes: by an access entry or by EKS's own entry in aws-auth, depending on the mode. */
import { newEntry } from "./accessEntryRules";
import type { Eks } from "./eks";
import { asServerError } from "./errors";
import { withoutPath } from "./mapping";
import type { Cluster } from "./types";

export type NodeRoleType = "EC2_LINUX" | "FARGATE_LINUX";

const NODES = ["system:bootstrappers", "system:nodes"];

/** EKS user guide, "Grant IAM users access to Kubernetes with a ConfigMap" and "Amazon EKS Pod execution IAM role". */
const AWS_AUTH: Readonly<
    Record<NodeRoleType, { readonly username: string; readonly groups: readonly string[] }>
> = {
    EC2_LINUX: { username: "system:node:{{EC2PrivateDNSName}}", groups: NODES },
    FARGATE_LINUX: {
        username: "system:node:{{SessionName}}",
        groups: [...NODES, "system:node-proxier"],
    },
};

/**
 * Admits a role of nodes. EKS user guide, "Create access entries": EKS creates the entry of a managed node group's and of
 * a Fargate profile's role itself; without access entries it writes into aws-auth.
 */
export async function admitNodeRole(
    eks: Eks,
    cluster: Cluster,
    roleArn: string,
    type: NodeRoleType,
): Promise<void> {
    if (cluster.authenticationMode === "CONFIG_MAP") {
        try {
            const mapping = { roleArn: withoutPath(roleArn), ...AWS_AUTH[type] };
            await eks.host.mapNodeRole(cluster.id, mapping);
        } catch (error) {
            throw asServerError(error);
        }
        return;
    }
    const uniqueId = eks.deps.roleUniqueId(roleArn);
    if (uniqueId !== undefined && !cluster.accessEntries.has(roleArn)) {
        const entry = newEntry(cluster, { arn: roleArn, uniqueId }, type, {});
        await eks.changeAccess(cluster, () => cluster.accessEntries.set(roleArn, entry));
    }
}

/**
 * After a node group or Fargate profile was deleted. EKS user guide, "Delete a managed node group from your cluster": its role
 * is removed from aws-auth when no other one uses it. An access entry stays (aws/containers-roadmap#2631).
 */
export async function dismissNodeRole(eks: Eks, cluster: Cluster, roleArn: string): Promise<void> {
    const used = [
        ...[...cluster.nodegroups.values()].map(({ nodeRole }) => nodeRole),
        ...[...cluster.fargateProfiles.values()].map((it) => it.podExecutionRoleArn),
    ];
    if (cluster.authenticationMode === "API" || used.includes(roleArn)) {
        return;
    }
    try {
        await eks.host.unmapNodeRole(cluster.id, withoutPath(roleArn));
    } catch (error) {
        throw asServerError(error);
    }
}
