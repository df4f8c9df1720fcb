/** Functions of the aws provider that look networks up. Rules: terraform-provider-aws internal/service/ec2. */
import type { ec2 } from "@pulumi/aws";

import type { Api } from "../provider/resource";
import { withoutSystemTags, type Tags } from "../provider/tags";
import { textMapOf, textOf, type Properties } from "../provider/values";
import { answered, given, parts, tagMap } from "./answers";
import { dnsAttribute, mainRouteTable } from "./ec2Vpc";
import {
    accepting,
    ec2Filters,
    flagIn,
    givenFilters,
    numberIn,
    single,
    textIn,
    type Functions,
} from "./functionSupport";

/** Arguments that all of them have. */
const COMMON = ["filters", "region", "tags"];

export const ec2Functions: Functions = {
    "aws:ec2/getVpc:getVpc": accepting(["id", "cidrBlock", "state", ...COMMON], vpc),
    "aws:ec2/getSubnet:getSubnet": accepting(
        ["id", "vpcId", "cidrBlock", "availabilityZone", ...COMMON],
        subnet,
    ),
    "aws:ec2/getSubnets:getSubnets": accepting(
        COMMON,
        async (api, args): Promise<ec2.GetSubnetsResult> => {
            const answer = await api.call("ec2:DescribeSubnets", { Filters: ec2Filters(args) });
            return listing(api, args, parts(answer, "Subnets"), "SubnetId");
        },
    ),
    "aws:ec2/getRouteTable:getRouteTable": accepting(
        ["routeTableId", "subnetId", "vpcId", ...COMMON],
        routeTable,
    ),
    "aws:ec2/getRouteTables:getRouteTables": accepting(
        ["vpcId", ...COMMON],
        async (api, args): Promise<ec2.GetRouteTablesResult> => {
            const Filters = ec2Filters(args, { vpcId: "vpc-id" });
            const answer = await api.call("ec2:DescribeRouteTables", { Filters });
            return listing(api, args, parts(answer, "RouteTables"), "RouteTableId");
        },
    ),
    "aws:ec2/getNatGateway:getNatGateway": accepting(
        ["id", "state", "subnetId", "vpcId", ...COMMON],
        natGateway,
    ),
    "aws:ec2/getNatGateways:getNatGateways": accepting(
        ["vpcId", ...COMMON],
        async (api, args): Promise<ec2.GetNatGatewaysResult> => {
            const Filter = ec2Filters(args, { vpcId: "vpc-id" });
            const answer = await api.call("ec2:DescribeNatGateways", { Filter });
            return listing(api, args, parts(answer, "NatGateways"), "NatGatewayId");
        },
    ),
};

async function vpc(api: Api, args: Properties): Promise<ec2.GetVpcResult> {
    const wanted = {
        VpcIds: idsOf(args, "id"),
        Filters: ec2Filters(args, { cidrBlock: "cidr", state: "state" }),
    };
    const found = await single("EC2 VPC", api.call("ec2:DescribeVpcs", given(wanted)), "Vpcs");
    const id = answered(found, "VpcId");
    return {
        ...lookedUp(api, args, found),
        arn: `arn:${api.partition}:ec2:${api.region}:${answered(found, "OwnerId")}:vpc/${id}`,
        cidrBlock: answered(found, "CidrBlock"),
        cidrBlockAssociations: parts(found, "CidrBlockAssociationSet").map((association) => ({
            associationId: answered(association, "AssociationId"),
            cidrBlock: answered(association, "CidrBlock"),
            state: "associated",
        })),
        default: flagIn(found, "IsDefault"),
        dhcpOptionsId: answered(found, "DhcpOptionsId"),
        enableDnsHostnames: await dnsAttribute(api, id, "EnableDnsHostnames"),
        enableDnsSupport: await dnsAttribute(api, id, "EnableDnsSupport"),
        enableNetworkAddressUsageMetrics: false,
        id,
        instanceTenancy: answered(found, "InstanceTenancy"),
        ipv6AssociationId: "",
        ipv6CidrBlock: "",
        ipv6CidrBlockAssociations: [],
        mainRouteTableId: await mainRouteTable(api, id),
        ownerId: answered(found, "OwnerId"),
        state: answered(found, "State"),
    };
}

async function subnet(api: Api, args: Properties): Promise<ec2.GetSubnetResult> {
    const wanted = {
        SubnetIds: idsOf(args, "id"),
        Filters: ec2Filters(args, {
            vpcId: "vpc-id",
            cidrBlock: "cidr-block",
            availabilityZone: "availability-zone",
        }),
    };
    const call = api.call("ec2:DescribeSubnets", given(wanted));
    const found = await single("EC2 Subnet", call, "Subnets");
    return {
        ...lookedUp(api, args, found),
        arn: answered(found, "SubnetArn"),
        assignIpv6AddressOnCreation: false,
        availabilityZone: answered(found, "AvailabilityZone"),
        availabilityZoneId: answered(found, "AvailabilityZoneId"),
        availableIpAddressCount: numberIn(found, "AvailableIpAddressCount"),
        cidrBlock: answered(found, "CidrBlock"),
        customerOwnedIpv4Pool: "",
        defaultForAz: false,
        enableDns64: false,
        enableLniAtDeviceIndex: 0,
        enableResourceNameDnsARecordOnLaunch: false,
        enableResourceNameDnsAaaaRecordOnLaunch: false,
        id: answered(found, "SubnetId"),
        ipv6CidrBlock: "",
        ipv6CidrBlockAssociationId: "",
        ipv6Native: false,
        mapCustomerOwnedIpOnLaunch: false,
        mapPublicIpOnLaunch: flagIn(found, "MapPublicIpOnLaunch"),
        outpostArn: "",
        ownerId: answered(found, "OwnerId"),
        privateDnsHostnameTypeOnLaunch: "ip-name",
        state: answered(found, "State"),
        vpcId: answered(found, "VpcId"),
    };
}

/** By subnet it finds explicit associations only: a subnet that falls back to the main table has none. */
async function routeTable(api: Api, args: Properties): Promise<ec2.GetRouteTableResult> {
    const Filters = ec2Filters(args, {
        routeTableId: "route-table-id",
        subnetId: "association.subnet-id",
        vpcId: "vpc-id",
    });
    if (Filters.length === 0) {
        throw new Error(
            "one of route_table_id, vpc_id, subnet_id, gateway_id, filters, or tags must be assigned",
        );
    }
    const answer = await api.call("ec2:DescribeRouteTables", { Filters });
    const [found, ...others] = parts(answer, "RouteTables");
    if (found === undefined) {
        throw new Error(
            "query returned no results. Please change your search criteria and try again",
        );
    }
    if (others.length > 0) {
        throw new Error(
            "multiple Route Tables matched; use additional constraints to reduce matches to a single Route Table",
        );
    }
    const id = answered(found, "RouteTableId");
    return {
        ...lookedUp(api, args, found),
        arn: `arn:${api.partition}:ec2:${api.region}:${answered(found, "OwnerId")}:route-table/${id}`,
        associations: parts(found, "Associations").map((association) => ({
            gatewayId: "",
            main: flagIn(association, "Main"),
            routeTableAssociationId: answered(association, "RouteTableAssociationId"),
            routeTableId: id,
            subnetId: textIn(association, "SubnetId"),
        })),
        gatewayId: "",
        id,
        ownerId: answered(found, "OwnerId"),
        routeTableId: id,
        // The VPC's own route is in every table, and left out.
        routes: parts(found, "Routes")
            .filter((route) => route.GatewayId !== "local")
            .map(routeResult),
        subnetId: textOf(args, "subnetId") ?? "",
        vpcId: answered(found, "VpcId"),
    };
}

function routeResult(route: Properties): ec2.GetRouteTableResult["routes"][number] {
    return {
        carrierGatewayId: "",
        cidrBlock: answered(route, "DestinationCidrBlock"),
        coreNetworkArn: "",
        destinationPrefixListId: "",
        egressOnlyGatewayId: "",
        gatewayId: textIn(route, "GatewayId"),
        instanceId: "",
        ipv6CidrBlock: "",
        localGatewayId: "",
        natGatewayId: textIn(route, "NatGatewayId"),
        networkInterfaceId: "",
        odbNetworkArn: "",
        transitGatewayId: "",
        vpcEndpointId: "",
        vpcPeeringConnectionId: "",
    };
}

async function natGateway(api: Api, args: Properties): Promise<ec2.GetNatGatewayResult> {
    const wanted = {
        NatGatewayIds: idsOf(args, "id"),
        Filter: ec2Filters(args, { state: "state", subnetId: "subnet-id", vpcId: "vpc-id" }),
    };
    const call = api.call("ec2:DescribeNatGateways", given(wanted));
    const found = await single("EC2 NAT Gateway", call, "NatGateways");
    const [address = {}] = parts(found, "NatGatewayAddresses");
    return {
        ...lookedUp(api, args, found),
        allocationId: textIn(address, "AllocationId"),
        associationId: textIn(address, "AssociationId"),
        autoProvisionZones: "",
        autoScalingIps: "",
        availabilityMode: "zonal",
        availabilityZoneAddresses: [],
        connectivityType: answered(found, "ConnectivityType"),
        id: answered(found, "NatGatewayId"),
        networkInterfaceId: textIn(address, "NetworkInterfaceId"),
        privateIp: textIn(address, "PrivateIp"),
        publicIp: textIn(address, "PublicIp"),
        regionalNatGatewayAddresses: [],
        routeTableId: "",
        secondaryAllocationIds: [],
        secondaryPrivateIpAddressCount: 0,
        secondaryPrivateIpAddresses: [],
        state: answered(found, "State"),
        subnetId: answered(found, "SubnetId"),
        vpcId: answered(found, "VpcId"),
    };
}

function idsOf(args: Properties, name: string): readonly string[] | undefined {
    const id = textOf(args, name);
    return id === undefined ? undefined : [id];
}

/** What every answer about one object repeats. */
function lookedUp(
    api: Api,
    args: Properties,
    found: Properties,
): {
    readonly filters?: ec2.GetSubnetResult["filters"];
    readonly region: string;
    readonly tags: Tags;
} {
    return { ...asked(api, args), tags: withoutSystemTags(tagMap(parts(found, "Tags"))) };
}

/** An answer that lists ids. */
function listing(
    api: Api,
    args: Properties,
    found: readonly Properties[],
    idName: string,
): ec2.GetRouteTablesResult {
    const vpcId = textOf(args, "vpcId");
    return {
        ...asked(api, args),
        id: api.region,
        ids: found.map((item) => answered(item, idName)),
        tags: textMapOf(args, "tags"),
        ...(vpcId === undefined ? {} : { vpcId }),
    };
}

function asked(
    api: Api,
    args: Properties,
): { readonly filters?: ec2.GetSubnetResult["filters"]; readonly region: string } {
    const filters = givenFilters(args);
    return { ...(filters === undefined ? {} : { filters }), region: api.region };
}
