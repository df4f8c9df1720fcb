/** aws.ec2: route tables, their associations and routes. Rules: terraform-provider-aws internal/service/ec2. */
import type { Api, ResourceType } from "../provider/resource";
import { output, text } from "../provider/schema";
import { requiredText, textOf, type Properties } from "../provider/values";
import { answered, given, part, parts, tagMap } from "./answers";
import { retagEc2, tagSpecifications } from "./ec2Tags";

const routeTable: ResourceType = {
    fields: {
        arn: output(),
        ownerId: output(),
        vpcId: text({ required: true, forceNew: true }),
    },
    create: async (api, inputs) =>
        answered(
            part(
                await api.call("ec2:CreateRouteTable", {
                    VpcId: inputs.vpcId,
                    ...tagSpecifications(inputs, "route-table"),
                }),
                "RouteTable",
            ),
            "RouteTableId",
        ),
    read: async (api, id) => {
        const found = await tableWithId(api, id);
        return (
            found && {
                arn: `arn:${api.partition}:ec2:${api.region}:${answered(found, "OwnerId")}:route-table/${id}`,
                ownerId: found.OwnerId,
                vpcId: found.VpcId,
                tagsAll: tagMap(parts(found, "Tags")),
            }
        );
    },
    retag: retagEc2,
    remove: async (api, RouteTableId) => {
        await api.call("ec2:DeleteRouteTable", { RouteTableId });
    },
};

const routeTableAssociation: ResourceType = {
    fields: {
        routeTableId: text({ required: true }),
        subnetId: text({ required: true, forceNew: true }),
    },
    create: async (api, inputs) =>
        answered(
            await api.call("ec2:AssociateRouteTable", {
                RouteTableId: inputs.routeTableId,
                SubnetId: inputs.subnetId,
            }),
            "AssociationId",
        ),
    read: async (api, id, known) => {
        const found = await currentAssociation(api, id, known);
        return found && { routeTableId: found.RouteTableId, subnetId: found.SubnetId };
    },
    update: async (api, { id, inputs, old }) => {
        const found = await currentAssociation(api, id, old);
        await api.call("ec2:ReplaceRouteTableAssociation", {
            AssociationId: found?.RouteTableAssociationId ?? id,
            RouteTableId: inputs.routeTableId,
        });
    },
    remove: async (api, id, state) => {
        const found = await currentAssociation(api, id, state);
        if (found !== undefined) {
            await api.call("ec2:DisassociateRouteTable", {
                AssociationId: found.RouteTableAssociationId,
            });
        }
    },
};

const route: ResourceType = {
    fields: {
        destinationCidrBlock: text({ required: true, forceNew: true }),
        gatewayId: text(),
        natGatewayId: text(),
        origin: output(),
        routeTableId: text({ required: true, forceNew: true }),
        state: output("volatile"),
    },
    create: async (api, inputs) => {
        await api.call("ec2:CreateRoute", routeParams(inputs));
        return `${requiredText(inputs, "routeTableId")}_${requiredText(inputs, "destinationCidrBlock")}`;
    },
    read: async (api, id) => {
        const [routeTableId = "", destinationCidrBlock] = id.split("_");
        const table = await tableWithId(api, routeTableId);
        const found = parts(table ?? {}, "Routes").find(
            (candidate) => candidate.DestinationCidrBlock === destinationCidrBlock,
        );
        return (
            found && {
                destinationCidrBlock,
                gatewayId: found.GatewayId ?? "",
                natGatewayId: found.NatGatewayId ?? "",
                origin: found.Origin,
                routeTableId,
                state: found.State,
            }
        );
    },
    update: async (api, { inputs }) => {
        await api.call("ec2:ReplaceRoute", routeParams(inputs));
    },
    remove: async (api, id) => {
        const [RouteTableId, DestinationCidrBlock] = id.split("_");
        await api.call("ec2:DeleteRoute", { RouteTableId, DestinationCidrBlock });
    },
};

function routeParams(inputs: Properties): Properties {
    return given({
        RouteTableId: inputs.routeTableId,
        DestinationCidrBlock: inputs.destinationCidrBlock,
        GatewayId: textOf(inputs, "gatewayId"),
        NatGatewayId: textOf(inputs, "natGatewayId"),
    });
}

async function tableWithId(api: Api, id: string): Promise<Properties | undefined> {
    const answer = await api.call("ec2:DescribeRouteTables", { RouteTableIds: [id] });
    return parts(answer, "RouteTables")[0];
}

// Replacing an association gives it another id while the resource keeps its first: the subnet finds it again.
async function currentAssociation(
    api: Api,
    id: string,
    known: Properties,
): Promise<Properties | undefined> {
    const [importedSubnet, importedTable] = id.split("/");
    const subnetId = importedTable === undefined ? textOf(known, "subnetId") : importedSubnet;
    const answer = await api.call("ec2:DescribeRouteTables", {
        Filters: [
            subnetId === undefined
                ? { Name: "association.route-table-association-id", Values: [id] }
                : { Name: "association.subnet-id", Values: [subnetId] },
        ],
    });
    return parts(answer, "RouteTables")
        .flatMap((table) => parts(table, "Associations"))
        .find((association) =>
            subnetId === undefined
                ? association.RouteTableAssociationId === id
                : association.SubnetId === subnetId,
        );
}

export const ec2RouteTypes: Readonly<Record<string, ResourceType>> = {
    "aws:ec2/routeTable:RouteTable": routeTable,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": routeTableAssociation,
    "aws:ec2/route:Route": route,
};
