/** Route tables and which subnets use them. */
import { AwsError } from "../errors";
import { readParams } from "../params";
import { randomHex } from "../regional";
import type { RequestContext, Result, Service } from "../service";
import type { Store } from "../store";
import { describeAction, ec2Action } from "./actions";
import { routeState } from "./routes";
import { existing } from "./tables";
import type { Ec2 } from "./tables";
import { readTags } from "./tags";
import type { RouteTable, RouteTableAssociation, Tag, Vpc } from "./types";

/** The actions on route tables and their associations. */
export function routeTableActions(store: Store): Service {
    return {
        "ec2:CreateRouteTable": ec2Action(store, TYPE, undefined, (ec2, params, request) => {
            const { vpcId, tags } = readParams(params, (reader) => ({
                vpcId: reader.string("VpcId"),
                tags: readTags(reader, TYPE),
            }));
            const table = newRouteTable(ec2, request, existing(ec2, "vpc", vpcId), false, tags);
            return { RouteTable: view(table, ec2) };
        }),
        "ec2:DescribeRouteTables": describeAction<RouteTable>(
            store,
            "routeTable",
            "RouteTableIds",
            "RouteTables",
            {
                "route-table-id": (table) => [table.RouteTableId],
                "vpc-id": (table) => [table.VpcId],
                "association.main": (table) => table.Associations.map((it) => String(it.Main)),
                "association.subnet-id": (table) =>
                    table.Associations.flatMap((it) => it.SubnetId ?? []),
                "association.route-table-association-id": (table) =>
                    table.Associations.map((it) => it.RouteTableAssociationId),
            },
            view,
        ),
        "ec2:DeleteRouteTable": ec2Action(store, TYPE, "RouteTableId", (ec2, params) => {
            const id = readParams(params, (reader) => reader.string("RouteTableId"));
            if (existing(ec2, "routeTable", id).Associations.length > 0) {
                throw new AwsError(
                    "DependencyViolation",
                    `The routeTable '${id}' has dependencies and cannot be deleted.`,
                );
            }
            ec2.routeTable.delete(id);
            return {};
        }),
        "ec2:AssociateRouteTable": ec2Action(store, TYPE, "RouteTableId", (ec2, params) => {
            const { id, subnetId } = readParams(params, (reader) => ({
                id: reader.string("RouteTableId"),
                subnetId: reader.string("SubnetId"),
            }));
            const table = existing(ec2, "routeTable", id);
            sameVpc(ec2, table, subnetId);
            if (associationOf(ec2, (it) => it.SubnetId === subnetId) !== undefined) {
                throw new AwsError(
                    "Resource.AlreadyAssociated",
                    `the specified association for route table ${id} conflicts with an existing association`,
                );
            }
            const made = association(id, subnetId);
            setAssociations(ec2, id, [...table.Associations, made]);
            return {
                AssociationId: made.RouteTableAssociationId,
                AssociationState: made.AssociationState,
            };
        }),
        "ec2:ReplaceRouteTableAssociation": ec2Action(
            store,
            TYPE,
            "RouteTableId",
            (ec2, params) => {
                const { associationId, id } = readParams(params, (reader) => ({
                    associationId: reader.string("AssociationId"),
                    id: reader.string("RouteTableId"),
                }));
                const old = subnetAssociation(ec2, associationId);
                const table = existing(ec2, "routeTable", id);
                sameVpc(ec2, table, old.SubnetId);
                remove(ec2, old);
                const made = association(id, old.SubnetId);
                const { Associations } = existing(ec2, "routeTable", id);
                setAssociations(ec2, id, [...Associations, made]);
                return { NewAssociationId: made.RouteTableAssociationId };
            },
        ),
        "ec2:DisassociateRouteTable": ec2Action(store, TYPE, undefined, (ec2, params) => {
            const id = readParams(params, (reader) => reader.string("AssociationId"));
            remove(ec2, subnetAssociation(ec2, id));
            return {};
        }),
    };
}

const TYPE = "route-table";

/** Creates a route table with the VPC's local route. */
export function newRouteTable(
    ec2: Ec2,
    request: RequestContext,
    vpc: Vpc,
    main: boolean,
    tags: readonly Tag[],
): RouteTable {
    const id = `rtb-${randomHex(17)}`;
    const table: RouteTable = {
        RouteTableId: id,
        VpcId: vpc.VpcId,
        OwnerId: request.account,
        Routes: [
            { DestinationCidrBlock: vpc.CidrBlock, GatewayId: "local", Origin: "CreateRouteTable" },
        ],
        Associations: main ? [association(id, undefined)] : [],
        Tags: tags,
    };
    ec2.routeTable.set(id, table);
    return table;
}

/** The table a subnet uses: its own, else the VPC's main one. VPC user guide, "Route tables". */
export function tableFor(ec2: Ec2, subnetId: string): RouteTable | undefined {
    const vpcId = existing(ec2, "subnet", subnetId).VpcId;
    const tables = [...ec2.routeTable.values()].filter((table) => table.VpcId === vpcId);
    return (
        tables.find((table) => table.Associations.some((it) => it.SubnetId === subnetId)) ??
        tables.find((table) => table.Associations.some((it) => it.Main))
    );
}

/** Deletes the association of a subnet that is deleted. */
export function dropSubnet(ec2: Ec2, subnetId: string): void {
    const found = associationOf(ec2, (it) => it.SubnetId === subnetId);
    if (found !== undefined) {
        remove(ec2, found);
    }
}

function association(tableId: string, subnetId: string | undefined): RouteTableAssociation {
    return {
        RouteTableAssociationId: `rtbassoc-${randomHex(17)}`,
        RouteTableId: tableId,
        SubnetId: subnetId,
        Main: subnetId === undefined,
        AssociationState: { State: "associated" },
    };
}

function associationOf(
    ec2: Ec2,
    is: (association: RouteTableAssociation) => boolean,
): RouteTableAssociation | undefined {
    return [...ec2.routeTable.values()].flatMap((table) => table.Associations).find(is);
}

/** A subnet's association; the main one can be neither ended nor, in the sandbox, replaced. */
function subnetAssociation(ec2: Ec2, id: string): RouteTableAssociation & { SubnetId: string } {
    const found = associationOf(ec2, (it) => it.RouteTableAssociationId === id);
    if (found === undefined) {
        throw new AwsError(
            "InvalidAssociationID.NotFound",
            `The association ID '${id}' does not exist`,
        );
    }
    if (found.SubnetId === undefined) {
        throw new AwsError(
            "InvalidParameterValue",
            `cannot disassociate the main route table association ${id}`,
        );
    }
    return { ...found, SubnetId: found.SubnetId };
}

function remove(ec2: Ec2, old: RouteTableAssociation): void {
    const { Associations } = existing(ec2, "routeTable", old.RouteTableId);
    setAssociations(
        ec2,
        old.RouteTableId,
        Associations.filter((it) => it.RouteTableAssociationId !== old.RouteTableAssociationId),
    );
}

function setAssociations(
    ec2: Ec2,
    id: string,
    associations: readonly RouteTableAssociation[],
): void {
    ec2.routeTable.set(id, { ...existing(ec2, "routeTable", id), Associations: associations });
}

function sameVpc(ec2: Ec2, table: RouteTable, subnetId: string): void {
    if (existing(ec2, "subnet", subnetId).VpcId !== table.VpcId) {
        throw new AwsError(
            "InvalidParameterValue",
            `Route table ${table.RouteTableId} and subnet ${subnetId} belong to different networks`,
        );
    }
}

function view(table: RouteTable, ec2: Ec2): Result {
    const Routes = table.Routes.map((route) => ({
        ...route,
        State: routeState(ec2, table, route),
    }));
    return { ...table, Routes };
}
