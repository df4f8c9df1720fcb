/** The public addresses traffic out of a subnet is seen from. */
import { tableFor } from "./routeTables";
import { routeState } from "./routes";
import type { Ec2 } from "./tables";
import type { Route } from "./types";

/** How a subnet's traffic leaves its VPC. */
export type Egress =
    | { readonly kind: "none" }
    /** Through an internet gateway, seen from the machine's own public address, if it has one. */
    | { readonly kind: "internet-gateway" }
    /** Through a NAT gateway, seen from its address. */
    | { readonly kind: "nat"; readonly publicAddress: string };

/**
 * Follows the default route of the subnet. A NAT gateway only counts when its own subnet reaches the internet.
 * VPC user guide, "NAT gateway basics": a public NAT gateway is placed in a public subnet.
 */
export function egressOf(ec2: Ec2, subnetId: string): Egress {
    const route = defaultRoute(ec2, subnetId);
    if (route?.GatewayId !== undefined) {
        return { kind: "internet-gateway" };
    }
    const nat = ec2.natGateway.get(route?.NatGatewayId ?? "");
    const publicAddress = nat?.NatGatewayAddresses[0]?.PublicIp;
    const connected = nat !== undefined && defaultRoute(ec2, nat.SubnetId)?.GatewayId !== undefined;
    return connected && publicAddress !== undefined
        ? { kind: "nat", publicAddress }
        : { kind: "none" };
}

function defaultRoute(ec2: Ec2, subnetId: string): Route | undefined {
    const table = tableFor(ec2, subnetId);
    return table?.Routes.find(
        (route) =>
            route.DestinationCidrBlock === "0.0.0.0/0" &&
            routeState(ec2, table, route) === "active",
    );
}
