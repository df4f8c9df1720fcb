/** How many NAT gateways a VPC gets and with which addresses: @pulumi/awsx's rules. */
import type { PlacedSubnet, SubnetType } from "./subnets";

export interface NatPlan<Id = unknown> {
    readonly strategy: "None" | "Single" | "OnePerAz";
    /** Addresses allocated by the caller; empty: one is created for each gateway. */
    readonly allocationIds: readonly Id[];
    /** How many gateways there are once the zone of this index is done. */
    readonly upTo: (zoneIndex: number) => number;
}

const STRATEGIES = { none: "None", single: "Single", oneperaz: "OnePerAz" } as const;

/**
 * The plan for a VPC's argument `natGateways`; left out, one gateway per zone.
 * @throws Error for an unknown strategy, or a number of addresses other than it needs
 */
export function natPlan<Id>(
    args: {
        readonly natGateways?: {
            readonly strategy: string;
            readonly elasticIpAllocationIds?: readonly Id[];
        };
    },
    zones: readonly string[],
): NatPlan<Id> {
    const given = args.natGateways?.strategy ?? "OnePerAz";
    const strategy = STRATEGIES[given.toLowerCase() as keyof typeof STRATEGIES];
    if (strategy === undefined) {
        throw new Error(`Unknown NatGatewayStrategy '${given}'`);
    }
    const allocationIds = args.natGateways?.elasticIpAllocationIds ?? [];
    const needed = { None: 0, Single: 1, OnePerAz: zones.length }[strategy];
    if (allocationIds.length > 0 && allocationIds.length !== needed) {
        throw new Error(
            `${allocationIds.length} Elastic IPs are specified; NAT Gateway strategy '${strategy}' takes ${needed} or none`,
        );
    }
    return {
        strategy,
        allocationIds,
        upTo: (zoneIndex) => Math.min(needed, zoneIndex + 1),
    };
}

/**
 * Rejects gateways without a public subnet to be in, or without another subnet to serve.
 * @throws Error
 */
export function checkNatPlan(plan: NatPlan, subnets: readonly PlacedSubnet[]): void {
    const has = (...types: SubnetType[]): boolean =>
        subnets.some(({ spec }) => types.includes(spec.type));
    if (plan.strategy !== "None" && !(has("Public") && has("Private", "Isolated"))) {
        throw new Error(
            "If NAT Gateway strategy is 'OnePerAz' or 'Single', public subnets must be declared to host the NAT Gateway resource, along with private or isolated subnets to route through it.",
        );
    }
}

/** Public subnets first, since the others route through their gateways. */
export function inOrderOfType(subnets: readonly PlacedSubnet[]): readonly PlacedSubnet[] {
    const order: readonly SubnetType[] = ["Public", "Private", "Isolated"];
    return [...subnets].sort(
        (left, right) => order.indexOf(left.spec.type) - order.indexOf(right.spec.type),
    );
}
