/** Routes of route tables. */
import { AwsError } from "../errors";
import { readParams } from "../params";
import type { Params, Service } from "../service";
import type { Store } from "../store";
import { ec2Action } from "./actions";
import { isAttached } from "./internetGateways";
import { formatCidr, parseCidr } from "./ipv4";
import { existing } from "./tables";
import type { Ec2 } from "./tables";
import type { Route, RouteTable } from "./types";

/** The actions on routes. */
export function routeActions(store: Store): Service {
    const type = "route-table";
    return {
        "ec2:CreateRoute": ec2Action(store, type, "RouteTableId", (ec2, params) => {
            const { table, route } = read(ec2, params);
            if (find(table, route.DestinationCidrBlock) !== undefined) {
                throw new AwsError(
                    "RouteAlreadyExists",
                    `The route identified by ${route.DestinationCidrBlock} already exists.`,
                );
            }
            setRoutes(ec2, table, [...table.Routes, route]);
            return { Return: true };
        }),
        "ec2:ReplaceRoute": ec2Action(store, type, "RouteTableId", (ec2, params) => {
            const { table, route } = read(ec2, params);
            const old = owned(table, route.DestinationCidrBlock);
            setRoutes(
                ec2,
                table,
                table.Routes.map((it) => (it === old ? route : it)),
            );
            return {};
        }),
        "ec2:DeleteRoute": ec2Action(store, type, "RouteTableId", (ec2, params) => {
            const { tableId, destination } = readParams(params, (reader) => ({
                tableId: reader.string("RouteTableId"),
                destination: reader.string("DestinationCidrBlock"),
            }));
            const table = existing(ec2, "routeTable", tableId);
            const old = owned(table, canonical(destination));
            setRoutes(
                ec2,
                table,
                table.Routes.filter((it) => it !== old),
            );
            return {};
        }),
    };
}

/** `blackhole` once the target was deleted. EC2 API Reference, Route. */
export function routeState(ec2: Ec2, table: RouteTable, route: Route): "active" | "blackhole" {
    const gateway = ec2.internetGateway.get(route.GatewayId ?? "");
    const active =
        route.GatewayId === "local" ||
        (gateway !== undefined && isAttached(gateway, table.VpcId)) ||
        ec2.natGateway.has(route.NatGatewayId ?? "");
    return active ? "active" : "blackhole";
}

function read(ec2: Ec2, params: Params): { readonly table: RouteTable; readonly route: Route } {
    const given = readParams(params, (reader) => ({
        tableId: reader.string("RouteTableId"),
        destination: reader.string("DestinationCidrBlock"),
        gatewayId: reader.maybeString("GatewayId"),
        natGatewayId: reader.maybeString("NatGatewayId"),
    }));
    const table = existing(ec2, "routeTable", given.tableId);
    if ((given.gatewayId === undefined) === (given.natGatewayId === undefined)) {
        throw new AwsError(
            "InvalidParameterCombination",
            "Exactly one of GatewayId and NatGatewayId must be given.",
        );
    }
    checkTarget(ec2, table, given.gatewayId, given.natGatewayId);
    const route: Route = {
        DestinationCidrBlock: canonical(given.destination),
        GatewayId: given.gatewayId,
        NatGatewayId: given.natGatewayId,
        Origin: "CreateRoute",
    };
    return { table, route };
}

function checkTarget(
    ec2: Ec2,
    table: RouteTable,
    gatewayId: string | undefined,
    natGatewayId: string | undefined,
): void {
    if (gatewayId !== undefined) {
        const gateway = ec2.internetGateway.get(gatewayId);
        if (gateway === undefined) {
            throw new AwsError(
                "InvalidGatewayID.NotFound",
                `The gateway ID '${gatewayId}' does not exist`,
            );
        }
        if (!isAttached(gateway, table.VpcId)) {
            throw new AwsError(
                "InvalidParameterValue",
                `route table ${table.RouteTableId} and network gateway ${gatewayId} belong to different networks`,
            );
        }
    }
    if (natGatewayId !== undefined) {
        const gateway = ec2.natGateway.get(natGatewayId);
        if (gateway?.VpcId !== table.VpcId) {
            throw new AwsError(
                "InvalidNatGatewayID.NotFound",
                `The natGateway ID '${natGatewayId}' does not exist`,
            );
        }
    }
}

function canonical(destination: string): string {
    const cidr = parseCidr(destination);
    if (cidr === undefined) {
        throw new AwsError(
            "InvalidParameterValue",
            `Value (${destination}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`,
        );
    }
    return formatCidr(cidr);
}

function find(table: RouteTable, destination: string): Route | undefined {
    return table.Routes.find((route) => route.DestinationCidrBlock === destination);
}

/** A route that was created by a call: the local one cannot be changed. */
function owned(table: RouteTable, destination: string): Route {
    const route = find(table, destination);
    if (route === undefined) {
        throw new AwsError(
            "InvalidRoute.NotFound",
            `no route with destination-cidr-block ${destination} in route table ${table.RouteTableId}`,
        );
    }
    if (route.GatewayId === "local") {
        throw new AwsError(
            "InvalidParameterValue",
            `cannot change the local route ${destination} in route table ${table.RouteTableId}`,
        );
    }
    return route;
}

function setRoutes(ec2: Ec2, table: RouteTable, routes: readonly Route[]): void {
    ec2.routeTable.set(table.RouteTableId, { ...table, Routes: routes });
}
