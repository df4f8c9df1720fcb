/** aws.ec2.VpcEndpoint. Rules: terraform-provider-aws internal/service/ec2/vpc_endpoint.go. */
import type { ec2 } from "@pulumi/aws";

import type { Api, ResourceType } from "../provider/resource";
import { flag, output, text, textSet } from "../provider/schema";
import { textOf, textsOf, type Properties } from "../provider/values";
import { answered, given, part, parts, tagMap } from "./answers";
import { retagEc2, tagSpecifications } from "./ec2Tags";
import {
    accepting,
    ec2Filters,
    flagIn,
    givenFilters,
    single,
    textIn,
    textsIn,
    type Functions,
} from "./functionSupport";

const vpcEndpoint: ResourceType = {
    fields: {
        arn: output(),
        networkInterfaceIds: output(),
        ownerId: output(),
        privateDnsEnabled: flag({ computed: true }),
        routeTableIds: textSet({ computed: true }),
        securityGroupIds: textSet({ computed: true }),
        serviceName: text({ required: true, forceNew: true }),
        state: output(),
        subnetIds: textSet({ computed: true }),
        vpcEndpointType: text({
            default: "Gateway",
            forceNew: true,
            only: ["Gateway", "Interface"],
        }),
        vpcId: text({ required: true, forceNew: true }),
    },
    create: async (api, inputs) =>
        answered(
            part(
                await api.call(
                    "ec2:CreateVpcEndpoint",
                    given({
                        PrivateDnsEnabled: inputs.privateDnsEnabled ?? false,
                        RouteTableIds: inputs.routeTableIds,
                        SecurityGroupIds: inputs.securityGroupIds,
                        ServiceName: inputs.serviceName,
                        SubnetIds: inputs.subnetIds,
                        VpcEndpointType: inputs.vpcEndpointType,
                        VpcId: inputs.vpcId,
                        ...tagSpecifications(inputs, "vpc-endpoint"),
                    }),
                ),
                "VpcEndpoint",
            ),
            "VpcEndpointId",
        ),
    read: async (api, id) => {
        const answer = await api.call("ec2:DescribeVpcEndpoints", { VpcEndpointIds: [id] });
        const [found] = parts(answer, "VpcEndpoints");
        return (
            found && {
                arn: `arn:${api.partition}:ec2:${api.region}:${answered(found, "OwnerId")}:vpc-endpoint/${id}`,
                networkInterfaceIds: found.NetworkInterfaceIds,
                ownerId: found.OwnerId,
                privateDnsEnabled: found.PrivateDnsEnabled,
                routeTableIds: found.RouteTableIds,
                securityGroupIds: parts(found, "Groups").map((group) => answered(group, "GroupId")),
                serviceName: found.ServiceName,
                state: found.State,
                subnetIds: found.SubnetIds,
                vpcEndpointType: found.VpcEndpointType,
                vpcId: found.VpcId,
                tagsAll: tagMap(parts(found, "Tags")),
            }
        );
    },
    update: async (api, { id, inputs, old, has }) => {
        const change = (name: string, parameter: string): Properties => {
            const before = textsOf(old, name);
            const after = textsOf(inputs, name);
            const changes = {
                [`Add${parameter}`]: after.filter((one) => !before.includes(one)),
                [`Remove${parameter}`]: before.filter((one) => !after.includes(one)),
            };
            return has(name)
                ? Object.fromEntries(Object.entries(changes).filter(([, ids]) => ids.length > 0))
                : {};
        };
        await api.call("ec2:ModifyVpcEndpoint", {
            VpcEndpointId: id,
            ...(has("privateDnsEnabled")
                ? { PrivateDnsEnabled: inputs.privateDnsEnabled === true }
                : {}),
            ...change("routeTableIds", "RouteTableIds"),
            ...change("securityGroupIds", "SecurityGroupIds"),
            ...change("subnetIds", "SubnetIds"),
        });
    },
    retag: retagEc2,
    remove: async (api, id) => {
        await api.call("ec2:DeleteVpcEndpoints", { VpcEndpointIds: [id] });
    },
};

export const ec2VpcEndpointTypes: Readonly<Record<string, ResourceType>> = {
    "aws:ec2/vpcEndpoint:VpcEndpoint": vpcEndpoint,
};

export const ec2VpcEndpointFunctions: Functions = {
    "aws:ec2/getVpcEndpoint:getVpcEndpoint": accepting(
        ["id", "serviceName", "state", "vpcId", "filters", "region", "tags"],
        findVpcEndpoint,
    ),
};

async function findVpcEndpoint(api: Api, args: Properties): Promise<ec2.GetVpcEndpointResult> {
    const id = textOf(args, "id");
    const wanted = given({
        VpcEndpointIds: id === undefined ? undefined : [id],
        Filters: ec2Filters(args, {
            serviceName: "service-name",
            state: "vpc-endpoint-state",
            vpcId: "vpc-id",
        }),
    });
    const call = api.call("ec2:DescribeVpcEndpoints", wanted);
    const found = await single("EC2 VPC Endpoint", call, "VpcEndpoints");
    const filters = givenFilters(args);
    return {
        ...(filters === undefined ? {} : { filters }),
        arn: `arn:${api.partition}:ec2:${api.region}:${answered(found, "OwnerId")}:vpc-endpoint/${answered(found, "VpcEndpointId")}`,
        cidrBlocks: [],
        dnsEntries: [],
        dnsOptions: [],
        id: answered(found, "VpcEndpointId"),
        ipAddressType: "",
        networkInterfaceIds: textsIn(found, "NetworkInterfaceIds"),
        ownerId: answered(found, "OwnerId"),
        policy: "",
        prefixListId: "",
        privateDnsEnabled: flagIn(found, "PrivateDnsEnabled"),
        region: api.region,
        requesterManaged: false,
        routeTableIds: textsIn(found, "RouteTableIds"),
        securityGroupIds: parts(found, "Groups").map((group) => answered(group, "GroupId")),
        serviceName: answered(found, "ServiceName"),
        serviceRegion: api.region,
        state: textIn(found, "State"),
        subnetIds: textsIn(found, "SubnetIds"),
        tags: tagMap(parts(found, "Tags")),
        vpcEndpointType: answered(found, "VpcEndpointType"),
        vpcId: answered(found, "VpcId"),
    };
}
