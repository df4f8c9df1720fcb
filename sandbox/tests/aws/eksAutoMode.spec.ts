import * as assert from "node:assert/strict";

import { egressAddresses } from "../../src/aws/eks/gate";
import { findCluster } from "../../src/aws/eks/clusters";
import { nodeSupply } from "../../src/aws/eks/nodeSupply";
import type { ClusterNode } from "../../src/aws/contract";
import type { Params } from "../../src/aws/service";
import {
    ACCOUNT,
    REGION,
    get,
    newCluster,
    newNetwork,
    newNodegroup,
    newWorld,
    refused,
    roleArn,
    text,
    type Network,
    type World,
} from "./regionalSupport";

const ON = {
    computeConfig: {
        enabled: true,
        nodePools: ["general-purpose", "system"],
        nodeRoleArn: roleArn("node"),
    },
    kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
    storageConfig: { blockStorage: { enabled: true } },
    bootstrapSelfManagedAddons: false,
};

const OFF = {
    computeConfig: { enabled: false },
    kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: false } },
    storageConfig: { blockStorage: { enabled: false } },
};

describe("EKS Auto Mode (EKS user guide, Automate cluster infrastructure with EKS Auto Mode)", () => {
    let world: World;
    let network: Network;
    const create = (over: Params = {}): Promise<unknown> =>
        newCluster(world, network, { ...ON, ...over });
    const update = (change: Params): Promise<unknown> =>
        world.call("eks:UpdateClusterConfig", { name: "management", ...change });
    const id = (): string => world.host.created[0]!.id;
    const anything = (): boolean => true;

    beforeEach(async () => {
        world = newWorld();
        network = await newNetwork(world);
    });

    it("is shown as requested, and is absent if never requested", async () => {
        const cluster = await create();
        assert.deepEqual(get(cluster, "computeConfig"), ON.computeConfig);
        assert.equal(get(cluster, "kubernetesNetworkConfig.elasticLoadBalancing.enabled"), true);
        assert.equal(get(cluster, "storageConfig.blockStorage.enabled"), true);
        const plain = await newCluster(world, network, { name: "plain" });
        assert.equal(get(plain, "computeConfig"), undefined);
        assert.equal(get(plain, "storageConfig"), undefined);
    });

    it("is all three settings or none", async () => {
        for (const missing of [
            "computeConfig",
            "kubernetesNetworkConfig",
            "storageConfig",
        ] as const) {
            await refused(
                create({ [missing]: undefined }),
                "InvalidParameterException",
                /all either fully enabled or fully disabled/,
            );
        }
    });

    it("requires access entries and no self-managed add-ons", async () => {
        await refused(
            create({ bootstrapSelfManagedAddons: true }),
            "InvalidParameterException",
            /bootstrapSelfManagedAddons must be set to false/,
        );
        await refused(
            create({ accessConfig: { authenticationMode: "CONFIG_MAP" } }),
            "InvalidParameterException",
            /API or API_AND_CONFIG_MAP/,
        );
    });

    it("requires a role with node pools, and node pools with a role", async () => {
        const compute = (over: Params): Params => ({
            computeConfig: { ...ON.computeConfig, ...over },
        });
        await refused(
            create(compute({ nodePools: [] })),
            "InvalidParameterException",
            /nodeRoleArn is not null or empty, nodePool value\(s\) must be provided/,
        );
        await refused(create(compute({ nodeRoleArn: undefined })), "InvalidParameterException");
        await refused(create(compute({ nodePools: ["gpu"] })), "InvalidParameterException", /gpu/);
        await create(compute({ nodeRoleArn: undefined, nodePools: undefined }));
    });

    it("creates the access entry of its nodes' role", async () => {
        await create();
        const key = { clusterName: "management", principalArn: roleArn("node") };
        const entry = await world.call("eks:DescribeAccessEntry", key);
        assert.equal(text(entry, "accessEntry.type"), "EC2");
        const policies = await world.call("eks:ListAssociatedAccessPolicies", key);
        assert.match(
            text(policies, "associatedAccessPolicies.0.policyArn"),
            /cluster-access-policy\/AmazonEKSAutoNodePolicy$/,
        );
    });

    it("is turned on and off in one update, never partially", async () => {
        await newCluster(world, network);
        await refused(update({ computeConfig: ON.computeConfig }), "InvalidParameterException");
        const { computeConfig, kubernetesNetworkConfig, storageConfig } = ON;
        const on = { computeConfig, kubernetesNetworkConfig, storageConfig };
        const answer = await update(on);
        assert.equal(text(answer, "update.type"), "AutoModeUpdate");
        await refused(update(on), "InvalidParameterException", /No changes needed/);
        await refused(
            update({ ...on, logging: { clusterLogging: [] } }),
            "InvalidParameterException",
            /Only one type of update/,
        );
        await refused(
            update({ ...on, computeConfig: { ...computeConfig, nodeRoleArn: roleArn("cluster") } }),
            "InvalidParameterException",
            /cannot be changed/,
        );
        await nodeSupply(world.deps).autoNode(id(), anything);
        await update(OFF);
        assert.deepEqual(world.host.nodes.get(id()), []);
        const cluster = await world.call("eks:DescribeCluster", { name: "management" });
        assert.equal(get(cluster, "cluster.computeConfig.enabled"), false);
    });

    describe("nodes for pods that fit no node", () => {
        const supply = (): ReturnType<typeof nodeSupply> => nodeSupply(world.deps);

        it("are created one at a time and take every pod that fits", async () => {
            await create();
            const [first, second] = await Promise.all([
                supply().autoNode(id(), anything),
                supply().autoNode(id(), anything),
            ]);
            assert.match(first ?? "", /^i-[0-9a-f]{17}$/);
            assert.equal(second, first);
            assert.deepEqual(world.host.nodes.get(id()), [first]);
            const [node] = world.host.nodeViews.get(id()) ?? [];
            assert.equal(node?.labels["eks.amazonaws.com/compute-type"], "auto");
        });

        it("are not created for pods that would not fit them either", async () => {
            await create();
            const gpu = ({ labels }: ClusterNode): boolean => labels["accelerator"] === "gpu";
            assert.equal(await supply().autoNode(id(), gpu), undefined);
            assert.equal(world.host.nodes.get(id()), undefined);
        });

        it("are not created without Auto Mode, nor from the pool for critical add-ons", async () => {
            await newCluster(world, network);
            assert.equal(await supply().autoNode(id(), anything), undefined);
            await newCluster(world, network, {
                ...ON,
                name: "system",
                computeConfig: { ...ON.computeConfig, nodePools: ["system"] },
            });
            const other = world.host.created[1]!.id;
            assert.equal(await supply().autoNode(other, anything), undefined);
        });

        it("are not created if they could not reach the cluster's endpoint", async () => {
            await create({
                resourcesVpcConfig: { publicAccessCidrs: ["203.0.113.0/24"] },
            });
            await assert.rejects(
                supply().autoNode(id(), anything),
                /no node can join: a node in subnet-\w+ is seen as .*, not in publicAccessCidrs/,
            );
            await update({
                resourcesVpcConfig: {
                    publicAccessCidrs: ["203.0.113.0/24", `${network.natAddress}/32`],
                },
            });
            assert.match((await supply().autoNode(id(), anything)) ?? "", /^i-/);
        });

        it("use the NAT gateway of the cluster's subnets, unlike node groups in other subnets", async () => {
            await create();
            await newNodegroup(world, network, { subnets: network.publicSubnets });
            const cluster = findCluster(
                world.store,
                { account: ACCOUNT, region: REGION },
                "management",
            )!;
            assert.ok(egressAddresses(world.store, cluster).includes(network.natAddress));
        });

        it("keep their subnet from being deleted, and are deleted with their cluster", async () => {
            await create();
            await supply().autoNode(id(), anything);
            const held = (): Promise<unknown> =>
                world.call("ec2:DescribeNetworkInterfaces", {
                    Filters: [{ Name: "description", Values: ["Auto Mode node of *"] }],
                });
            assert.equal((get(await held(), "NetworkInterfaces") as unknown[]).length, 1);
            await world.call("eks:DeleteCluster", { name: "management" });
            assert.equal((get(await held(), "NetworkInterfaces") as unknown[]).length, 0);
        });
    });
});
