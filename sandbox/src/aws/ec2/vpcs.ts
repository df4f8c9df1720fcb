/** VPCs with what EC2 creates and deletes with them: the default security group and the main route table. */
import { AwsError } from "../errors";
import { readParams } from "../params";
import { randomHex } from "../regional";
import type { Result, Service } from "../service";
import type { Store } from "../store";
import { describeAction, ec2Action } from "./actions";
import { formatCidr, parseCidr } from "./ipv4";
import type { Cidr } from "./ipv4";
import { newRouteTable } from "./routeTables";
import { deleteGroup, newSecurityGroup } from "./securityGroups";
import { existing } from "./tables";
import type { Ec2 } from "./tables";
import { readTags } from "./tags";
import type { Vpc } from "./types";

/** The actions on VPCs. */
export function vpcActions(store: Store): Service {
    return {
        "ec2:CreateVpc": ec2Action(store, "vpc", undefined, (ec2, params, request) => {
            const { block, tags } = readParams(params, (reader) => {
                reader.maybeOneOf("InstanceTenancy", ["default"]);
                return { block: reader.string("CidrBlock"), tags: readTags(reader, "vpc") };
            });
            const cidr = blockOf(block, "InvalidVpc.Range");
            const vpc: Vpc = {
                VpcId: `vpc-${randomHex(17)}`,
                CidrBlock: formatCidr(cidr),
                State: "available",
                OwnerId: request.account,
                InstanceTenancy: "default",
                IsDefault: false,
                DhcpOptionsId: "dopt-00000000000000000",
                Tags: tags,
                enableDnsSupport: true,
                enableDnsHostnames: false,
            };
            ec2.vpc.set(vpc.VpcId, vpc);
            newSecurityGroup(ec2, request, {
                name: "default",
                description: "default VPC security group",
                vpcId: vpc.VpcId,
                tags: [],
                selfIngress: true,
            });
            newRouteTable(ec2, request, vpc, true, []);
            return { Vpc: view(vpc) };
        }),
        "ec2:DescribeVpcs": describeAction<Vpc>(
            store,
            "vpc",
            "VpcIds",
            "Vpcs",
            {
                "vpc-id": (vpc) => [vpc.VpcId],
                cidr: (vpc) => [vpc.CidrBlock],
                "is-default": () => ["false"],
                state: (vpc) => [vpc.State],
            },
            view,
        ),
        "ec2:ModifyVpcAttribute": ec2Action(store, "vpc", "VpcId", (ec2, params) => {
            const { id, support, hostnames } = readParams(params, (reader) => ({
                id: reader.string("VpcId"),
                support: reader.maybeObject("EnableDnsSupport", (it) => it.maybeBoolean("Value")),
                hostnames: reader.maybeObject("EnableDnsHostnames", (it) =>
                    it.maybeBoolean("Value"),
                ),
            }));
            // EC2 API Reference, ModifyVpcAttribute: both cannot be modified in the same request.
            if ((support === undefined) === (hostnames === undefined)) {
                throw new AwsError(
                    "InvalidParameterCombination",
                    "Exactly one of EnableDnsSupport and EnableDnsHostnames must be given.",
                );
            }
            const vpc = existing(ec2, "vpc", id);
            ec2.vpc.set(id, {
                ...vpc,
                enableDnsSupport: support ?? vpc.enableDnsSupport,
                enableDnsHostnames: hostnames ?? vpc.enableDnsHostnames,
            });
            return {};
        }),
        "ec2:DescribeVpcAttribute": ec2Action(store, "vpc", "VpcId", (ec2, params) => {
            const { id, attribute } = readParams(params, (reader) => ({
                id: reader.string("VpcId"),
                attribute: reader.maybeOneOf("Attribute", [
                    "enableDnsSupport",
                    "enableDnsHostnames",
                ]),
            }));
            const vpc = existing(ec2, "vpc", id);
            return attribute === "enableDnsSupport"
                ? { VpcId: id, EnableDnsSupport: { Value: vpc.enableDnsSupport } }
                : { VpcId: id, EnableDnsHostnames: { Value: vpc.enableDnsHostnames } };
        }),
        "ec2:DeleteVpc": ec2Action(store, "vpc", "VpcId", (ec2, params) => {
            const id = readParams(params, (reader) => reader.string("VpcId"));
            existing(ec2, "vpc", id);
            if (inUse(ec2, id)) {
                throw new AwsError(
                    "DependencyViolation",
                    `The vpc '${id}' has dependencies and cannot be deleted.`,
                );
            }
            for (const group of of(ec2.securityGroup.values(), id)) {
                deleteGroup(ec2, group.GroupId);
            }
            for (const table of of(ec2.routeTable.values(), id)) {
                ec2.routeTable.delete(table.RouteTableId);
            }
            ec2.vpc.delete(id);
            return {};
        }),
    };
}

/**
 * A block that EC2 takes for a VPC or subnet, in canonical form.
 * Sizes: VPC user guide, "VPC CIDR blocks" and "Subnet CIDR blocks" (/16 to /28 for both).
 * @param rangeCode the code for a size that is not allowed
 */
export function blockOf(text: string, rangeCode: string): Cidr {
    const cidr = parseCidr(text);
    if (cidr === undefined) {
        throw new AwsError(
            "InvalidParameterValue",
            `Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
        );
    }
    if (cidr.prefix < 16 || cidr.prefix > 28) {
        throw new AwsError(rangeCode, `The CIDR '${text}' is invalid.`);
    }
    return cidr;
}

/** VPC user guide, "Delete your VPC": everything but the default group and main table must be deleted first. */
function inUse(ec2: Ec2, vpcId: string): boolean {
    return (
        of(ec2.subnet.values(), vpcId).length > 0 ||
        of(ec2.networkInterface.values(), vpcId).length > 0 ||
        of(ec2.vpcEndpoint.values(), vpcId).length > 0 ||
        [...ec2.internetGateway.values()].some((gateway) =>
            gateway.Attachments.some((attachment) => attachment.VpcId === vpcId),
        ) ||
        of(ec2.securityGroup.values(), vpcId).some((group) => group.GroupName !== "default") ||
        of(ec2.routeTable.values(), vpcId).some(
            (table) => !table.Associations.some((association) => association.Main),
        )
    );
}

function of<T extends { readonly VpcId: string }>(items: Iterable<T>, vpcId: string): readonly T[] {
    return [...items].filter((item) => item.VpcId === vpcId);
}

function view(vpc: Vpc): Result {
    return {
        ...vpc,
        CidrBlockAssociationSet: [
            {
                AssociationId: vpc.VpcId.replace(/^vpc-/, "vpc-cidr-assoc-"),
                CidrBlock: vpc.CidrBlock,
                CidrBlockState: { State: "associated" },
            },
        ],
        enableDnsSupport: undefined,
        enableDnsHostnames: undefined,
    };
}
