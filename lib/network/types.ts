/** The network of a cluster, every default filled in. */
/** The VPC of a cluster: created for it, or an existing one. */
export type NetworkConfig = CreatedNetworkConfig | BroughtNetworkConfig;

export interface CreatedNetworkConfig {
    readonly kind: "created";
    readonly cidr: string;
    readonly zones: ZonesConfig;
    readonly natGateway: NatGateway;
}

export interface BroughtNetworkConfig {
    readonly kind: "brought";
    readonly vpcId: string;
    /** At least two. */
    readonly privateSubnetIds: readonly string[];
    readonly publicSubnetIds: readonly string[];
    /** Public egress CIDRs of the nodes; empty if not configured. */
    readonly egressCidrs: readonly string[];
}

/** Availability zones: the first two or three of the region, or named ones. */
export type ZonesConfig =
    | { readonly kind: "count"; readonly count: 2 | 3 }
    | { readonly kind: "named"; readonly names: readonly string[] };

/** NAT gateways: none, one, or one in each zone. */
export type NatGateway = "none" | "single" | "perZone";
