/** The network part of a cluster: subnets, security groups and access to the endpoint. */
import { BlockList } from "node:net";

import { parseCidr } from "../ec2/ipv4";
import type { Ec2 } from "../ec2/tables";
import type { Subnet } from "../ec2/types";
import type { ParamReader } from "../params";
import { invalidParameter } from "./errors";
import type { VpcConfig } from "./types";

/** EKS API Reference, VpcConfigRequest. */
export interface VpcConfigRequest {
    readonly subnetIds?: readonly string[];
    readonly securityGroupIds?: readonly string[];
    readonly endpointPublicAccess?: boolean;
    readonly endpointPrivateAccess?: boolean;
    readonly publicAccessCidrs?: readonly string[];
}

export type EndpointAccess = Pick<
    VpcConfig,
    "endpointPublicAccess" | "endpointPrivateAccess" | "publicAccessCidrs"
>;

/** Reads `resourcesVpcConfig`. */
export function readVpcConfig(reader: ParamReader): VpcConfigRequest {
    return {
        subnetIds: reader.maybeStrings("subnetIds"),
        securityGroupIds: reader.maybeStrings("securityGroupIds"),
        endpointPublicAccess: reader.maybeBoolean("endpointPublicAccess"),
        endpointPrivateAccess: reader.maybeBoolean("endpointPrivateAccess"),
        publicAccessCidrs: reader.maybeStrings("publicAccessCidrs"),
    };
}

/**
 * The VPC of the subnets a cluster is given: known, of one VPC, in two zones or more.
 * EKS user guide, "View Amazon EKS networking requirements for VPC and subnets".
 * @throws AwsError InvalidParameterException
 */
export function checkSubnets(ec2: Ec2, subnetIds: readonly string[]): string {
    const subnets = subnetIds.map((id) => knownSubnet(ec2, id));
    const vpcs = [...new Set(subnets.map((subnet) => subnet.VpcId))];
    const [vpcId] = vpcs;
    if (vpcId === undefined || vpcs.length > 1) {
        throw invalidParameter(
            `Subnets specified must belong to one VPC, found: ${vpcs.join(", ")}`,
        );
    }
    if (new Set(subnets.map((subnet) => subnet.AvailabilityZone)).size < 2) {
        throw invalidParameter("Subnets specified must be in at least two different AZs");
    }
    return vpcId;
}

/** @throws AwsError InvalidParameterException when a group is unknown or of another VPC */
export function checkSecurityGroups(ec2: Ec2, ids: readonly string[], vpcId: string): void {
    for (const id of ids) {
        if (ec2.securityGroup.get(id)?.VpcId !== vpcId) {
            throw invalidParameter(
                `Security group(s) [${id}] are not in the same VPC as the subnets`,
            );
        }
    }
}

/** A subnet that exists. @throws AwsError InvalidParameterException */
export function knownSubnet(ec2: Ec2, id: string): Subnet {
    const subnet = ec2.subnet.get(id);
    if (subnet === undefined) {
        throw invalidParameter(`The subnet ID '${id}' does not exist`);
    }
    return subnet;
}

/**
 * The endpoint access that results from a request.
 * EKS user guide, "Cluster API server endpoint"; quota of 40 ranges: "View and manage Amazon EKS service quotas".
 * @param before values for what the request omits: EKS's defaults, or the cluster's settings
 * @throws AwsError InvalidParameterException
 */
export function endpointAccess(before: EndpointAccess, wanted: VpcConfigRequest): EndpointAccess {
    const endpointPublicAccess = wanted.endpointPublicAccess ?? before.endpointPublicAccess;
    const endpointPrivateAccess = wanted.endpointPrivateAccess ?? before.endpointPrivateAccess;
    if (!endpointPublicAccess && !endpointPrivateAccess) {
        throw invalidParameter(
            "Private and public endpoint access cannot be disabled at the same time",
        );
    }
    const cidrs = wanted.publicAccessCidrs ?? [];
    if (!endpointPublicAccess && cidrs.length > 0) {
        throw invalidParameter(
            "publicAccessCidrs cannot be specified when endpointPublicAccess is false",
        );
    }
    if (cidrs.length > 40) {
        throw invalidParameter(
            `publicAccessCidrs has ${cidrs.length} ranges, at most 40 are allowed`,
        );
    }
    cidrs.forEach(checkPublicCidr);
    const kept = before.publicAccessCidrs.length > 0 ? before.publicAccessCidrs : OPEN;
    return {
        endpointPublicAccess,
        endpointPrivateAccess,
        publicAccessCidrs: endpointPublicAccess ? (cidrs.length > 0 ? cidrs : kept) : [],
    };
}

/** EKS API Reference, VpcConfigRequest: the public endpoint is on and open to all by default. */
export const DEFAULT_ACCESS: EndpointAccess = {
    endpointPublicAccess: true,
    endpointPrivateAccess: false,
    publicAccessCidrs: ["0.0.0.0/0"],
};

const OPEN = DEFAULT_ACCESS.publicAccessCidrs;

/** Ranges no public address is in: RFC 1918, 1122, 3927 and 6598. */
const reserved = new BlockList();
for (const [address, prefix] of [
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
    ["192.168.0.0", 16],
] as const) {
    reserved.addSubnet(address, prefix);
}

function checkPublicCidr(cidr: string): void {
    const address = cidr.split("/")[0] ?? "";
    if (parseCidr(cidr) === undefined) {
        throw invalidParameter(`The following CIDRs are invalid in publicAccessCidrs: [${cidr}]`);
    }
    if (reserved.check(address)) {
        throw invalidParameter(
            `The following CIDRs are not allowed in publicAccessCidrs: [${cidr}]`,
        );
    }
}
