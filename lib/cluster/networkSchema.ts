/** The keys of a cluster's `network`: made for the cluster, or brought. */
import { z } from "zod";

import * as field from "../fields";

const ZONES_ALLOWED =
    'allowed: 2 or 3, or a list of two or three zones of the region: ["eu-west-1a", "eu-west-1b"]; EKS requires at least two.';

/** Local and wavelength zones have longer names: EKS puts no control plane there. */
const zone = field.text(
    'allowed: the name of an availability zone, such as "eu-west-1a".',
    /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/,
);

const zones = z.union(
    [
        z
            .literal([2, 3], { error: () => ZONES_ALLOWED })
            .meta({ description: "Number of zones: the region's first" }),
        field
            .listOf(zone, 2, ZONES_ALLOWED)
            .refine((names) => names.length <= 3 && new Set(names).size === names.length, {
                error: () => ZONES_ALLOWED,
            })
            .meta({ maxItems: 3, uniqueItems: true }),
    ],
    { error: () => ZONES_ALLOWED },
);

const createdShape = {
    cidr: field.vpcCidr.optional().meta({
        description:
            "IPv4 range of the VPC, /16 to /20; defaults to a /19 of 10.0.0.0/8 that follows from fleet and cluster key",
    }),
    availabilityZones: zones.optional().meta({
        description:
            "Number of availability zones, or their names; 2, in production 3. A zone can be added later; the zone of a subnet cannot be changed",
    }),
    natGateway: field.oneOf(["none", "single", "perZone"]).optional().meta({
        description:
            "NAT gateways: single for all zones, perZone to survive the failure of a zone (the default in production), or none: nodes then reach AWS through VPC endpoints and do not reach the internet",
    }),
};

const subnetId = field.text(
    'allowed: the id of a subnet, such as "subnet-0123456789abcdef0".',
    /^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/,
);

function distinct(allowed: string, minimum: number): z.ZodArray<typeof subnetId> {
    return field
        .listOf(subnetId, minimum, allowed)
        .refine((ids) => new Set(ids).size === ids.length, { error: () => allowed })
        .meta({ uniqueItems: true });
}

const broughtShape = {
    vpcId: field
        .text(
            'allowed: the id of a VPC, such as "vpc-0123456789abcdef0".',
            /^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/,
        )
        .meta({ description: "Existing VPC; it and its subnets are used and never changed" }),
    privateSubnetIds: distinct(
        "allowed: a list of at least two different subnets, in two availability zones.",
        2,
    ).meta({
        description:
            "Subnets for nodes and for EKS network interfaces, in at least two availability zones, with a route to the internet or to VPC endpoints",
    }),
    publicSubnetIds: distinct("allowed: a list of different subnets.", 0).default([]).meta({
        description: "Subnets for internet-facing load balancers; checked and never changed",
    }),
    egressCidrs: field
        .listOf(
            field.operatorCidr,
            1,
            'allowed: a list of IPv4 ranges in CIDR form, such as ["198.51.100.7/32"].',
        )
        .optional()
        .meta({
            description:
                "Public egress CIDRs of the nodes (the addresses of your NAT gateways); targets' allow-lists contain those of the management cluster",
        }),
};

export const createdNetwork = field.record(createdShape, (key) => {
    if (key === "vpcId") {
        // A map with vpcId and without subnets has nothing else wrong as this form: zod takes it for this one.
        return "vpcId names an existing VPC and requires privateSubnetIds: add them, or remove vpcId.";
    }
    return Object.hasOwn(broughtShape, key)
        ? `${key} applies to an existing VPC (vpcId) only; this one is created: remove it.`
        : undefined;
});

export const broughtNetwork = field.record(broughtShape, (key) =>
    Object.hasOwn(createdShape, key)
        ? `${key} applies to a created VPC only; this one exists (vpcId): remove it.`
        : undefined,
);

export const network = z.union([createdNetwork, broughtNetwork], {
    error: () =>
        `allowed: a map with the keys ${Object.keys(createdShape).join(", ")}, or for an existing VPC ${Object.keys(broughtShape).join(", ")}.`,
});

export type NetworkSection = z.output<typeof network>;
export type CreatedNetworkSection = z.output<typeof createdNetwork>;
