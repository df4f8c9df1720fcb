/** Network interfaces: created by services, not by users, they make a subnet, group or address "in use". */
import { AwsError } from "../errors";
import { randomHex } from "../regional";
import type { Service } from "../service";
import type { Store } from "../store";
import { describeAction } from "./actions";
import { formatAddress, parseCidr, size } from "./ipv4";
import { existing } from "./tables";
import type { Ec2 } from "./tables";
import type { NetworkInterface } from "./types";

/** What a service asks for. */
export interface InterfaceRequest {
    readonly subnetId: string;
    readonly description: string;
    readonly groupIds: readonly string[];
    readonly type?: NetworkInterface["InterfaceType"];
    readonly publicAddress?: NetworkInterface["Association"];
}

/**
 * Creates an interface with a free private address of the subnet.
 * @throws AwsError InsufficientFreeAddressesInSubnet, or a NotFound code
 */
export function newInterface(ec2: Ec2, owner: string, wanted: InterfaceRequest): NetworkInterface {
    const subnet = existing(ec2, "subnet", wanted.subnetId);
    const made: NetworkInterface = {
        NetworkInterfaceId: `eni-${randomHex(17)}`,
        VpcId: subnet.VpcId,
        SubnetId: subnet.SubnetId,
        AvailabilityZone: subnet.AvailabilityZone,
        Description: wanted.description,
        OwnerId: owner,
        PrivateIpAddress: freePrivateAddress(ec2, subnet.SubnetId, subnet.CidrBlock),
        Groups: wanted.groupIds.map((id) => ({
            GroupId: id,
            GroupName: existing(ec2, "securityGroup", id).GroupName,
        })),
        InterfaceType: wanted.type ?? "interface",
        RequesterManaged: true,
        Status: "in-use",
        Association: wanted.publicAddress,
        Tags: [],
    };
    ec2.networkInterface.set(made.NetworkInterfaceId, made);
    return made;
}

/** Removes interfaces; unknown ids are ignored. */
export function deleteInterfaces(ec2: Ec2, ids: readonly string[]): void {
    for (const id of ids) {
        ec2.networkInterface.delete(id);
    }
}

/** The actions on network interfaces. */
export function networkInterfaceActions(store: Store): Service {
    return {
        "ec2:DescribeNetworkInterfaces": describeAction<NetworkInterface>(
            store,
            "networkInterface",
            "NetworkInterfaceIds",
            "NetworkInterfaces",
            {
                "subnet-id": (it) => [it.SubnetId],
                "vpc-id": (it) => [it.VpcId],
                "group-id": (it) => it.Groups.map((group) => group.GroupId),
                description: (it) => [it.Description],
            },
            ({ Tags, ...shown }) => ({ ...shown, TagSet: Tags }),
        ),
    };
}

function freePrivateAddress(ec2: Ec2, subnetId: string, block: string): string {
    const used = new Set(
        [...ec2.networkInterface.values()]
            .filter((it) => it.SubnetId === subnetId)
            .map((it) => it.PrivateIpAddress),
    );
    const cidr = parseCidr(block);
    // The first four addresses and the last are EC2's: VPC user guide, "Subnet CIDR blocks".
    const last = cidr === undefined ? 0 : cidr.first + size(cidr.prefix) - 1;
    for (let candidate = (cidr?.first ?? 0) + 4; candidate < last; candidate += 1) {
        const address = formatAddress(candidate);
        if (!used.has(address)) {
            return address;
        }
    }
    throw new AwsError(
        "InsufficientFreeAddressesInSubnet",
        `The specified subnet does not have enough free addresses to satisfy the request: ${subnetId}`,
    );
}
