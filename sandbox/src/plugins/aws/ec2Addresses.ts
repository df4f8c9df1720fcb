/** aws.ec2: elastic addresses and NAT gateways. Rules: terraform-provider-aws internal/service/ec2. */
import type { ResourceType } from "../provider/resource";
import { output, text } from "../provider/schema";
import { answered, given, part, parts, tagMap } from "./answers";
import { retagEc2, tagSpecifications } from "./ec2Tags";

const eip: ResourceType = {
    fields: {
        allocationId: output(),
        arn: output(),
        associationId: output(),
        domain: text({ computed: true, forceNew: true }),
        networkInterface: output(),
        privateIp: output(),
        publicIp: output(),
    },
    create: async (api, inputs) =>
        answered(
            await api.call("ec2:AllocateAddress", {
                Domain: inputs.domain ?? "vpc",
                ...tagSpecifications(inputs, "elastic-ip"),
            }),
            "AllocationId",
        ),
    read: async (api, id) => {
        const answer = await api.call("ec2:DescribeAddresses", { AllocationIds: [id] });
        const [found] = parts(answer, "Addresses");
        return (
            found && {
                allocationId: id,
                arn: `arn:${api.partition}:ec2:${api.region}:${api.accountId}:elastic-ip/${id}`,
                associationId: found.AssociationId ?? "",
                domain: found.Domain,
                networkInterface: found.NetworkInterfaceId ?? "",
                privateIp: found.PrivateIpAddress ?? "",
                publicIp: found.PublicIp,
                tagsAll: tagMap(parts(found, "Tags")),
            }
        );
    },
    retag: retagEc2,
    remove: async (api, AllocationId) => {
        await api.call("ec2:ReleaseAddress", { AllocationId });
    },
};

const natGateway: ResourceType = {
    fields: {
        allocationId: text({ forceNew: true }),
        associationId: output(),
        connectivityType: text({ default: "public", forceNew: true }),
        networkInterfaceId: output(),
        privateIp: output(),
        publicIp: output(),
        subnetId: text({ required: true, forceNew: true }),
    },
    create: async (api, inputs) =>
        answered(
            part(
                await api.call(
                    "ec2:CreateNatGateway",
                    given({
                        SubnetId: inputs.subnetId,
                        AllocationId: inputs.allocationId,
                        ConnectivityType: inputs.connectivityType,
                        ...tagSpecifications(inputs, "natgateway"),
                    }),
                ),
                "NatGateway",
            ),
            "NatGatewayId",
        ),
    read: async (api, id) => {
        const answer = await api.call("ec2:DescribeNatGateways", { NatGatewayIds: [id] });
        const [found] = parts(answer, "NatGateways");
        // AWS shows a deleted gateway for about an hour.
        if (found === undefined || found.State === "deleted" || found.State === "deleting") {
            return undefined;
        }
        const addresses = parts(found, "NatGatewayAddresses");
        const address = addresses.find((one) => one.IsPrimary === true) ?? addresses[0] ?? {};
        return {
            allocationId: address.AllocationId,
            associationId: address.AssociationId ?? "",
            connectivityType: found.ConnectivityType,
            networkInterfaceId: address.NetworkInterfaceId,
            privateIp: address.PrivateIp,
            publicIp: address.PublicIp,
            subnetId: found.SubnetId,
            tagsAll: tagMap(parts(found, "Tags")),
        };
    },
    retag: retagEc2,
    remove: async (api, NatGatewayId) => {
        await api.call("ec2:DeleteNatGateway", { NatGatewayId });
    },
};

export const ec2AddressTypes: Readonly<Record<string, ResourceType>> = {
    "aws:ec2/eip:Eip": eip,
    "aws:ec2/natGateway:NatGateway": natGateway,
};
