import * as assert from "node:assert/strict";

import type { Params } from "../../src/aws/service";
import { get, newWorld, refused, text } from "./regionalSupport";
import type { Json, World } from "./regionalSupport";

describe("EC2 security groups and tags (Amazon EC2 API Reference)", () => {
    let world: World;
    let VpcId: string;
    let GroupId: string;

    const call = (action: string, params: Params): Promise<Json> =>
        world.call(`ec2:${action}`, params);
    const group = async (GroupName: string): Promise<string> =>
        text(
            await call("CreateSecurityGroup", { GroupName, Description: "test", VpcId }),
            "GroupId",
        );
    const https = { IpProtocol: "tcp", FromPort: 443, ToPort: 443 };
    const from = (CidrIp: string): Params => ({ ...https, IpRanges: [{ CidrIp }] });
    const allow = (...IpPermissions: Params[]): Promise<Json> =>
        call("AuthorizeSecurityGroupIngress", { GroupId, IpPermissions });

    beforeEach(async () => {
        world = newWorld();
        VpcId = text(await call("CreateVpc", { CidrBlock: "10.0.0.0/16" }), "Vpc.VpcId");
        GroupId = await group("nodes");
    });

    const described = async (id: string = GroupId): Promise<unknown> =>
        get(await call("DescribeSecurityGroups", { GroupIds: [id] }), "SecurityGroups.0");

    it("start with all egress allowed and no ingress", async () => {
        assert.deepEqual(get(await described(), "IpPermissions"), []);
        assert.equal(text(await described(), "IpPermissionsEgress.0.IpProtocol"), "-1");
        assert.equal(
            text(await described(), "IpPermissionsEgress.0.IpRanges.0.CidrIp"),
            "0.0.0.0/0",
        );
    });

    it("have a name that is free in their VPC, and not default or an id", async () => {
        await refused(group("nodes"), "InvalidGroup.Duplicate");
        await refused(group("default"), "InvalidParameterValue");
        await refused(group("sg-nodes"), "InvalidParameterValue");
        VpcId = text(await call("CreateVpc", { CidrBlock: "10.0.0.0/16" }), "Vpc.VpcId");
        await group("nodes");
    });

    it("make one rule for each source", async () => {
        const other = await group("other");
        const { SecurityGroupRules } = await allow({
            ...https,
            IpRanges: [{ CidrIp: "10.0.0.5/16", Description: "vpc" }],
            UserIdGroupPairs: [{ GroupId: other }],
        });
        assert.equal((SecurityGroupRules as unknown[]).length, 2);
        assert.equal(text(SecurityGroupRules, "0.CidrIpv4"), "10.0.0.0/16");
        assert.equal(text(SecurityGroupRules, "0.Description"), "vpc");
        assert.equal(text(SecurityGroupRules, "1.ReferencedGroupInfo.GroupId"), other);
    });

    it("reject a duplicate rule whatever its description, and add all rules of a request or none", async () => {
        await allow(from("10.0.0.0/16"));
        await refused(
            allow(from("10.1.0.0/16"), from("10.0.0.0/16")),
            "InvalidPermission.Duplicate",
        );
        const { SecurityGroupRules } = await call("DescribeSecurityGroupRules", {
            Filters: [{ Name: "group-id", Values: [GroupId] }],
        });
        assert.equal((SecurityGroupRules as Json[]).filter((rule) => !rule.IsEgress).length, 1);
        const egress = { GroupId, IpPermissions: [from("10.0.0.0/16")] };
        await call("AuthorizeSecurityGroupEgress", egress);
    });

    for (const permission of [
        { IpProtocol: "tcp", IpRanges: [{ CidrIp: "10.0.0.0/16" }] },
        { IpProtocol: "tcp", FromPort: 2, ToPort: 1, IpRanges: [{ CidrIp: "10.0.0.0/16" }] },
        { IpProtocol: "tcp", FromPort: 1, ToPort: 70000, IpRanges: [{ CidrIp: "10.0.0.0/16" }] },
        { IpProtocol: "gre", FromPort: 1, ToPort: 1, IpRanges: [{ CidrIp: "10.0.0.0/16" }] },
        { IpProtocol: "-1", IpRanges: [{ CidrIp: "10.0.0.0" }] },
    ]) {
        it(`reject ${JSON.stringify(permission)}`, () =>
            refused(allow(permission), "InvalidParameterValue"));
    }

    it("reject rules without source, of unknown groups and with what is not modelled", async () => {
        await refused(allow(https), "MissingParameter");
        await refused(
            allow({ ...https, UserIdGroupPairs: [{ GroupId: "sg-1" }] }),
            "InvalidGroup.NotFound",
        );
        await refused(
            allow({ ...https, Ipv6Ranges: [{ CidrIpv6: "::/0" }] }),
            "ValidationException",
            /Ipv6Ranges/,
        );
    });

    it("remove rules by id or by the rule's content", async () => {
        const { SecurityGroupRules } = await allow(from("10.0.0.0/16"), from("10.1.0.0/16"));
        const revoke = (params: Params): Promise<Json> =>
            call("RevokeSecurityGroupIngress", { GroupId, ...params });
        const ids = { SecurityGroupRuleIds: [text(SecurityGroupRules, "0.SecurityGroupRuleId")] };
        await revoke(ids);
        await refused(revoke(ids), "InvalidSecurityGroupRuleId.NotFound");
        await revoke({ IpPermissions: [from("10.1.0.0/16")] });
        await refused(
            revoke({ IpPermissions: [from("10.1.0.0/16")] }),
            "InvalidPermission.NotFound",
        );
        assert.deepEqual(get(await described(), "IpPermissions"), []);
    });

    it("cannot be deleted while another group's rule names them, nor if they are the default group", async () => {
        const other = await group("other");
        await allow({ ...https, UserIdGroupPairs: [{ GroupId: other }] });
        await refused(call("DeleteSecurityGroup", { GroupId: other }), "DependencyViolation");
        await call("DeleteSecurityGroup", { GroupId });
        await call("DeleteSecurityGroup", { GroupId: other });
        const found = await call("DescribeSecurityGroups", {
            Filters: [{ Name: "group-name", Values: ["default"] }],
        });
        const id = text(found, "SecurityGroups.0.GroupId");
        await refused(call("DeleteSecurityGroup", { GroupId: id }), "CannotDelete");
    });

    it("keep their VPC from being deleted", async () => {
        await refused(call("DeleteVpc", { VpcId }), "DependencyViolation");
        await call("DeleteSecurityGroup", { GroupId });
        await call("DeleteVpc", { VpcId });
    });

    describe("tags", () => {
        const tags = [{ Key: "Name", Value: "hub" }];
        const ofVpc = async (): Promise<unknown> =>
            get(await call("DescribeVpcs", { VpcIds: [VpcId] }), "Vpcs.0.Tags");

        it("are created with the resource if the specification names its type", async () => {
            const specification = (ResourceType: string): Params => ({
                CidrBlock: "10.1.0.0/16",
                TagSpecifications: [{ ResourceType, Tags: tags }],
            });
            const made = await call("CreateVpc", specification("vpc"));
            assert.deepEqual(get(made, "Vpc.Tags"), tags);
            await refused(call("CreateVpc", specification("subnet")), "InvalidParameterValue");
        });

        it("are set, replaced and removed by key", async () => {
            await call("CreateTags", { Resources: [VpcId, GroupId], Tags: tags });
            await call("CreateTags", {
                Resources: [VpcId],
                Tags: [{ Key: "Name", Value: "other" }],
            });
            assert.deepEqual(await ofVpc(), [{ Key: "Name", Value: "other" }]);
            await call("DeleteTags", { Resources: [VpcId], Tags: tags });
            assert.deepEqual(await ofVpc(), [{ Key: "Name", Value: "other" }], "another value");
            await call("DeleteTags", { Resources: [VpcId], Tags: [{ Key: "Name" }] });
            assert.deepEqual(await ofVpc(), []);
            const left = await call("DescribeTags", {});
            assert.deepEqual(left.Tags, [
                { ResourceId: GroupId, ResourceType: "security-group", ...tags[0] },
            ]);
        });

        it("are set on all resources or on none", async () => {
            await refused(
                call("CreateTags", { Resources: [VpcId, "vpc-1"], Tags: tags }),
                "InvalidID",
            );
            assert.deepEqual(await ofVpc(), []);
        });

        it("select what is described, with wildcards", async () => {
            await call("CreateTags", { Resources: [VpcId], Tags: tags });
            const find = async (Name: string, value: string): Promise<number> =>
                (
                    (await call("DescribeVpcs", { Filters: [{ Name, Values: [value] }] }))
                        .Vpcs as unknown[]
                ).length;
            assert.equal(await find("tag:Name", "h*"), 1);
            assert.equal(await find("tag:Name", "x*"), 0);
            assert.equal(await find("tag-key", "Name"), 1);
            await refused(find("color", "red"), "InvalidParameterValue", /color/);
        });
    });

    it("checks permissions against the resource's ARN", () => {
        const arn = "arn:aws:ec2:eu-west-1:111111111111:";
        assert.equal(world.resource("ec2:DeleteVpc", { VpcId }), `${arn}vpc/${VpcId}`);
        assert.equal(world.resource("ec2:CreateVpc", {}), `${arn}vpc/*`);
        assert.equal(world.resource("ec2:DescribeVpcs", {}), "*");
        assert.equal(
            world.resource("ec2:CreateTags", { Resources: [VpcId] }),
            `${arn}vpc/${VpcId}`,
        );
    });
});
