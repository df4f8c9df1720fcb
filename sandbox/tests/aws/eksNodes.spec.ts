import * as assert from "node:assert/strict";

import type { Params } from "../../src/aws/service";
import {
    get,
    newCluster,
    newNetwork,
    newNodegroup,
    newWorld,
    refused,
    roleArn,
    text,
} from "./regionalSupport";
import type { Json, Network, World } from "./regionalSupport";

const key = { clusterName: "management", nodegroupName: "default" };

describe("EKS managed node groups (EKS API Reference, CreateNodegroup)", () => {
    let world: World;
    let network: Network;

    beforeEach(async () => {
        world = newWorld();
        network = await newNetwork(world);
    });

    const nodes = (): readonly string[] =>
        world.host.nodes.get(world.host.created[0]?.id ?? "") ?? [];
    const create = (over: Params = {}): Promise<Json> => newNodegroup(world, network, over);
    const scaling = (minSize: number, desiredSize: number, maxSize: number): Params => ({
        scalingConfig: { minSize, desiredSize, maxSize },
    });

    describe("in a running cluster", () => {
        beforeEach(() => newCluster(world, network));

        it("create one node on the host for each desired node of all groups, named by address", async () => {
            await create(scaling(1, 2, 3));
            await create({ nodegroupName: "other" });
            assert.equal(nodes().length, 3);
            for (const name of nodes()) {
                assert.match(name, /^ip-10-0-[23]-\d+\.eu-west-1\.compute\.internal$/);
            }
            assert.equal(new Set(nodes()).size, 3);
        });

        it("are spread over their subnets", async () => {
            await create(scaling(2, 2, 2));
            assert.deepEqual(
                nodes()
                    .map((name) => name.split("-")[3])
                    .sort(),
                ["2", "3"],
            );
        });

        it("scale with their configuration and release addresses", async () => {
            await create();
            const [first] = nodes();
            const resize = (desiredSize: number): Promise<Json> =>
                world.call("eks:UpdateNodegroupConfig", { ...key, scalingConfig: { desiredSize } });
            await resize(3);
            assert.equal(nodes().length, 3);
            await resize(1);
            assert.deepEqual(nodes(), [first]);
            const left = await world.call("ec2:DescribeNetworkInterfaces", {
                Filters: [{ Name: "description", Values: ["Node of *"] }],
            });
            assert.equal((left.NetworkInterfaces as unknown[]).length, 1);
            await refused(resize(4), "InvalidParameterException", /max size/);
        });

        it("update labels and taints", async () => {
            await create({
                labels: { a: "1", b: "2" },
                taints: [{ key: "x", effect: "NO_SCHEDULE" }],
            });
            await world.call("eks:UpdateNodegroupConfig", {
                ...key,
                labels: { addOrUpdateLabels: { c: "3" }, removeLabels: ["a"] },
                taints: {
                    addOrUpdateTaints: [{ key: "y", effect: "NO_EXECUTE" }],
                    removeTaints: [{ key: "x", effect: "NO_SCHEDULE" }],
                },
            });
            const { nodegroup } = await world.call("eks:DescribeNodegroup", key);
            assert.deepEqual(get(nodegroup, "labels"), { b: "2", c: "3" });
            assert.equal(text(nodegroup, "taints.0.key"), "y");
        });

        for (const [min, desired, max] of [
            [2, 1, 3],
            [1, 4, 3],
            [-1, 1, 1],
            [0, 0, 0],
            [0, 1, 451],
        ] as const) {
            it(`reject sizes ${min} <= ${desired} <= ${max}`, () =>
                refused(create(scaling(min, desired, max)), "InvalidParameterException"));
        }

        it("take a size of zero", async () => {
            await create(scaling(0, 0, 1));
            assert.deepEqual(nodes(), []);
        });

        it("exist once by name", async () => {
            await create();
            await refused(create(), "ResourceInUseException", /already exists/);
        });

        it("are limited to 30 per cluster (EKS user guide, service quotas)", async () => {
            const empty = scaling(0, 0, 1);
            for (let count = 0; count < 30; count += 1) {
                await create({ ...empty, nodegroupName: `group-${count}` });
            }
            await refused(create(empty), "ResourceLimitExceededException", /30/);
        });

        it("need a role that exists", () =>
            refused(create({ nodeRole: roleArn("none") }), "InvalidParameterException", /role/));

        it("need subnets of the cluster's VPC", async () => {
            await refused(
                create({ subnets: ["subnet-1"] }),
                "InvalidParameterException",
                /subnet-1/,
            );
            const other = await newNetwork(world);
            await refused(
                create({ subnets: other.privateSubnets }),
                "InvalidParameterException",
                /VPC/,
            );
        });

        it("are never newer than the cluster, nor more than three minor versions older", async () => {
            await refused(create({ version: "1.36" }), "InvalidParameterException", /1\.36/);
            await refused(create({ version: "1.31" }), "InvalidParameterException", /1\.31/);
            await create({ version: "1.32" });
        });

        it("are updated up to the cluster's version, never downgraded", async () => {
            await create({ version: "1.34" });
            const to = (version?: string): Promise<Json> =>
                world.call("eks:UpdateNodegroupVersion", { ...key, version });
            await refused(to("1.36"), "InvalidParameterException");
            await to();
            const { nodegroup } = await world.call("eks:DescribeNodegroup", key);
            assert.equal(text(nodegroup, "version"), "1.35");
            await refused(to("1.34"), "InvalidParameterException", /1\.35 to 1\.34/);
        });

        it("reject parameters that are not modelled", () =>
            refused(create({ remoteAccess: {} }), "ValidationException", /remoteAccess/));

        it("hold their subnets", async () => {
            await create();
            await refused(
                world.call("ec2:DeleteSubnet", { SubnetId: network.privateSubnets[0] }),
                "DependencyViolation",
            );
        });

        it("leave nothing behind when the host rejects the nodes", async () => {
            world.host.failing.add("setNodes");
            await refused(create(), "ServerException");
            const { nodegroups } = await world.call("eks:ListNodegroups", {
                clusterName: "management",
            });
            assert.deepEqual(nodegroups, []);
        });

        it("get an access entry for their role from EKS, which remains when they are deleted (aws/containers-roadmap#2631)", async () => {
            const entry = { clusterName: "management", principalArn: roleArn("node") };
            await create();
            const { accessEntry } = await world.call("eks:DescribeAccessEntry", entry);
            assert.equal(text(accessEntry, "type"), "EC2_LINUX");
            assert.equal(text(accessEntry, "username"), "system:node:{{EC2PrivateDNSName}}");
            assert.deepEqual(get(accessEntry, "kubernetesGroups"), [
                "system:bootstrappers",
                "system:nodes",
            ]);
            await refused(world.call("eks:CreateAccessEntry", entry), "ResourceInUseException");
            await world.call("eks:DeleteNodegroup", key);
            assert.deepEqual(nodes(), []);
            await world.call("eks:DescribeAccessEntry", entry);
        });

        it("fail to join when their role was recreated under that entry", async () => {
            await create();
            await world.call("eks:DeleteNodegroup", key);
            world.principals.set(roleArn("node"), "AROANODE2");
            const { nodegroup } = await create();
            assert.equal(text(nodegroup, "status"), "CREATE_FAILED");
            assert.equal(text(nodegroup, "health.issues.0.code"), "NodeCreationFailure");
            assert.deepEqual(nodes(), []);
        });

        it("take a launch template that exists, and then no disk size", async () => {
            const made = await world.call("ec2:CreateLaunchTemplate", {
                LaunchTemplateName: "nodes",
                LaunchTemplateData: {},
            });
            const id = text(made, "LaunchTemplate.LaunchTemplateId");
            await refused(
                create({ launchTemplate: { id: "lt-1" } }),
                "InvalidParameterException",
                /lt-1/,
            );
            await refused(
                create({ launchTemplate: { id, version: "2" } }),
                "InvalidParameterException",
                /2/,
            );
            await refused(
                create({ launchTemplate: { id }, diskSize: 20 }),
                "InvalidParameterException",
            );
            const { nodegroup } = await create({ launchTemplate: { id, version: "1" } });
            assert.deepEqual(get(nodegroup, "launchTemplate"), { id, name: "nodes", version: "1" });
        });
    });

    describe("join only a cluster they can reach (EKS user guide, nodes fail to join cluster)", () => {
        const status = async (): Promise<string> => text(await create(), "nodegroup.status");
        const onlyOperators = { publicAccessCidrs: ["203.0.113.0/24"] };

        it("not when their NAT address is outside publicAccessCidrs", async () => {
            await newCluster(world, network, { resourcesVpcConfig: onlyOperators });
            assert.equal(await status(), "CREATE_FAILED");
        });

        it("through the private endpoint", async () => {
            const both = { ...onlyOperators, endpointPrivateAccess: true };
            await newCluster(world, network, { resourcesVpcConfig: both });
            assert.equal(await status(), "ACTIVE");
        });

        it("through their NAT address", async () => {
            const listed = { publicAccessCidrs: ["203.0.113.0/24", `${network.natAddress}/32`] };
            await newCluster(world, network, { resourcesVpcConfig: listed });
            assert.equal(await status(), "ACTIVE");
        });

        it("as soon as a route exists, within their time limit", async () => {
            world = newWorld({ nodeJoinTimeout: 5_000 });
            network = await newNetwork(world);
            const route = { RouteTableId: network.privateTable, DestinationCidrBlock: "0.0.0.0/0" };
            await world.call("ec2:DeleteRoute", route);
            await newCluster(world, network);
            const joining = status();
            await world.call("ec2:CreateRoute", { ...route, NatGatewayId: network.natId });
            assert.equal(await joining, "ACTIVE");
        });
    });
});
