/**
 * VPC endpoints: interfaces in subnets, or routes of a gateway. The routes themselves are not modelled: they lead to
 * lists of prefixes, and nothing here is sent anywhere.
 */
import { AwsError } from "../errors";
import { readParams } from "../params";
import { randomHex, timestamp } from "../regional";
import type { RequestContext, Service } from "../service";
import type { Store } from "../store";
import { describeAction, ec2Action } from "./actions";
import { deleteInterfaces, newInterface } from "./networkInterfaces";
import { existing } from "./tables";
import type { Ec2 } from "./tables";
import { readTags } from "./tags";
import type { VpcEndpoint } from "./types";

/** The actions on VPC endpoints. */
export function vpcEndpointActions(store: Store): Service {
    const type = "vpc-endpoint";
    return {
        "ec2:CreateVpcEndpoint": ec2Action(store, type, undefined, (ec2, params, request) => {
            const wanted = readParams(params, (reader) => ({
                kind: reader.maybeOneOf("VpcEndpointType", ["Gateway", "Interface"]) ?? "Gateway",
                vpcId: reader.string("VpcId"),
                serviceName: reader.string("ServiceName"),
                subnetIds: reader.maybeStrings("SubnetIds") ?? [],
                groupIds: reader.maybeStrings("SecurityGroupIds") ?? [],
                tableIds: reader.maybeStrings("RouteTableIds") ?? [],
                privateDns: reader.maybeBoolean("PrivateDnsEnabled"),
                tags: readTags(reader, type),
            }));
            existing(ec2, "vpc", wanted.vpcId);
            checkService(wanted.serviceName, wanted.kind, request);
            const privateDns = wanted.privateDns ?? wanted.kind === "Interface";
            const endpoint: VpcEndpoint = {
                VpcEndpointId: `vpce-${randomHex(17)}`,
                VpcEndpointType: wanted.kind,
                VpcId: wanted.vpcId,
                ServiceName: wanted.serviceName,
                State: "available",
                OwnerId: request.account,
                CreationTimestamp: timestamp(),
                PrivateDnsEnabled: wanted.kind === "Interface" && privateDns,
                RouteTableIds: [],
                SubnetIds: [],
                NetworkInterfaceIds: [],
                Groups: [],
                Tags: wanted.tags,
            };
            checkNames(ec2, endpoint);
            const placed = place(ec2, endpoint, wanted);
            ec2.vpcEndpoint.set(placed.VpcEndpointId, placed);
            return { VpcEndpoint: placed };
        }),
        "ec2:ModifyVpcEndpoint": ec2Action(store, type, "VpcEndpointId", (ec2, params) => {
            const { id, privateDns, ...change } = readParams(params, (reader) => ({
                id: reader.string("VpcEndpointId"),
                privateDns: reader.maybeBoolean("PrivateDnsEnabled"),
                subnets: changeOf(
                    reader.maybeStrings("AddSubnetIds"),
                    reader.maybeStrings("RemoveSubnetIds"),
                ),
                groups: changeOf(
                    reader.maybeStrings("AddSecurityGroupIds"),
                    reader.maybeStrings("RemoveSecurityGroupIds"),
                ),
                tables: changeOf(
                    reader.maybeStrings("AddRouteTableIds"),
                    reader.maybeStrings("RemoveRouteTableIds"),
                ),
            }));
            const endpoint = existing(ec2, "vpcEndpoint", id);
            const changed = {
                ...endpoint,
                PrivateDnsEnabled: privateDns ?? endpoint.PrivateDnsEnabled,
            };
            checkNames(ec2, changed);
            const placed = place(ec2, changed, {
                subnetIds: change.subnets(endpoint.SubnetIds),
                groupIds: change.groups(endpoint.Groups.map(({ GroupId }) => GroupId)),
                tableIds: change.tables(endpoint.RouteTableIds),
            });
            ec2.vpcEndpoint.set(id, placed);
            return { Return: true };
        }),
        "ec2:DescribeVpcEndpoints": describeAction<VpcEndpoint>(
            store,
            "vpcEndpoint",
            "VpcEndpointIds",
            "VpcEndpoints",
            {
                "service-name": (endpoint) => [endpoint.ServiceName],
                "vpc-endpoint-id": (endpoint) => [endpoint.VpcEndpointId],
                "vpc-endpoint-state": (endpoint) => [endpoint.State],
                "vpc-endpoint-type": (endpoint) => [endpoint.VpcEndpointType],
                "vpc-id": (endpoint) => [endpoint.VpcId],
            },
        ),
        "ec2:DeleteVpcEndpoints": ec2Action(store, type, undefined, (ec2, params) => {
            const ids = readParams(params, (reader) => reader.strings("VpcEndpointIds"));
            for (const endpoint of ids.map((id) => existing(ec2, "vpcEndpoint", id))) {
                deleteInterfaces(ec2, endpoint.NetworkInterfaceIds);
                ec2.vpcEndpoint.delete(endpoint.VpcEndpointId);
            }
            return { Unsuccessful: [] };
        }),
    };
}

/** What is added to a list and removed from it. */
function changeOf(
    added: readonly string[] = [],
    removed: readonly string[] = [],
): (before: readonly string[]) => readonly string[] {
    return (before) => [...new Set([...before.filter((id) => !removed.includes(id)), ...added])];
}

/** Services that have a gateway. VPC user guide, "Gateway endpoints". */
const GATEWAYS = ["dynamodb", "s3"];

/** Form of a service's name: China has a prefix of its own for most. */
function checkService(
    serviceName: string,
    kind: VpcEndpoint["VpcEndpointType"],
    request: RequestContext,
): void {
    const name = /^(cn\.)?com\.amazonaws\.([a-z0-9-]+)\.([a-z0-9.-]+)$/.exec(serviceName);
    const service = name?.[3] ?? "";
    const inChina = request.partition === "aws-cn" || name?.[1] === undefined;
    if (name?.[2] !== request.region || !inChina) {
        throw new AwsError(
            "InvalidServiceName",
            `The Vpc Endpoint Service '${serviceName}' does not exist`,
        );
    }
    if (kind === "Gateway" && !GATEWAYS.includes(service)) {
        throw new AwsError(
            "InvalidParameter",
            `Endpoint type (Gateway) does not match available service types ([Interface]).`,
        );
    }
}

/** AWS PrivateLink guide, "Access an AWS service": names need both DNS attributes, and belong to one endpoint. */
function checkNames(ec2: Ec2, endpoint: VpcEndpoint): void {
    const vpc = existing(ec2, "vpc", endpoint.VpcId);
    if (!endpoint.PrivateDnsEnabled) {
        return;
    }
    if (!vpc.enableDnsHostnames || !vpc.enableDnsSupport) {
        throw new AwsError(
            "InvalidParameter",
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true.",
        );
    }
    const other = [...ec2.vpcEndpoint.values()].some(
        (one) =>
            one.VpcEndpointId !== endpoint.VpcEndpointId &&
            one.VpcId === endpoint.VpcId &&
            one.ServiceName === endpoint.ServiceName &&
            one.PrivateDnsEnabled,
    );
    if (other) {
        throw new AwsError(
            "InvalidParameter",
            `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${endpoint.ServiceName} in the VPC ${endpoint.VpcId}`,
        );
    }
}

interface Placement {
    readonly subnetIds: readonly string[];
    readonly groupIds: readonly string[];
    readonly tableIds: readonly string[];
}

/** The endpoint in these subnets, behind these groups, in these route tables. */
function place(ec2: Ec2, endpoint: VpcEndpoint, wanted: Placement): VpcEndpoint {
    const { OwnerId, VpcEndpointId, VpcEndpointType, VpcId } = endpoint;
    const misplaced =
        VpcEndpointType === "Gateway" ? [...wanted.subnetIds, ...wanted.groupIds] : wanted.tableIds;
    const [wrong] = misplaced;
    if (wrong !== undefined) {
        throw new AwsError(
            "InvalidParameter",
            `${wrong} can't be given for an endpoint of type ${VpcEndpointType}.`,
        );
    }
    const subnets = wanted.subnetIds.map((id) => existing(ec2, "subnet", id));
    const groups = wanted.groupIds.map((id) => existing(ec2, "securityGroup", id));
    const tables = wanted.tableIds.map((id) => existing(ec2, "routeTable", id));
    if ([...subnets, ...groups, ...tables].some((one) => one.VpcId !== VpcId)) {
        throw new AwsError("InvalidParameter", `Not all of these are in ${VpcId}.`);
    }
    if (new Set(subnets.map(({ AvailabilityZone }) => AvailabilityZone)).size < subnets.length) {
        throw new AwsError(
            "DuplicateSubnetsInSameZone",
            "Found another VPC endpoint subnet in the availability zone.",
        );
    }
    deleteInterfaces(ec2, endpoint.NetworkInterfaceIds);
    return {
        ...endpoint,
        RouteTableIds: wanted.tableIds,
        SubnetIds: wanted.subnetIds,
        Groups: groups.map(({ GroupId, GroupName }) => ({ GroupId, GroupName })),
        NetworkInterfaceIds: wanted.subnetIds.map(
            (subnetId) =>
                newInterface(ec2, OwnerId, {
                    subnetId,
                    description: `VPC Endpoint Interface ${VpcEndpointId}`,
                    groupIds: wanted.groupIds,
                }).NetworkInterfaceId,
        ),
    };
}
