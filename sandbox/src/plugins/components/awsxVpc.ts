/**
 * awsx.ec2.Vpc with its children, names, parents and dependencies.
 * Source: https://github.com/pulumi/pulumi-awsx/blob/main/awsx/ec2/vpc.ts (3.9), and what the real plugin was seen to do.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { checkArguments, type ArgumentTable } from "./arguments";
import { checkNatPlan, inOrderOfType, natPlan, type NatPlan } from "./natGateways";
import { placeSubnets, type PlacedSubnet, type SubnetSpec, type SubnetType } from "./subnets";

export interface VpcArgs {
    readonly availabilityZoneCidrMask?: number;
    readonly availabilityZoneNames?: readonly string[];
    readonly cidrBlock?: string;
    readonly enableDnsHostnames?: pulumi.Input<boolean>;
    readonly enableDnsSupport?: pulumi.Input<boolean>;
    readonly instanceTenancy?: pulumi.Input<string>;
    readonly natGateways?: {
        readonly strategy: string;
        readonly elasticIpAllocationIds?: readonly pulumi.Input<string>[];
    };
    readonly numberOfAvailabilityZones?: number;
    readonly subnetSpecs?: readonly (SubnetSpec & { readonly tags?: Tags })[];
    readonly subnetStrategy?: string;
    readonly tags?: Tags;
}

type Tags = pulumi.Input<Record<string, pulumi.Input<string>>>;

const KNOWN_ARGUMENTS: ArgumentTable = {
    availabilityZoneCidrMask: "taken",
    availabilityZoneNames: "taken",
    cidrBlock: "taken",
    enableDnsHostnames: "taken",
    enableDnsSupport: "taken",
    instanceTenancy: "taken",
    natGateways: "taken",
    numberOfAvailabilityZones: "taken",
    subnetSpecs: "taken",
    // The default is "Legacy", whose layout differs: set explicitly, the program stays the same with the next major version.
    subnetStrategy: ["Auto"],
    tags: "taken",
};

interface Made {
    readonly subnets: { readonly type: SubnetType; readonly subnet: aws.ec2.Subnet }[];
    readonly routeTables: aws.ec2.RouteTable[];
    readonly routeTableAssociations: aws.ec2.RouteTableAssociation[];
    readonly routes: aws.ec2.Route[];
    readonly natGateways: aws.ec2.NatGateway[];
    readonly eips: aws.ec2.Eip[];
}

/** Creates the component and returns its outputs. */
export async function constructVpc(
    name: string,
    args: VpcArgs,
    opts: pulumi.ComponentResourceOptions,
): Promise<{ readonly urn: pulumi.Output<string>; readonly state: pulumi.Inputs }> {
    checkArguments("awsx.ec2.Vpc", KNOWN_ARGUMENTS, args as Readonly<Record<string, unknown>>);
    if (args.subnetStrategy === undefined) {
        throw new Error(
            `the sandbox's stand-in for awsx.ec2.Vpc needs subnetStrategy "Auto"; the default layout is not implemented`,
        );
    }
    const component = new pulumi.ComponentResource("awsx:ec2:Vpc", name, {}, opts);
    const zones = await zoneNames(args, component);
    const gateways = natPlan(args, zones);
    const cidrBlock = args.cidrBlock ?? "10.0.0.0/16";
    const placed = placeSubnets(
        name,
        cidrBlock,
        zones,
        args.subnetSpecs,
        args.availabilityZoneCidrMask,
    );
    checkNatPlan(gateways, placed);
    const tags = pulumi
        .output(args.tags ?? {})
        .apply((own): Record<string, string> => ({ Name: name, ...own }));
    const vpc = new aws.ec2.Vpc(
        name,
        {
            cidrBlock,
            enableDnsHostnames: args.enableDnsHostnames,
            enableDnsSupport: args.enableDnsSupport,
            instanceTenancy: args.instanceTenancy,
            tags,
        },
        { parent: component },
    );
    const internetGateway = new aws.ec2.InternetGateway(
        name,
        { vpcId: vpc.id, tags },
        { parent: vpc, dependsOn: [vpc] },
    );
    const made: Made = {
        subnets: [],
        routeTables: [],
        routeTableAssociations: [],
        routes: [],
        natGateways: [],
        eips: [],
    };
    for (const zone of zones.keys()) {
        const inZone = placed.filter((subnet) => subnet.zoneIndex === zone);
        for (const subnet of inOrderOfType(inZone)) {
            makeSubnet(name, { args, tags, vpc, internetGateway, gateways, subnet }, made);
        }
    }
    return { urn: component.urn, state: outputs(vpc, internetGateway, made, args) };
}

interface SubnetPlan {
    readonly args: VpcArgs;
    readonly tags: pulumi.Output<Record<string, string>>;
    readonly vpc: aws.ec2.Vpc;
    readonly internetGateway: aws.ec2.InternetGateway;
    readonly gateways: NatPlan<pulumi.Input<string>>;
    readonly subnet: PlacedSubnet;
}

function makeSubnet(vpcName: string, plan: SubnetPlan, made: Made): void {
    const { args, tags, vpc, internetGateway, gateways } = plan;
    const { name, zone, zoneIndex, cidrBlock, spec } = plan.subnet;
    const isPublic = spec.type === "Public";
    const own = { Name: name, SubnetType: spec.type };
    const subnet = new aws.ec2.Subnet(
        name,
        {
            vpcId: vpc.id,
            availabilityZone: zone,
            mapPublicIpOnLaunch: isPublic,
            cidrBlock,
            assignIpv6AddressOnCreation: false,
            tags: pulumi
                .all([tags, (spec as { readonly tags?: Tags }).tags ?? {}])
                .apply(([shared, given]) => ({ ...shared, ...given, ...own })),
        },
        { parent: vpc, dependsOn: [vpc] },
    );
    made.subnets.push({ type: spec.type, subnet });
    const routeTable = new aws.ec2.RouteTable(
        name,
        { vpcId: vpc.id, tags: tags.apply((shared) => ({ ...shared, ...own })) },
        { parent: subnet, dependsOn: [subnet] },
    );
    made.routeTables.push(routeTable);
    const inTable = { parent: routeTable, dependsOn: [routeTable] };
    made.routeTableAssociations.push(
        new aws.ec2.RouteTableAssociation(
            name,
            { routeTableId: routeTable.id, subnetId: subnet.id },
            inTable,
        ),
    );
    if (isPublic && made.natGateways.length < gateways.upTo(zoneIndex)) {
        makeNatGateway(`${vpcName}-${zoneIndex + 1}`, zoneIndex, gateways, args, subnet, made);
    }
    const target = isPublic
        ? { gatewayId: internetGateway.id }
        : spec.type === "Private" && gateways.strategy !== "None"
          ? {
                natGatewayId: made.natGateways[gateways.strategy === "Single" ? 0 : zoneIndex]?.id,
            }
          : undefined;
    if (target !== undefined) {
        made.routes.push(
            new aws.ec2.Route(
                name,
                { routeTableId: routeTable.id, destinationCidrBlock: "0.0.0.0/0", ...target },
                inTable,
            ),
        );
    }
}

function makeNatGateway(
    name: string,
    zoneIndex: number,
    gateways: NatPlan<pulumi.Input<string>>,
    args: VpcArgs,
    subnet: aws.ec2.Subnet,
    made: Made,
): void {
    const inSubnet = { parent: subnet, dependsOn: [subnet] };
    const tags = pulumi.output(args.tags ?? {}).apply((own) => ({ ...own, Name: name }));
    const eip =
        gateways.allocationIds.length === 0 ? new aws.ec2.Eip(name, { tags }, inSubnet) : undefined;
    if (eip !== undefined) {
        made.eips.push(eip);
    }
    made.natGateways.push(
        new aws.ec2.NatGateway(
            name,
            {
                subnetId: subnet.id,
                allocationId: eip?.allocationId ?? gateways.allocationIds[zoneIndex],
                tags,
            },
            inSubnet,
        ),
    );
}

function outputs(
    vpc: aws.ec2.Vpc,
    internetGateway: aws.ec2.InternetGateway,
    made: Made,
    args: VpcArgs,
): pulumi.Inputs {
    const { subnets, ...rest } = made;
    const ofType = (type: SubnetType): aws.ec2.Subnet[] =>
        subnets.filter((one) => one.type === type).map((one) => one.subnet);
    const ids = (type: SubnetType): pulumi.Output<string>[] =>
        ofType(type).map((subnet) => subnet.id);
    return {
        ...rest,
        internetGateway,
        isolatedSubnetIds: ids("Isolated"),
        isolatedSubnets: ofType("Isolated"),
        privateSubnetIds: ids("Private"),
        privateSubnets: ofType("Private"),
        publicSubnetIds: ids("Public"),
        publicSubnets: ofType("Public"),
        subnetLayout: (args.subnetSpecs ?? []).map(({ type, name, cidrMask, cidrBlocks }) => ({
            type,
            name,
            cidrMask,
            cidrBlocks,
        })),
        subnets: subnets.map((one) => one.subnet),
        vpc,
        vpcEndpoints: [],
        vpcId: vpc.id,
    };
}

async function zoneNames(
    args: VpcArgs,
    parent: pulumi.ComponentResource,
): Promise<readonly string[]> {
    if (args.availabilityZoneNames !== undefined) {
        if (args.numberOfAvailabilityZones !== undefined) {
            throw new Error(
                "Only one of [availabilityZoneNames] and [numberOfAvailabilityZones] can be specified",
            );
        }
        return args.availabilityZoneNames;
    }
    const count = args.numberOfAvailabilityZones ?? 3;
    const { names } = await aws.getAvailabilityZones(undefined, { parent });
    if (names.length < count) {
        throw new Error(
            `The configured region for this provider does not have at least ${count} Availability Zones.`,
        );
    }
    return names.slice(0, count);
}
