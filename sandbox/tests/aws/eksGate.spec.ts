import * as assert from "node:assert/strict";

import type { ConnectionSource } from "../../src/aws/contract";
import { findCluster } from "../../src/aws/eks/clusters";
import { clusterSource, egressAddresses, endpointGate } from "../../src/aws/eks/gate";
import type { Cluster } from "../../src/aws/eks/types";
import {
    ACCOUNT,
    REGION,
    newCluster,
    newNetwork,
    newNodegroup,
    newWorld,
    text,
} from "./regionalSupport";
import type { Network, World } from "./regionalSupport";

const operator = { name: "operator", addresses: ["203.0.113.7"] };

describe("The endpoint gate (EKS user guide, Cluster API server endpoint)", () => {
    let world: World;
    let network: Network;
    let host: string;

    beforeEach(async () => {
        world = newWorld();
        network = await newNetwork(world);
    });

    const withAccess = async (resourcesVpcConfig: object): Promise<void> => {
        const cluster = await newCluster(world, network, {
            resourcesVpcConfig: { ...resourcesVpcConfig },
        });
        host = new URL(text(cluster, "endpoint")).hostname;
    };
    const ask = (source: Parameters<ReturnType<typeof endpointGate>["mayConnect"]>[1]) =>
        endpointGate(world.deps).mayConnect(host, source);
    const cluster = (): Cluster => {
        const found = findCluster(world.store, { account: ACCOUNT, region: REGION }, "management");
        assert.ok(found);
        return found;
    };

    it("admits only sources in publicAccessCidrs, and reports the list that rejected a source", async () => {
        await withAccess({ publicAccessCidrs: ["203.0.113.0/29"] });
        assert.equal(ask(operator).allowed, true);
        const other = ask({ name: "stranger", addresses: ["203.0.113.8"] });
        assert.equal(other.allowed, false);
        assert.match(other.reason, /203\.0\.113\.8.*publicAccessCidrs.*203\.0\.113\.0\/29/);
    });

    it("admits a source if one of its addresses is in a range", async () => {
        await withAccess({ publicAccessCidrs: ["203.0.113.7/32"] });
        assert.equal(ask({ ...operator, addresses: ["192.0.2.1", "203.0.113.7"] }).allowed, true);
    });

    it("rejects sources without a public address at the public endpoint, even if it is open to all", async () => {
        await withAccess({});
        assert.equal(ask(operator).allowed, true);
        const inside = ask({ name: "isolated", addresses: [], vpcId: network.vpcId });
        assert.equal(inside.allowed, false);
        assert.match(inside.reason, /no way out/);
    });

    it("answers inside the VPC only, once the public endpoint is off", async () => {
        await withAccess({ endpointPublicAccess: false, endpointPrivateAccess: true });
        const refused = ask(operator);
        assert.equal(refused.allowed, false);
        assert.match(refused.reason, /public endpoint of management is off/);
        assert.equal(ask({ name: "nodes", addresses: [], vpcId: network.vpcId }).allowed, true);
        assert.equal(ask({ name: "nodes", addresses: [], vpcId: "vpc-other" }).allowed, false);
    });

    it("admits only nodes of its own VPC once it is private, since there is no peering", async () => {
        await withAccess({ endpointPublicAccess: false, endpointPrivateAccess: true });
        const sourceOf = async (name: string, placed: Network): Promise<ConnectionSource> => {
            await newCluster(world, placed, { name });
            const made = findCluster(world.store, { account: ACCOUNT, region: REGION }, name);
            assert.ok(made);
            return clusterSource(world.store, made);
        };
        assert.equal(ask(await sourceOf("neighbour", network)).allowed, true);
        const stranger = ask(await sourceOf("stranger", await newNetwork(world)));
        assert.equal(stranger.allowed, false);
        assert.match(stranger.reason, /nodes of stranger is not in its VPC/);
    });

    it("admits the VPC at the private endpoint regardless of the public ranges", async () => {
        await withAccess({ endpointPrivateAccess: true, publicAccessCidrs: ["203.0.113.0/24"] });
        assert.equal(ask(clusterSource(world.store, cluster())).allowed, true);
        assert.equal(ask({ name: "nodes", addresses: ["198.51.100.1"] }).allowed, false);
    });

    it("follows updates at once", async () => {
        await withAccess({});
        await world.call("eks:UpdateClusterConfig", {
            name: "management",
            resourcesVpcConfig: { publicAccessCidrs: ["192.0.2.0/24"] },
        });
        assert.equal(ask(operator).allowed, false);
        await world.call("eks:UpdateClusterConfig", {
            name: "management",
            resourcesVpcConfig: { publicAccessCidrs: ["192.0.2.0/24", "203.0.113.7/32"] },
        });
        assert.equal(ask(operator).allowed, true);
    });

    it("has no endpoint for a deleted cluster", async () => {
        await withAccess({});
        await world.call("eks:DeleteCluster", { name: "management" });
        assert.match(ask(operator).reason, /no cluster/);
        assert.equal(ask(operator).allowed, false);
    });

    describe("egress addresses (VPC user guide, NAT gateway basics)", () => {
        beforeEach(() => withAccess({}));

        it("are the NAT gateway's of the cluster's private subnets", () => {
            assert.deepEqual(egressAddresses(world.store, cluster()), [network.natAddress]);
            assert.deepEqual(clusterSource(world.store, cluster()), {
                name: "nodes of management",
                addresses: [network.natAddress],
                vpcId: network.vpcId,
            });
        });

        it("do not exist without a default route or after the NAT gateway is deleted", async () => {
            await world.call("ec2:DeleteNatGateway", { NatGatewayId: network.natId });
            assert.deepEqual(egressAddresses(world.store, cluster()), []);
        });

        it("do not exist if the NAT gateway's own subnet is not public", async () => {
            const address = await world.call("ec2:AllocateAddress");
            const nat = await world.call("ec2:CreateNatGateway", {
                SubnetId: network.privateSubnets[0],
                AllocationId: address.AllocationId,
            });
            await world.call("ec2:ReplaceRoute", {
                RouteTableId: network.privateTable,
                DestinationCidrBlock: "0.0.0.0/0",
                NatGatewayId: text(nat, "NatGateway.NatGatewayId"),
            });
            assert.deepEqual(egressAddresses(world.store, cluster()), []);
        });

        it("are the nodes' own in public subnets that give addresses", async () => {
            for (const SubnetId of network.publicSubnets) {
                await world.call("ec2:ModifySubnetAttribute", {
                    SubnetId,
                    MapPublicIpOnLaunch: { Value: true },
                });
            }
            await newNodegroup(world, network, { subnets: network.publicSubnets });
            const [address, ...more] = egressAddresses(world.store, cluster());
            assert.deepEqual(more, []);
            assert.match(address ?? "", /^(198\.51\.100|192\.0\.2)\.\d+$/);
            assert.notEqual(address, network.natAddress);
        });
    });
});
