/** aws.ec2: VPCs, internet gateways and subnets. Rules: terraform-provider-aws internal/service/ec2. */
import type { Api, ResourceType } from "../provider/resource";
import { flag, output, text } from "../provider/schema";
import { textOf, type Properties } from "../provider/values";
import { answered, given, part, parts, tagMap } from "./answers";
import { retagEc2, tagSpecifications } from "./ec2Tags";

const vpc: ResourceType = {
    fields: {
        arn: output(),
        cidrBlock: text({ required: true, forceNew: true }),
        defaultRouteTableId: output(),
        dhcpOptionsId: output(),
        enableDnsHostnames: flag({ computed: true }),
        enableDnsSupport: flag({ default: true }),
        instanceTenancy: text({ default: "default", forceNew: true }),
        mainRouteTableId: output(),
        ownerId: output(),
    },
    create: async (api, inputs, begun) => {
        const made = part(
            await api.call("ec2:CreateVpc", {
                CidrBlock: inputs.cidrBlock,
                InstanceTenancy: inputs.instanceTenancy,
                ...tagSpecifications(inputs, "vpc"),
            }),
            "Vpc",
        );
        const id = answered(made, "VpcId");
        begun(id);
        if (inputs.enableDnsHostnames === true) {
            await setDnsAttribute(api, id, "EnableDnsHostnames", true);
        }
        if (inputs.enableDnsSupport === false) {
            await setDnsAttribute(api, id, "EnableDnsSupport", false);
        }
        return id;
    },
    read: async (api, id) => {
        const [found] = parts(await api.call("ec2:DescribeVpcs", { VpcIds: [id] }), "Vpcs");
        if (found === undefined) {
            return undefined;
        }
        const mainRouteTableId = await mainRouteTable(api, id);
        return {
            arn: `arn:${api.partition}:ec2:${api.region}:${answered(found, "OwnerId")}:vpc/${id}`,
            cidrBlock: found.CidrBlock,
            defaultRouteTableId: mainRouteTableId,
            dhcpOptionsId: found.DhcpOptionsId,
            enableDnsHostnames: await dnsAttribute(api, id, "EnableDnsHostnames"),
            enableDnsSupport: await dnsAttribute(api, id, "EnableDnsSupport"),
            instanceTenancy: found.InstanceTenancy,
            mainRouteTableId,
            ownerId: found.OwnerId,
            tagsAll: tagMap(parts(found, "Tags")),
        };
    },
    update: async (api, { id, inputs, has }) => {
        if (has("enableDnsSupport")) {
            await setDnsAttribute(api, id, "EnableDnsSupport", inputs.enableDnsSupport !== false);
        }
        if (has("enableDnsHostnames")) {
            await setDnsAttribute(
                api,
                id,
                "EnableDnsHostnames",
                inputs.enableDnsHostnames === true,
            );
        }
    },
    retag: retagEc2,
    remove: async (api, VpcId) => {
        await api.call("ec2:DeleteVpc", { VpcId });
    },
};

const internetGateway: ResourceType = {
    fields: { arn: output(), ownerId: output(), vpcId: text({ computed: true }) },
    create: async (api, inputs, begun) => {
        const made = part(
            await api.call(
                "ec2:CreateInternetGateway",
                tagSpecifications(inputs, "internet-gateway"),
            ),
            "InternetGateway",
        );
        const id = answered(made, "InternetGatewayId");
        begun(id);
        await attach(api, id, textOf(inputs, "vpcId"));
        return id;
    },
    read: async (api, id) => {
        const answer = await api.call("ec2:DescribeInternetGateways", {
            InternetGatewayIds: [id],
        });
        const [found] = parts(answer, "InternetGateways");
        return (
            found && {
                arn: `arn:${api.partition}:ec2:${api.region}:${answered(found, "OwnerId")}:internet-gateway/${id}`,
                ownerId: found.OwnerId,
                vpcId: parts(found, "Attachments")[0]?.VpcId ?? "",
                tagsAll: tagMap(parts(found, "Tags")),
            }
        );
    },
    update: async (api, { id, inputs, old }) => {
        await detach(api, id, textOf(old, "vpcId"));
        await attach(api, id, textOf(inputs, "vpcId"));
    },
    retag: retagEc2,
    remove: async (api, id, state) => {
        await detach(api, id, textOf(state, "vpcId"));
        await api.call("ec2:DeleteInternetGateway", { InternetGatewayId: id });
    },
};

const subnet: ResourceType = {
    fields: {
        arn: output(),
        assignIpv6AddressOnCreation: flag({ default: false, only: [false], kept: true }),
        availabilityZone: text({ computed: true, forceNew: true }),
        availabilityZoneId: text({ computed: true, forceNew: true }),
        cidrBlock: text({ required: true, forceNew: true }),
        mapPublicIpOnLaunch: flag({ default: false }),
        ownerId: output(),
        vpcId: text({ required: true, forceNew: true }),
    },
    create: async (api, inputs, begun) => {
        const made = part(
            await api.call(
                "ec2:CreateSubnet",
                given({
                    VpcId: inputs.vpcId,
                    CidrBlock: inputs.cidrBlock,
                    AvailabilityZone: inputs.availabilityZone,
                    AvailabilityZoneId: inputs.availabilityZoneId,
                    ...tagSpecifications(inputs, "subnet"),
                }),
            ),
            "Subnet",
        );
        const id = answered(made, "SubnetId");
        begun(id);
        if (inputs.mapPublicIpOnLaunch === true) {
            await mapPublicIps(api, id, inputs);
        }
        return id;
    },
    read: async (api, id) => {
        const [found] = parts(
            await api.call("ec2:DescribeSubnets", { SubnetIds: [id] }),
            "Subnets",
        );
        return (
            found && {
                arn: found.SubnetArn,
                availabilityZone: found.AvailabilityZone,
                availabilityZoneId: found.AvailabilityZoneId,
                cidrBlock: found.CidrBlock,
                mapPublicIpOnLaunch: found.MapPublicIpOnLaunch,
                ownerId: found.OwnerId,
                vpcId: found.VpcId,
                tagsAll: tagMap(parts(found, "Tags")),
            }
        );
    },
    update: async (api, { id, inputs, has }) => {
        if (has("mapPublicIpOnLaunch")) {
            await mapPublicIps(api, id, inputs);
        }
    },
    retag: retagEc2,
    remove: async (api, SubnetId) => {
        await api.call("ec2:DeleteSubnet", { SubnetId });
    },
};

type DnsAttribute = "EnableDnsHostnames" | "EnableDnsSupport";

async function setDnsAttribute(
    api: Api,
    VpcId: string,
    attribute: DnsAttribute,
    Value: boolean,
): Promise<void> {
    await api.call("ec2:ModifyVpcAttribute", { VpcId, [attribute]: { Value } });
}

/** Whether a DNS attribute of a VPC is on. */
export async function dnsAttribute(
    api: Api,
    VpcId: string,
    attribute: DnsAttribute,
): Promise<boolean> {
    const answer = await api.call("ec2:DescribeVpcAttribute", {
        VpcId,
        Attribute: `e${attribute.slice(1)}`,
    });
    return part(answer, attribute).Value === true;
}

/** Id of a VPC's main route table. */
export async function mainRouteTable(api: Api, VpcId: string): Promise<string> {
    const answer = await api.call("ec2:DescribeRouteTables", {
        Filters: [
            { Name: "vpc-id", Values: [VpcId] },
            { Name: "association.main", Values: ["true"] },
        ],
    });
    const [table] = parts(answer, "RouteTables");
    return table === undefined ? "" : answered(table, "RouteTableId");
}

async function mapPublicIps(api: Api, SubnetId: string, inputs: Properties): Promise<void> {
    await api.call("ec2:ModifySubnetAttribute", {
        SubnetId,
        MapPublicIpOnLaunch: { Value: inputs.mapPublicIpOnLaunch === true },
    });
}

async function attach(api: Api, InternetGatewayId: string, VpcId?: string): Promise<void> {
    if (VpcId) {
        await api.call("ec2:AttachInternetGateway", { InternetGatewayId, VpcId });
    }
}

async function detach(api: Api, InternetGatewayId: string, VpcId?: string): Promise<void> {
    if (VpcId) {
        await api.call("ec2:DetachInternetGateway", { InternetGatewayId, VpcId });
    }
}

export const ec2VpcTypes: Readonly<Record<string, ResourceType>> = {
    "aws:ec2/vpc:Vpc": vpc,
    "aws:ec2/internetGateway:InternetGateway": internetGateway,
    "aws:ec2/subnet:Subnet": subnet,
};
