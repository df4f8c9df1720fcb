import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { constructVpc } from "../../src/plugins/components/awsxVpc";
import { children, construct, inputsOf, mockEngine, valueOf } from "./componentSupport";

describe("the stand-in for awsx.ec2.Vpc", () => {
    beforeEach(mockEngine);

    const named = (type: string): readonly string[] =>
        children
            .filter((child) => child.startsWith(`${type} `))
            .map((child) => child.split(" ")[1]!);

    it("creates the real one's children, named by type and zone", async () => {
        await construct(constructVpc, "net", {
            numberOfAvailabilityZones: 2,
            subnetStrategy: "Auto",
            natGateways: { strategy: "Single" },
        });
        const subnets = ["net-private-1", "net-private-2", "net-public-1", "net-public-2"];
        assert.deepEqual([...named("aws:ec2/subnet:Subnet")].sort(), subnets);
        assert.deepEqual([...named("aws:ec2/routeTable:RouteTable")].sort(), subnets);
        assert.deepEqual([...named("aws:ec2/route:Route")].sort(), subnets);
        assert.deepEqual(
            [...named("aws:ec2/routeTableAssociation:RouteTableAssociation")].sort(),
            subnets,
        );
        assert.deepEqual(named("aws:ec2/eip:Eip"), ["net-1"]);
        assert.deepEqual(named("aws:ec2/natGateway:NatGateway"), ["net-1"]);
        assert.deepEqual(named("aws:ec2/vpc:Vpc"), ["net"]);
        assert.deepEqual(named("aws:ec2/internetGateway:InternetGateway"), ["net"]);
    });

    it("defaults to three zones with a gateway each", async () => {
        await construct(constructVpc, "net", { subnetStrategy: "Auto" });
        assert.deepEqual(named("aws:ec2/natGateway:NatGateway"), ["net-1", "net-2", "net-3"]);
        assert.equal(named("aws:ec2/subnet:Subnet").length, 6);
    });

    it("uses given addresses instead of creating any", async () => {
        await construct(constructVpc, "net", {
            subnetStrategy: "Auto",
            natGateways: { strategy: "Single", elasticIpAllocationIds: ["eipalloc-1"] },
        });
        assert.deepEqual(named("aws:ec2/eip:Eip"), []);
        assert.equal(
            inputsOf.get("aws:ec2/natGateway:NatGateway net-1")?.allocationId,
            "eipalloc-1",
        );
    });

    it("creates no route out of isolated subnets, and none out of private ones without gateways", async () => {
        await construct(constructVpc, "net", {
            subnetStrategy: "Auto",
            numberOfAvailabilityZones: 1,
            natGateways: { strategy: "None" },
            subnetSpecs: [{ type: "Public" }, { type: "Private" }, { type: "Isolated" }],
        });
        assert.deepEqual(named("aws:ec2/route:Route"), ["net-public-1"]);
    });

    it("tags subnets with the VPC's tags, the spec's and their own", async () => {
        await construct(constructVpc, "net", {
            subnetStrategy: "Auto",
            numberOfAvailabilityZones: 1,
            tags: { Name: "hub", team: "x" },
            subnetSpecs: [
                { type: "Public", tags: { "kubernetes.io/role/elb": "1" } },
                { type: "Private" },
            ],
        });
        assert.deepEqual(inputsOf.get("aws:ec2/subnet:Subnet net-public-1")?.tags, {
            Name: "net-public-1",
            SubnetType: "Public",
            team: "x",
            "kubernetes.io/role/elb": "1",
        });
        assert.deepEqual(inputsOf.get("aws:ec2/vpc:Vpc net")?.tags, { Name: "hub", team: "x" });
    });

    it("gives ids and resources by type of subnet", async () => {
        const state = await construct(constructVpc, "net", {
            subnetStrategy: "Auto",
            numberOfAvailabilityZones: 1,
        });
        assert.deepEqual(await valueOf(state.publicSubnetIds), ["net-public-1-id"]);
        assert.deepEqual(await valueOf(state.privateSubnetIds), ["net-private-1-id"]);
        assert.equal(await valueOf(state.vpcId), "net-id");
        const routes = state.routes as readonly unknown[];
        assert.equal(
            routes.every((route) => pulumi.CustomResource.isInstance(route)),
            true,
        );
        assert.equal(routes.length, 2);
    });

    it("requires the layout and rejects unknown arguments", async () => {
        await assert.rejects(construct(constructVpc, "net", {}), /needs subnetStrategy "Auto"/);
        await assert.rejects(
            construct(constructVpc, "net", { subnetStrategy: "Legacy" }),
            /'subnetStrategy' as "Auto" only/,
        );
        const vpcEndpointSpecs = { subnetStrategy: "Auto", vpcEndpointSpecs: [] };
        await assert.rejects(construct(constructVpc, "net", vpcEndpointSpecs), /vpcEndpointSpecs/);
    });
});
