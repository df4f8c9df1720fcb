import * as assert from "node:assert/strict";

import type { Params } from "../../src/aws/service";
import { newNetwork, newWorld, refused, text } from "./regionalSupport";
import type { Json, Network, World } from "./regionalSupport";

describe("EC2 routing (Amazon EC2 API Reference)", () => {
    let world: World;
    let network: Network;

    beforeEach(async () => {
        world = newWorld();
        network = await newNetwork(world);
    });

    const call = (action: string, params: Params): Promise<Json> =>
        world.call(`ec2:${action}`, params);

    describe("routes", () => {
        const route = (over: Params): Promise<Json> =>
            call("CreateRoute", {
                RouteTableId: network.privateTable,
                DestinationCidrBlock: "1.2.3.0/24",
                ...over,
            });

        it("have one target that exists in the VPC", async () => {
            await refused(route({}), "InvalidParameterCombination");
            await refused(route({ GatewayId: "igw-1" }), "InvalidGatewayID.NotFound");
            await refused(route({ NatGatewayId: "nat-1" }), "InvalidNatGatewayID.NotFound");
            const other = await newNetwork(world);
            await refused(
                route({ GatewayId: other.gatewayId }),
                "InvalidParameterValue",
                /different networks/,
            );
            await route({ GatewayId: network.gatewayId });
        });

        it("exist once for a destination; the local one stays", async () => {
            await refused(
                route({ DestinationCidrBlock: "0.0.0.0/0", GatewayId: network.gatewayId }),
                "RouteAlreadyExists",
            );
            const key = { RouteTableId: network.privateTable, DestinationCidrBlock: "10.0.0.0/16" };
            await refused(call("DeleteRoute", key), "InvalidParameterValue", /local/);
            await refused(
                call("DeleteRoute", { ...key, DestinationCidrBlock: "1.1.1.0/24" }),
                "InvalidRoute.NotFound",
            );
        });

        it("become black holes when their target is deleted", async () => {
            await call("DeleteNatGateway", { NatGatewayId: network.natId });
            const { RouteTables } = await call("DescribeRouteTables", {
                RouteTableIds: [network.privateTable],
            });
            assert.equal(text(RouteTables, "0.Routes.1.State"), "blackhole");
        });
    });

    describe("route table associations", () => {
        it("exist once for a subnet and can move to another table", async () => {
            const made = await call("CreateRouteTable", { VpcId: network.vpcId });
            const RouteTableId = text(made, "RouteTable.RouteTableId");
            const SubnetId = network.privateSubnets[0];
            await refused(
                call("AssociateRouteTable", { RouteTableId, SubnetId }),
                "Resource.AlreadyAssociated",
            );
            const tables = await call("DescribeRouteTables", {
                Filters: [{ Name: "association.subnet-id", Values: [SubnetId] }],
            });
            const AssociationId = text(
                tables,
                "RouteTables.0.Associations.0.RouteTableAssociationId",
            );
            const { NewAssociationId } = await call("ReplaceRouteTableAssociation", {
                AssociationId,
                RouteTableId,
            });
            await refused(
                call("DisassociateRouteTable", { AssociationId }),
                "InvalidAssociationID.NotFound",
            );
            await refused(call("DeleteRouteTable", { RouteTableId }), "DependencyViolation");
            await call("DisassociateRouteTable", { AssociationId: NewAssociationId });
            await call("DeleteRouteTable", { RouteTableId });
        });
    });

    describe("addresses and NAT gateways", () => {
        it("are unique public addresses, over all accounts", async () => {
            const addresses = [network.natAddress];
            for (const account of ["111111111111", "222222222222"]) {
                for (let count = 0; count < 40; count += 1) {
                    const made = await world.call("ec2:AllocateAddress", {}, { account });
                    addresses.push(text(made, "PublicIp"));
                }
            }
            assert.equal(new Set(addresses).size, 81);
            assert.ok(addresses.every((it) => /^(198\.51\.100|192\.0\.2)\.\d+$/.test(it)));
        });

        it("a NAT gateway needs a free address and a subnet", async () => {
            const SubnetId = network.publicSubnets[1];
            const { AllocationId } = await call("AllocateAddress", {});
            const create = (params: Params): Promise<Json> => call("CreateNatGateway", params);
            await refused(create({ SubnetId }), "MissingParameter");
            await refused(
                create({ SubnetId, AllocationId: "eipalloc-1" }),
                "InvalidAllocationID.NotFound",
            );
            await refused(
                create({ SubnetId: "subnet-1", AllocationId }),
                "InvalidSubnetID.NotFound",
            );
            await refused(
                create({ SubnetId, AllocationId: network.allocationId }),
                "Resource.AlreadyAssociated",
            );
            await create({ SubnetId, AllocationId });
        });

        it("a NAT gateway holds its address until it is deleted", async () => {
            const release = (): Promise<Json> =>
                call("ReleaseAddress", { AllocationId: network.allocationId });
            await refused(release(), "InvalidIPAddress.InUse");
            await call("DeleteNatGateway", { NatGatewayId: network.natId });
            await refused(
                call("DeleteNatGateway", { NatGatewayId: network.natId }),
                "NatGatewayNotFound",
            );
            await release();
        });
    });
});
