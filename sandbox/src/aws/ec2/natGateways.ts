/** Public NAT gateways. */
import { AwsError } from "../errors";
import { readParams } from "../params";
import { randomHex, timestamp } from "../regional";
import type { Service } from "../service";
import type { Store } from "../store";
import { describeAction, ec2Action } from "./actions";
import { deleteInterfaces, newInterface } from "./networkInterfaces";
import { existing } from "./tables";
import type { Ec2 } from "./tables";
import { readTags } from "./tags";
import type { Address, NatGateway } from "./types";

/** The actions on NAT gateways. */
export function natGatewayActions(store: Store): Service {
    const type = "natgateway";
    return {
        "ec2:CreateNatGateway": ec2Action(store, type, undefined, (ec2, params, request) => {
            const { subnetId, allocationId, tags } = readParams(params, (reader) => {
                reader.maybeOneOf("ConnectivityType", ["public"]);
                reader.ignore("ClientToken");
                return {
                    subnetId: reader.string("SubnetId"),
                    allocationId: reader.maybeString("AllocationId"),
                    tags: readTags(reader, type),
                };
            });
            const subnet = existing(ec2, "subnet", subnetId);
            const address = freeAddress(ec2, allocationId);
            const id = `nat-${randomHex(17)}`;
            const holder = newInterface(ec2, request.account, {
                subnetId,
                description: `Interface for NAT Gateway ${id}`,
                groupIds: [],
                type: "nat_gateway",
                publicAddress: { PublicIp: address.PublicIp, AllocationId: address.AllocationId },
            });
            const associationId = `eipassoc-${randomHex(17)}`;
            ec2.address.set(address.AllocationId, {
                ...address,
                AssociationId: associationId,
                NetworkInterfaceId: holder.NetworkInterfaceId,
                PrivateIpAddress: holder.PrivateIpAddress,
            });
            const gateway: NatGateway = {
                NatGatewayId: id,
                SubnetId: subnetId,
                VpcId: subnet.VpcId,
                State: "available",
                ConnectivityType: "public",
                CreateTime: timestamp(),
                NatGatewayAddresses: [
                    {
                        AllocationId: address.AllocationId,
                        AssociationId: associationId,
                        NetworkInterfaceId: holder.NetworkInterfaceId,
                        PrivateIp: holder.PrivateIpAddress,
                        PublicIp: address.PublicIp,
                        IsPrimary: true,
                        Status: "succeeded",
                    },
                ],
                Tags: tags,
            };
            ec2.natGateway.set(id, gateway);
            return { NatGateway: gateway };
        }),
        "ec2:DescribeNatGateways": describeAction<NatGateway>(
            store,
            "natGateway",
            "NatGatewayIds",
            "NatGateways",
            {
                "nat-gateway-id": (gateway) => [gateway.NatGatewayId],
                "vpc-id": (gateway) => [gateway.VpcId],
                "subnet-id": (gateway) => [gateway.SubnetId],
                state: (gateway) => [gateway.State],
            },
            (gateway) => gateway,
            // EC2 API Reference, DescribeNatGateways.
            "Filter",
        ),
        "ec2:DeleteNatGateway": ec2Action(store, type, "NatGatewayId", (ec2, params) => {
            const id = readParams(params, (reader) => reader.string("NatGatewayId"));
            const gateway = existing(ec2, "natGateway", id);
            for (const held of gateway.NatGatewayAddresses) {
                deleteInterfaces(ec2, [held.NetworkInterfaceId]);
                free(ec2, held.AllocationId);
            }
            ec2.natGateway.delete(id);
            return { NatGatewayId: id };
        }),
    };
}

/** EC2 API Reference, CreateNatGateway: a public one needs an Elastic IP address that is not associated. */
function freeAddress(ec2: Ec2, allocationId: string | undefined): Address {
    if (allocationId === undefined) {
        throw new AwsError(
            "MissingParameter",
            "The request must contain the parameter AllocationId",
        );
    }
    const address = existing(ec2, "address", allocationId);
    if (address.AssociationId !== undefined) {
        throw new AwsError(
            "Resource.AlreadyAssociated",
            `Elastic IP address [${allocationId}] is already associated`,
        );
    }
    return address;
}

function free(ec2: Ec2, allocationId: string): void {
    const address = ec2.address.get(allocationId);
    if (address !== undefined) {
        ec2.address.set(allocationId, {
            ...address,
            AssociationId: undefined,
            NetworkInterfaceId: undefined,
            PrivateIpAddress: undefined,
        });
    }
}
