import * as assert from "node:assert/strict";

import {
    newCluster,
    newNetwork,
    newNodegroup,
    newWorld,
    refused,
    roleArn,
    text,
} from "./regionalSupport";
import type { Network, World } from "./regionalSupport";

describe("EKS clusters and what depends on them", () => {
    let world: World;
    let network: Network;

    beforeEach(async () => {
        world = newWorld();
        network = await newNetwork(world);
    });

    const create = (over: object = {}): Promise<unknown> => newCluster(world, network, { ...over });

    describe("DeleteCluster (EKS user guide, Delete a cluster)", () => {
        it("is rejected while there are node groups", async () => {
            await create({ resourcesVpcConfig: { endpointPrivateAccess: true } });
            await newNodegroup(world, network);
            const remove = (): Promise<unknown> =>
                world.call("eks:DeleteCluster", { name: "management" });
            await refused(remove(), "ResourceInUseException", /nodegroups attached/);
            const key = { clusterName: "management", nodegroupName: "default" };
            await world.call("eks:DeleteNodegroup", key);
            await remove();
            assert.equal(world.host.deleted.length, 1);
        });

        it("is rejected under deletion protection until that is lifted", async () => {
            await create({ deletionProtection: true });
            await refused(
                world.call("eks:DeleteCluster", { name: "management" }),
                "InvalidRequestException",
                /deletion protection/,
            );
            const lift = { name: "management", deletionProtection: false };
            await world.call("eks:UpdateClusterConfig", lift);
            await world.call("eks:DeleteCluster", { name: "management" });
        });

        it("deletes add-ons, entries and associations, and frees the network", async () => {
            await create();
            const clusterName = "management";
            const entry = { clusterName, principalArn: roleArn("provisioner") };
            await world.call("eks:CreateAddon", { clusterName, addonName: "vpc-cni" });
            await world.call("eks:CreateAccessEntry", entry);
            await world.call("eks:DeleteCluster", { name: clusterName });
            await create();
            assert.deepEqual((await world.call("eks:ListAddons", { clusterName })).addons, []);
            assert.deepEqual(
                (await world.call("eks:ListAccessEntries", { clusterName })).accessEntries,
                [],
            );
        });

        it("keeps the cluster when the host cannot stop it", async () => {
            await create();
            world.host.failing.add("delete");
            await refused(
                world.call("eks:DeleteCluster", { name: "management" }),
                "ServerException",
            );
            const described = await world.call("eks:DescribeCluster", { name: "management" });
            assert.equal(text(described, "cluster.status"), "ACTIVE");
        });

        it("leaves the cluster's group behind while another group's rule names it", async () => {
            const cluster = await newCluster(world, network);
            const groupId = text(cluster, "resourcesVpcConfig.clusterSecurityGroupId");
            const other = await world.call("ec2:CreateSecurityGroup", {
                GroupName: "other",
                Description: "other",
                VpcId: network.vpcId,
            });
            await world.call("ec2:AuthorizeSecurityGroupIngress", {
                GroupId: other.GroupId,
                IpPermissions: [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: groupId }] }],
            });
            await world.call("eks:DeleteCluster", { name: "management" });
            await world.call("ec2:DescribeSecurityGroups", { GroupIds: [groupId] });
            await world.call("ec2:DeleteSecurityGroup", { GroupId: other.GroupId });
            await world.call("ec2:DeleteSecurityGroup", { GroupId: groupId });
        });

        it("removes the cluster's group when nothing names it", async () => {
            const cluster = await newCluster(world, network);
            const groupId = text(cluster, "resourcesVpcConfig.clusterSecurityGroupId");
            await world.call("eks:DeleteCluster", { name: "management" });
            await refused(
                world.call("ec2:DescribeSecurityGroups", { GroupIds: [groupId] }),
                "InvalidGroup.NotFound",
            );
        });

        it("rejects changes of a cluster that is being created", async () => {
            const creation = create();
            await refused(
                world.call("eks:CreateAddon", { clusterName: "management", addonName: "vpc-cni" }),
                "InvalidRequestException",
                /not in ACTIVE status/,
            );
            await creation;
        });

        it("rejects changes of a cluster that is being deleted", async () => {
            await create();
            const deletion = world.call("eks:DeleteCluster", { name: "management" });
            await refused(
                world.call("eks:CreateAddon", { clusterName: "management", addonName: "vpc-cni" }),
                "ResourceNotFoundException",
            );
            await deletion;
        });
    });

    it("holds its subnets, groups and VPC until it is deleted (EC2 user guide, requester-managed interfaces)", async () => {
        const group = await world.call("ec2:CreateSecurityGroup", {
            GroupName: "extra",
            Description: "extra",
            VpcId: network.vpcId,
        });
        const SubnetId = network.privateSubnets[0];
        await create({ resourcesVpcConfig: { securityGroupIds: [group.GroupId] } });
        await refused(world.call("ec2:DeleteSubnet", { SubnetId }), "DependencyViolation");
        const removeGroup = (): Promise<unknown> =>
            world.call("ec2:DeleteSecurityGroup", { GroupId: group.GroupId });
        await refused(removeGroup(), "DependencyViolation");
        await refused(world.call("ec2:DeleteVpc", { VpcId: network.vpcId }), "DependencyViolation");
        await world.call("eks:DeleteCluster", { name: "management" });
        await removeGroup();
        await world.call("ec2:DeleteSubnet", { SubnetId });
    });
});
