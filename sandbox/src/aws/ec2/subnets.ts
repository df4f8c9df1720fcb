/** Subnets: inside their VPC's block, not overlapping, in a zone of the region. */
import { AwsError } from "../errors";
import { readParams } from "../params";
import { randomHex, regionalArn } from "../regional";
import type { Result, Service } from "../service";
import type { Store } from "../store";
import { describeAction, ec2Action } from "./actions";
import { contains, formatCidr, overlaps, parseCidr, size } from "./ipv4";
import type { Cidr } from "./ipv4";
import { dropSubnet } from "./routeTables";
import { existing } from "./tables";
import type { Ec2 } from "./tables";
import { readTags } from "./tags";
import type { Subnet, Vpc } from "./types";
import { blockOf } from "./vpcs";
import { zoneFor } from "./zones";

/** Addresses of every subnet that EC2 keeps: the first four and the last. VPC user guide, "Subnet CIDR blocks". */
export const RESERVED_ADDRESSES = 5;

/** The actions on subnets. */
export function subnetActions(store: Store): Service {
    return {
        "ec2:CreateSubnet": ec2Action(store, "subnet", undefined, (ec2, params, request) => {
            const given = readParams(params, (reader) => ({
                vpcId: reader.string("VpcId"),
                block: reader.string("CidrBlock"),
                zone: reader.maybeString("AvailabilityZone"),
                zoneId: reader.maybeString("AvailabilityZoneId"),
                tags: readTags(reader, "subnet"),
            }));
            const vpc = existing(ec2, "vpc", given.vpcId);
            const zone = zoneFor(request.region, given.zone, given.zoneId);
            const cidr = subnetBlock(ec2, vpc, given.block);
            const id = `subnet-${randomHex(17)}`;
            const subnet: Subnet = {
                SubnetId: id,
                SubnetArn: regionalArn(request, "ec2", `subnet/${id}`),
                VpcId: vpc.VpcId,
                CidrBlock: formatCidr(cidr),
                AvailabilityZone: zone.name,
                AvailabilityZoneId: zone.id,
                MapPublicIpOnLaunch: false,
                State: "available",
                OwnerId: request.account,
                Tags: given.tags,
            };
            ec2.subnet.set(id, subnet);
            return { Subnet: view(subnet, ec2) };
        }),
        "ec2:DescribeSubnets": describeAction<Subnet>(
            store,
            "subnet",
            "SubnetIds",
            "Subnets",
            {
                "subnet-id": (subnet) => [subnet.SubnetId],
                "vpc-id": (subnet) => [subnet.VpcId],
                "availability-zone": (subnet) => [subnet.AvailabilityZone],
                "cidr-block": (subnet) => [subnet.CidrBlock],
            },
            view,
        ),
        "ec2:ModifySubnetAttribute": ec2Action(store, "subnet", "SubnetId", (ec2, params) => {
            const { id, map } = readParams(params, (reader) => ({
                id: reader.string("SubnetId"),
                map: reader.object("MapPublicIpOnLaunch", (it) => it.maybeBoolean("Value")),
            }));
            const subnet = existing(ec2, "subnet", id);
            ec2.subnet.set(id, { ...subnet, MapPublicIpOnLaunch: map ?? false });
            return {};
        }),
        "ec2:DeleteSubnet": ec2Action(store, "subnet", "SubnetId", (ec2, params) => {
            const id = readParams(params, (reader) => reader.string("SubnetId"));
            existing(ec2, "subnet", id);
            if (interfacesIn(ec2, id) > 0) {
                throw new AwsError(
                    "DependencyViolation",
                    `The subnet '${id}' has dependencies and cannot be deleted.`,
                );
            }
            dropSubnet(ec2, id);
            ec2.subnet.delete(id);
            return {};
        }),
    };
}

function subnetBlock(ec2: Ec2, vpc: Vpc, block: string): Cidr {
    const cidr = blockOf(block, "InvalidSubnet.Range");
    if (!contains(blockOf(vpc.CidrBlock, "InvalidVpc.Range"), cidr)) {
        throw new AwsError("InvalidSubnet.Range", `The CIDR '${block}' is invalid.`);
    }
    const conflict = [...ec2.subnet.values()].some((other) => {
        const taken = parseCidr(other.CidrBlock);
        return other.VpcId === vpc.VpcId && taken !== undefined && overlaps(taken, cidr);
    });
    if (conflict) {
        throw new AwsError(
            "InvalidSubnet.Conflict",
            `The CIDR '${block}' conflicts with another subnet`,
        );
    }
    return cidr;
}

function interfacesIn(ec2: Ec2, subnetId: string): number {
    return [...ec2.networkInterface.values()].filter((it) => it.SubnetId === subnetId).length;
}

function view(subnet: Subnet, ec2: Ec2): Result {
    const prefix = Number(subnet.CidrBlock.split("/")[1]);
    const free = size(prefix) - RESERVED_ADDRESSES - interfacesIn(ec2, subnet.SubnetId);
    return { ...subnet, AvailableIpAddressCount: free };
}
