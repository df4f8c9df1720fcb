import * as assert from "node:assert/strict";

import { contains, formatCidr, overlaps, parseCidr } from "../../src/aws/ec2/ipv4";
import { zonesOf } from "../../src/aws/ec2/zones";
import type { Params } from "../../src/aws/service";
import { get, newNetwork, newWorld, refused, text } from "./regionalSupport";
import type { Json, Network, World } from "./regionalSupport";

describe("EC2 networks (Amazon EC2 API Reference)", () => {
    let world: World;
    let network: Network;

    beforeEach(async () => {
        world = newWorld();
        network = await newNetwork(world);
    });

    const call = (action: string, params: Params): Promise<Json> =>
        world.call(`ec2:${action}`, params);

    describe("blocks", () => {
        it("lose their host bits, as CreateVpc and CreateSubnet say", () => {
            const cidr = parseCidr("100.68.0.18/18");
            assert.ok(cidr);
            assert.equal(formatCidr(cidr), "100.68.0.0/18");
        });

        for (const wrong of [
            "10.0.0.0",
            "10.0.0.0/33",
            "10.0.0/8",
            "10.0.0.0/8/8",
            "::/0",
            "10.0.0.256/8",
        ]) {
            it(`do not have the form ${wrong}`, () => assert.equal(parseCidr(wrong), undefined));
        }

        it("contain and overlap each other by their addresses", () => {
            const block = (value: string) => parseCidr(value) ?? assert.fail(value);
            assert.equal(contains(block("10.0.0.0/16"), block("10.0.255.0/24")), true);
            assert.equal(contains(block("10.0.0.0/16"), block("10.1.0.0/24")), false);
            assert.equal(contains(block("10.0.0.0/24"), block("10.0.0.0/16")), false);
            assert.equal(overlaps(block("10.0.0.0/24"), block("10.0.0.0/16")), true);
            assert.equal(overlaps(block("10.0.0.0/24"), block("10.0.1.0/24")), false);
            assert.equal(contains(block("0.0.0.0/0"), block("255.0.0.0/8")), true);
        });
    });

    describe("VPCs", () => {
        it("create a default group and a main route table, and delete both", async () => {
            const made = await call("CreateVpc", { CidrBlock: "10.9.1.2/16" });
            const VpcId = text(made, "Vpc.VpcId");
            assert.equal(text(made, "Vpc.CidrBlock"), "10.9.0.0/16");
            const inVpc = { Name: "vpc-id", Values: [VpcId] };
            const groups = await call("DescribeSecurityGroups", { Filters: [inVpc] });
            assert.equal(text(groups, "SecurityGroups.0.GroupName"), "default");
            const main = [inVpc, { Name: "association.main", Values: ["true"] }];
            const tables = await call("DescribeRouteTables", { Filters: main });
            assert.equal(text(tables, "RouteTables.0.Routes.0.GatewayId"), "local");
            await call("DeleteVpc", { VpcId });
            const left = await call("DescribeSecurityGroups", { Filters: [inVpc] });
            assert.deepEqual(left.SecurityGroups, []);
        });

        for (const CidrBlock of ["10.0.0.0/15", "10.0.0.0/29"]) {
            it(`are not as large or small as ${CidrBlock}`, () =>
                refused(call("CreateVpc", { CidrBlock }), "InvalidVpc.Range"));
        }

        it("change one attribute at a time", async () => {
            const { vpcId: VpcId } = network;
            await call("ModifyVpcAttribute", { VpcId, EnableDnsHostnames: { Value: true } });
            const read = await call("DescribeVpcAttribute", {
                VpcId,
                Attribute: "enableDnsHostnames",
            });
            assert.equal(get(read, "EnableDnsHostnames.Value"), true);
            const both = { EnableDnsHostnames: { Value: true }, EnableDnsSupport: { Value: true } };
            await refused(
                call("ModifyVpcAttribute", { VpcId, ...both }),
                "InvalidParameterCombination",
            );
        });

        it("are not found under another id, account or region", async () => {
            await refused(call("DeleteVpc", { VpcId: "vpc-1" }), "InvalidVpcID.NotFound");
            const params = { VpcIds: [network.vpcId] };
            await call("DescribeVpcs", params);
            for (const elsewhere of [{ account: "222222222222" }, { region: "us-east-1" }]) {
                await refused(
                    world.call("ec2:DescribeVpcs", params, elsewhere),
                    "InvalidVpcID.NotFound",
                );
            }
        });
    });

    describe("subnets", () => {
        const subnet = (CidrBlock: string, over: Params = {}): Promise<Json> =>
            call("CreateSubnet", { VpcId: network.vpcId, CidrBlock, ...over });

        it("are inside the VPC's block and overlap no other", async () => {
            await refused(subnet("10.1.0.0/24"), "InvalidSubnet.Range");
            await refused(subnet("10.0.3.128/25"), "InvalidSubnet.Conflict");
            await refused(subnet("10.0.0.0/16"), "InvalidSubnet.Conflict");
            await subnet("10.0.4.0/24");
        });

        it("may repeat the block of another VPC's subnet", async () => {
            const other = await call("CreateVpc", { CidrBlock: "10.0.0.0/16" });
            await subnet("10.0.0.0/24", { VpcId: text(other, "Vpc.VpcId") });
        });

        it("are in a zone of the region, by name or id", async () => {
            const made = await subnet("10.0.4.0/24", { AvailabilityZoneId: "euw1-az3" });
            assert.equal(text(made, "Subnet.AvailabilityZone"), "eu-west-1c");
            await refused(
                subnet("10.0.5.0/24", { AvailabilityZone: "us-east-1a" }),
                "InvalidParameterValue",
                /eu-west-1a, eu-west-1b, eu-west-1c/,
            );
        });

        it("count the addresses that are left, five fewer than the block has", async () => {
            const SubnetIds = [network.publicSubnets[0]];
            const before = await call("DescribeSubnets", { SubnetIds });
            assert.equal(
                get(before, "Subnets.0.AvailableIpAddressCount"),
                250,
                "one is the NAT gateway's",
            );
        });

        it("lose their route table association with them", async () => {
            const SubnetId = network.privateSubnets[0];
            await call("DeleteSubnet", { SubnetId });
            const { RouteTables } = await call("DescribeRouteTables", {
                RouteTableIds: [network.privateTable],
            });
            assert.equal((get(RouteTables, "0.Associations") as unknown[]).length, 1);
        });
    });

    it("zones have the ids of the AWS RAM user guide", () => {
        const first = (region: string): string | undefined => zonesOf(region)[0]?.id;
        assert.equal(first("us-east-1"), "use1-az1");
        assert.equal(first("ap-southeast-2"), "apse2-az1");
        assert.equal(first("us-gov-west-1"), "usgw1-az1");
    });

    it("zones are described and filtered by state", async () => {
        const ask = (value: string): Promise<Json> =>
            call("DescribeAvailabilityZones", { Filters: [{ Name: "state", Values: [value] }] });
        assert.equal(((await ask("available")).AvailabilityZones as unknown[]).length, 3);
        assert.deepEqual((await ask("impaired")).AvailabilityZones, []);
    });

    it("can be deleted only in AWS's order (VPC user guide, Delete your VPC)", async () => {
        const { vpcId: VpcId, gatewayId: InternetGatewayId } = network;
        const pair = { VpcId, InternetGatewayId };
        await refused(call("DeleteVpc", { VpcId }), "DependencyViolation");
        await refused(
            call("DeleteSubnet", { SubnetId: network.publicSubnets[0] }),
            "DependencyViolation",
        );
        await refused(
            call("DetachInternetGateway", pair),
            "DependencyViolation",
            /mapped public address/,
        );
        await refused(call("DeleteInternetGateway", { InternetGatewayId }), "DependencyViolation");
        await refused(
            call("DeleteRouteTable", { RouteTableId: network.privateTable }),
            "DependencyViolation",
        );
        await call("DeleteNatGateway", { NatGatewayId: network.natId });
        for (const SubnetId of [...network.publicSubnets, ...network.privateSubnets]) {
            await refused(call("DeleteVpc", { VpcId }), "DependencyViolation");
            await call("DeleteSubnet", { SubnetId });
        }
        await refused(call("DeleteVpc", { VpcId }), "DependencyViolation");
        await call("DetachInternetGateway", pair);
        await call("DeleteInternetGateway", { InternetGatewayId });
        await refused(call("DeleteVpc", { VpcId }), "DependencyViolation", /dependencies/);
        const { RouteTables } = await call("DescribeRouteTables", {
            Filters: [{ Name: "vpc-id", Values: [VpcId] }],
        });
        for (const table of RouteTables as Json[]) {
            if ((table.Associations as unknown[]).length === 0) {
                await call("DeleteRouteTable", { RouteTableId: table.RouteTableId });
            }
        }
        await call("DeleteVpc", { VpcId });
    });

    it("an internet gateway is attached to one VPC, and a VPC has one", async () => {
        const other = await newNetwork(world);
        const attach = (InternetGatewayId: string): Promise<Json> =>
            call("AttachInternetGateway", { InternetGatewayId, VpcId: other.vpcId });
        await refused(attach(network.gatewayId), "Resource.AlreadyAssociated");
        const made = await call("CreateInternetGateway", {});
        await refused(
            attach(text(made, "InternetGateway.InternetGatewayId")),
            "InvalidParameterValue",
        );
        await refused(
            call("DetachInternetGateway", {
                InternetGatewayId: network.gatewayId,
                VpcId: other.vpcId,
            }),
            "Gateway.NotAttached",
        );
    });
});
