import * as assert from "node:assert/strict";

import { awsFunctions } from "../../src/plugins/aws/functions";
import type { Session } from "../../src/plugins/provider/resource";
import { requiredText, type Properties } from "../../src/plugins/provider/values";
import { ACCOUNT, Lifecycle, localAws, REGION, sessionIn } from "./pluginSupport";

describe("aws.ec2, logs and keys in the sandbox", () => {
    let session: Session;
    let vpc: Lifecycle;

    const make = (token: string, inputs: Properties): Promise<Lifecycle> =>
        Lifecycle.create(session, token, inputs);

    beforeEach(async () => {
        const { local } = localAws();
        session = await sessionIn(local);
        vpc = await make("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true });
    });

    const makeSubnet = (): Promise<Lifecycle> =>
        make("aws:ec2/subnet:Subnet", {
            vpcId: vpc.id,
            cidrBlock: "10.0.0.0/24",
            mapPublicIpOnLaunch: true,
            tags: { "kubernetes.io/role/elb": "1" },
        });

    it("creates a VPC with its DNS attributes, and changes them in place", async () => {
        assert.equal(vpc.state.enableDnsHostnames, true);
        assert.equal(vpc.state.enableDnsSupport, true);
        assert.match(requiredText(vpc.state, "mainRouteTableId"), /^rtb-/);
        const next = { cidrBlock: "10.0.0.0/16", enableDnsHostnames: false };
        assert.deepEqual(vpc.diff(next), ["enableDnsHostnames"]);
        await vpc.update(next);
        assert.equal(vpc.state.enableDnsHostnames, false);
        assert.deepEqual(vpc.diff({ cidrBlock: "10.1.0.0/16" }), ["cidrBlock!"]);
    });

    it("creates subnets, route tables, associations and routes, and detects that each was deleted", async () => {
        const subnet = await makeSubnet();
        assert.deepEqual(subnet.state.tags, { "kubernetes.io/role/elb": "1" });
        const gateway = await make("aws:ec2/internetGateway:InternetGateway", { vpcId: vpc.id });
        const table = await make("aws:ec2/routeTable:RouteTable", { vpcId: vpc.id });
        const association = await make("aws:ec2/routeTableAssociation:RouteTableAssociation", {
            routeTableId: table.id,
            subnetId: subnet.id,
        });
        const route = await make("aws:ec2/route:Route", {
            routeTableId: table.id,
            destinationCidrBlock: "0.0.0.0/0",
            gatewayId: gateway.id,
        });
        assert.equal(route.id, `${table.id}_0.0.0.0/0`);
        for (const resource of [route, association, table, gateway, subnet]) {
            assert.deepEqual(resource.diff(resource.inputs), [], resource.id);
            await resource.delete();
            assert.equal(await resource.refresh(), undefined, resource.id);
        }
        await vpc.delete();
    });

    it("moves a subnet to another route table in place, and finds the association again", async () => {
        const subnet = await makeSubnet();
        const [first, second] = [
            await make("aws:ec2/routeTable:RouteTable", { vpcId: vpc.id }),
            await make("aws:ec2/routeTable:RouteTable", { vpcId: vpc.id }),
        ];
        const association = await make("aws:ec2/routeTableAssociation:RouteTableAssociation", {
            routeTableId: first.id,
            subnetId: subnet.id,
        });
        await association.update({ routeTableId: second.id, subnetId: subnet.id });
        assert.equal((await association.refresh())?.state.routeTableId, second.id);
        await association.delete();
        assert.equal(await association.refresh(), undefined);
    });

    it("routes private subnets through a NAT gateway with a given address", async () => {
        const subnet = await makeSubnet();
        await make("aws:ec2/internetGateway:InternetGateway", { vpcId: vpc.id });
        const address = await make("aws:ec2/eip:Eip", { domain: "vpc" });
        const nat = await make("aws:ec2/natGateway:NatGateway", {
            subnetId: subnet.id,
            allocationId: address.id,
        });
        assert.equal(nat.state.publicIp, address.state.publicIp);
        assert.deepEqual(nat.diff({ subnetId: subnet.id, allocationId: "other" }), [
            "allocationId!",
        ]);
        await nat.delete();
        await address.delete();
        assert.equal(await nat.refresh(), undefined);
    });

    it("removes the egress rule of a new security group", async () => {
        const group = await make("aws:ec2/securityGroup:SecurityGroup", { vpcId: vpc.id });
        const answer = await session.api.call("ec2:DescribeSecurityGroupRules", {
            Filters: [{ Name: "group-id", Values: [group.id] }],
        });
        assert.deepEqual(answer.SecurityGroupRules, []);
        assert.match(requiredText(group.state, "name"), /^probe-/);
    });

    it("creates security group rules for ranges, groups and the group itself", async () => {
        const group = await make("aws:ec2/securityGroup:SecurityGroup", { vpcId: vpc.id });
        const other = await make("aws:ec2/securityGroup:SecurityGroup", {
            vpcId: vpc.id,
            name: "other",
        });
        const ports = { fromPort: 443, toPort: 443, protocol: "tcp", type: "ingress" };
        for (const source of [
            { cidrBlocks: ["10.0.0.0/8", "192.0.2.0/24"] },
            { sourceSecurityGroupId: other.id },
            { self: true },
        ]) {
            const inputs = { ...ports, ...source, securityGroupId: group.id, description: "a" };
            const rule = await make("aws:ec2/securityGroupRule:SecurityGroupRule", inputs);
            assert.deepEqual(rule.diff(inputs), [], JSON.stringify(source));
            await rule.update({ ...inputs, description: "b" });
            assert.equal(rule.state.description, "b");
            await rule.delete();
            assert.equal(await rule.refresh(), undefined);
        }
    });

    it("makes another version of a launch template when its data changes", async () => {
        const options = { httpTokens: "required", httpPutResponseHopLimit: 1 };
        const inputs = { metadataOptions: options, updateDefaultVersion: true };
        const template = await make("aws:ec2/launchTemplate:LaunchTemplate", inputs);
        assert.equal(template.state.latestVersion, 1);
        assert.deepEqual(template.diff(inputs), []);
        await template.update({
            ...inputs,
            metadataOptions: { ...options, httpPutResponseHopLimit: 2 },
        });
        assert.equal(template.state.latestVersion, 2);
        assert.equal(template.state.defaultVersion, 2);
    });

    it("keeps log groups with their retention", async () => {
        const name = "/aws/eks/hub/cluster";
        const group = await make("aws:cloudwatch/logGroup:LogGroup", { name, retentionInDays: 7 });
        assert.equal(group.state.arn, `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}`);
        await group.update({ name });
        assert.equal(group.state.retentionInDays, 0);
        await group.delete();
        assert.equal(await group.refresh(), undefined);
    });

    it("creates keys, whose deletion is scheduled, and aliases for them", async () => {
        const key = await make("aws:kms/key:Key", {
            enableKeyRotation: true,
            deletionWindowInDays: 7,
        });
        assert.deepEqual(key.diff({ enableKeyRotation: true, deletionWindowInDays: 7 }), []);
        const alias = await make("aws:kms/alias:Alias", { targetKeyId: key.state.arn });
        assert.match(alias.id, /^alias\/probe-/);
        assert.equal(alias.state.targetKeyArn, key.state.arn);
        assert.deepEqual(alias.diff({ targetKeyId: key.state.arn }), []);
        await alias.delete();
        await key.delete();
        assert.equal(await key.refresh(), undefined);
    });

    it("knows the region's zones, and rejects arguments it does not support", async () => {
        const zones = awsFunctions["aws:index/getAvailabilityZones:getAvailabilityZones"]!;
        const { names } = await zones(session.api, {});
        assert.ok(Array.isArray(names) && names.includes(`${REGION}a`));
        await assert.rejects(zones(session.api, { filters: [] }), /no argument 'filters'/);
        await assert.rejects(zones(session.api, { region: "us-east-1" }), /its own region/);
    });
});
