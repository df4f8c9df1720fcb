import * as assert from "node:assert/strict";

import type { Params } from "../../src/aws/service";
import { get, newNetwork, newWorld, refused, text } from "./regionalSupport";
import type { Json, Network, World } from "./regionalSupport";

describe("EC2 VPC endpoints (Amazon EC2 API Reference, AWS PrivateLink guide)", () => {
    let world: World;
    let network: Network;
    let GroupId: string;

    beforeEach(async () => {
        world = newWorld();
        network = await newNetwork(world);
        const VpcId = network.vpcId;
        await call("ModifyVpcAttribute", { VpcId, EnableDnsHostnames: { Value: true } });
        const group = await call("CreateSecurityGroup", {
            GroupName: "endpoints",
            Description: "HTTPS",
            VpcId,
        });
        GroupId = text(group, "GroupId");
    });

    function call(action: string, params: Params): Promise<Json> {
        return world.call(`ec2:${action}`, params);
    }

    function ofInterface(over: Params = {}): Promise<Json> {
        return call("CreateVpcEndpoint", {
            VpcEndpointType: "Interface",
            VpcId: network.vpcId,
            ServiceName: "com.amazonaws.eu-west-1.sts",
            SubnetIds: network.privateSubnets,
            SecurityGroupIds: [GroupId],
            PrivateDnsEnabled: true,
            ...over,
        });
    }

    function gateway(over: Params = {}): Promise<Json> {
        return call("CreateVpcEndpoint", {
            VpcEndpointType: "Gateway",
            VpcId: network.vpcId,
            ServiceName: "com.amazonaws.eu-west-1.s3",
            RouteTableIds: [network.privateTable],
            ...over,
        });
    }

    it("of an interface have one in each subnet, which goes with them", async () => {
        const made = await ofInterface();
        const ids = get(made, "VpcEndpoint.NetworkInterfaceIds") as string[];
        assert.equal(ids.length, 2);
        const VpcEndpointIds = [text(made, "VpcEndpoint.VpcEndpointId")];
        await call("DescribeNetworkInterfaces", { NetworkInterfaceIds: ids });
        await call("DeleteVpcEndpoints", { VpcEndpointIds });
        await refused(
            call("DescribeNetworkInterfaces", { NetworkInterfaceIds: ids }),
            "InvalidNetworkInterfaceID.NotFound",
        );
        await refused(
            call("DescribeVpcEndpoints", { VpcEndpointIds }),
            "InvalidVpcEndpointId.NotFound",
        );
    });

    it("of a gateway are in route tables, and there are such for S3 and DynamoDB alone", async () => {
        const made = await gateway();
        assert.deepEqual(get(made, "VpcEndpoint.RouteTableIds"), [network.privateTable]);
        await refused(
            gateway({ ServiceName: "com.amazonaws.eu-west-1.sts" }),
            "InvalidParameter",
            /does not match available service types/,
        );
    });

    it("take what belongs to their type only", async () => {
        await refused(gateway({ SubnetIds: network.privateSubnets }), "InvalidParameter");
        await refused(ofInterface({ RouteTableIds: [network.privateTable] }), "InvalidParameter");
    });

    for (const [what, ServiceName] of [
        ["another region's", "com.amazonaws.us-east-1.sts"],
        ["China's", "cn.com.amazonaws.eu-west-1.sts"],
        ["none", "sts"],
    ] as const) {
        it(`are not of ${what} service`, () =>
            refused(ofInterface({ ServiceName }), "InvalidServiceName"));
    }

    it("are one in a zone", () =>
        refused(
            ofInterface({ SubnetIds: [network.privateSubnets[0], network.publicSubnets[0]] }),
            "DuplicateSubnetsInSameZone",
        ));

    it("are not in another VPC's subnets", async () => {
        const other = await newNetwork(world);
        await refused(ofInterface({ SubnetIds: other.privateSubnets }), "InvalidParameter");
    });

    it("have the service's names once in a VPC, and where the VPC has names at all", async () => {
        await ofInterface();
        await refused(ofInterface(), "InvalidParameter", /conflicting DNS domain/);
        await ofInterface({ PrivateDnsEnabled: false });
        await call("ModifyVpcAttribute", {
            VpcId: network.vpcId,
            EnableDnsHostnames: { Value: false },
        });
        await refused(
            ofInterface({ ServiceName: "com.amazonaws.eu-west-1.ec2" }),
            "InvalidParameter",
            /enableDnsHostnames/,
        );
    });

    it("are found by VPC and service, and changed in place", async () => {
        const [first = "", second = ""] = network.privateSubnets;
        const made = await ofInterface({ SubnetIds: [first] });
        const VpcEndpointId = text(made, "VpcEndpoint.VpcEndpointId");
        await call("ModifyVpcEndpoint", {
            VpcEndpointId,
            AddSubnetIds: [second],
            RemoveSubnetIds: [first],
        });
        const found = await call("DescribeVpcEndpoints", {
            Filters: [
                { Name: "vpc-id", Values: [network.vpcId] },
                { Name: "service-name", Values: ["com.amazonaws.eu-west-1.sts"] },
            ],
        });
        assert.equal(text(found, "VpcEndpoints.0.VpcEndpointId"), VpcEndpointId);
        assert.deepEqual(get(found, "VpcEndpoints.0.SubnetIds"), [second]);
    });

    it("keep their VPC, its subnets and groups from being deleted", async () => {
        await ofInterface();
        await refused(call("DeleteVpc", { VpcId: network.vpcId }), "DependencyViolation");
        await refused(
            call("DeleteSubnet", { SubnetId: network.privateSubnets[0] }),
            "DependencyViolation",
        );
        await refused(call("DeleteSecurityGroup", { GroupId }), "DependencyViolation");
    });
});
