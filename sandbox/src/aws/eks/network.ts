/** What EKS keeps in a cluster's VPC: the cluster security group and the control plane's interfaces. */
import { deleteInterfaces, newInterface } from "../ec2/networkInterfaces";
import { deleteGroup, isHeld, newSecurityGroup } from "../ec2/securityGroups";
import type { Ec2 } from "../ec2/tables";
import { randomHex } from "../regional";
import type { RequestContext } from "../service";
import { asServerError } from "./errors";
import type { Cluster } from "./types";

/** Ids of what was created. */
export interface ClusterNetwork {
    readonly clusterSecurityGroupId: string;
    readonly interfaceIds: readonly string[];
}

/**
 * Creates the cluster's group and an interface in each subnet; they keep subnets, groups and VPC from being deleted.
 * EKS user guide, "View Amazon EKS security group requirements for clusters".
 */
export function newClusterNetwork(
    ec2: Ec2,
    request: RequestContext,
    name: string,
    placed: {
        readonly vpcId: string;
        readonly subnetIds: readonly string[];
        readonly securityGroupIds: readonly string[];
    },
): ClusterNetwork {
    const groupName = `eks-cluster-sg-${name}-${randomHex(10)}`;
    const group = newSecurityGroup(ec2, request, {
        name: groupName,
        description:
            "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.",
        vpcId: placed.vpcId,
        tags: [
            { Key: "Name", Value: groupName },
            { Key: `kubernetes.io/cluster/${name}`, Value: "owned" },
            { Key: "aws:eks:cluster-name", Value: name },
        ],
        selfIngress: true,
    });
    try {
        const groupIds = [group.GroupId, ...placed.securityGroupIds];
        const interfaceIds = newControlPlaneInterfaces(
            ec2,
            request,
            name,
            placed.subnetIds,
            groupIds,
        );
        return { clusterSecurityGroupId: group.GroupId, interfaceIds };
    } catch (error) {
        deleteGroup(ec2, group.GroupId);
        throw asServerError(error);
    }
}

/** An interface in each subnet, or none. */
export function newControlPlaneInterfaces(
    ec2: Ec2,
    request: RequestContext,
    name: string,
    subnetIds: readonly string[],
    groupIds: readonly string[],
): readonly string[] {
    const made: string[] = [];
    try {
        for (const subnetId of subnetIds) {
            const description = `Amazon EKS ${name}`;
            const wanted = { subnetId, description, groupIds };
            made.push(newInterface(ec2, request.account, wanted).NetworkInterfaceId);
        }
        return made;
    } catch (error) {
        deleteInterfaces(ec2, made);
        throw error;
    }
}

/** Removes them. A group that another group's rules name is left behind, as EKS leaves it. */
export function deleteClusterNetwork(
    ec2: Ec2,
    cluster: Pick<Cluster, "interfaceIds" | "vpcConfig">,
): void {
    deleteInterfaces(ec2, cluster.interfaceIds);
    const groupId = cluster.vpcConfig.clusterSecurityGroupId;
    if (!isHeld(ec2, groupId)) {
        deleteGroup(ec2, groupId);
    }
}
