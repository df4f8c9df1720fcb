/**
 * Where the subnets of a VPC lie: @pulumi/awsx's subnetStrategy "Auto".
 * Rules of https://github.com/pulumi/pulumi-awsx/blob/main/awsx/ec2/subnetDistributorNew.ts.
 */

export type SubnetType = "Public" | "Private" | "Isolated" | "Unused";

export interface SubnetSpec {
    readonly type: SubnetType;
    /** Part of the subnets' names. @default the type in lower case */
    readonly name?: string;
    /** Prefix length. @default an equal share of the zone's range */
    readonly cidrMask?: number;
    /** Ranges, one per zone; given for one they are given for all. */
    readonly cidrBlocks?: readonly string[];
}

export interface PlacedSubnet {
    readonly spec: SubnetSpec;
    /** Of the specs; a resource name needs it. */
    readonly name: string;
    readonly zoneIndex: number;
    readonly zone: string;
    readonly cidrBlock: string;
}

interface Range {
    /** First address as a number. */
    readonly start: number;
    readonly prefix: number;
}

/**
 * Subnets of every zone, zone after zone, in the order of the specs; unused ranges left out.
 * @param vpcName logical name of the VPC, which begins every subnet's name
 * @throws Error when they don't fit, overlap or are given in part
 */
export function placeSubnets(
    vpcName: string,
    cidrBlock: string,
    zones: readonly string[],
    specs?: readonly SubnetSpec[],
    zonePrefix?: number,
): readonly PlacedSubnet[] {
    const vpc = parseRange(cidrBlock);
    const prefix = zonePrefix ?? vpc.prefix + bitsFor(zones.length);
    const layout = specs ?? defaultSpecs(prefix);
    const ranges = layout.some((spec) => spec.cidrBlocks !== undefined)
        ? explicitRanges(layout, zones.length)
        : zones.map((_, index) =>
              sharedRanges({ start: vpc.start + index * sizeOf(prefix), prefix }, layout),
          );
    const placed = zones.flatMap((zone, zoneIndex) =>
        layout.map((spec, index) => ({
            spec,
            name: `${vpcName}-${spec.name ?? spec.type.toLowerCase()}-${zoneIndex + 1}`,
            zoneIndex,
            zone,
            range: ranges[zoneIndex]?.[index] ?? vpc,
        })),
    );
    checkPlaces(vpc, cidrBlock, placed);
    return placed
        .filter(({ spec }) => spec.type !== "Unused")
        .map(({ range, ...subnet }) => ({ ...subnet, cidrBlock: textOf(range) }));
}

// Private subnets get half of a zone's range, public ones half of what remains; nothing beyond a /16 is used.
function defaultSpecs(zonePrefix: number): readonly SubnetSpec[] {
    if (zonePrefix > 26) {
        throw new Error(
            `Automatic subnet creation requires a VPC with at least /26 available per AZ, but only /${zonePrefix} is available.`,
        );
    }
    const widest = Math.max(zonePrefix, 16);
    return [
        { type: "Private", cidrMask: widest + 1 },
        { type: "Public", cidrMask: widest + 2 },
    ];
}

function sharedRanges(zone: Range, specs: readonly SubnetSpec[]): readonly Range[] {
    const share = zone.prefix + bitsFor(specs.length);
    const prefixes = specs.map((spec) => spec.cidrMask ?? share);
    const needed = prefixes.reduce((sum, prefix) => sum + sizeOf(prefix), 0);
    if (needed > sizeOf(zone.prefix)) {
        throw new Error(
            `Subnets are too large for VPC. VPC has ${sizeOf(zone.prefix)} addresses, but subnets require ${needed} addresses.`,
        );
    }
    const ranges: Range[] = [];
    let next = zone.start;
    for (const prefix of prefixes) {
        const size = sizeOf(prefix);
        const start = Math.ceil(next / size) * size;
        ranges.push({ start, prefix });
        next = start + size;
    }
    return ranges;
}

function explicitRanges(
    specs: readonly SubnetSpec[],
    zones: number,
): readonly (readonly Range[])[] {
    for (const [index, spec] of specs.entries()) {
        if (spec.cidrBlocks?.length !== zones) {
            throw new Error(
                `The number of CIDR blocks in subnetSpecs[${index}] must match the number of availability zones (${zones}).`,
            );
        }
    }
    return Array.from({ length: zones }, (_, zone) =>
        specs.map((spec) => parseRange(spec.cidrBlocks?.[zone] ?? "")),
    );
}

function checkPlaces(
    vpc: Range,
    cidrBlock: string,
    placed: readonly { readonly name: string; readonly range: Range }[],
): void {
    const endOf = (range: Range): number => range.start + sizeOf(range.prefix);
    for (const { name, range } of placed) {
        if (range.start < vpc.start || endOf(range) > endOf(vpc)) {
            throw new Error(`Subnet ${name} (${textOf(range)}) lies outside of ${cidrBlock}.`);
        }
        const other = placed.find(
            (candidate) =>
                candidate.name !== name &&
                candidate.range.start < endOf(range) &&
                range.start < endOf(candidate.range),
        );
        if (other !== undefined) {
            throw new Error(
                `Subnets ${name} (${textOf(range)}) and ${other.name} (${textOf(other.range)}) overlap.`,
            );
        }
    }
}

function bitsFor(count: number): number {
    return count === 0 ? 0 : Math.ceil(Math.log2(count));
}

function sizeOf(prefix: number): number {
    return 2 ** (32 - prefix);
}

function parseRange(cidrBlock: string): Range {
    const found = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidrBlock);
    const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = (found?.slice(1) ?? []).map(Number);
    if (found === null || Math.max(a, b, c, d) > 255 || prefix > 32) {
        throw new Error(`'${cidrBlock}' is not an IPv4 range`);
    }
    const address = ((a * 256 + b) * 256 + c) * 256 + d;
    return { start: address - (address % sizeOf(prefix)), prefix };
}

function textOf({ start, prefix }: Range): string {
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
    return `${octets.join(".")}/${prefix}`;
}
