import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";

import type {
    BroughtNetworkConfig,
    CreatedNetworkConfig,
    ZonesConfig,
} from "../../lib/cluster/types";
import { controlPlaneSubnets, natStrategy, zoneCidrMask, zoneCount } from "../../lib/network/zones";
import { transformed, type Transform } from "../transform";
import { VpcEndpoints } from "./vpcEndpoints";

export interface NetworkArgs {
    /** Name of the cluster that uses the network. */
    readonly clusterName: string;
    readonly region: string;
    readonly network: CreatedNetworkConfig;
    /** Changes the arguments of the VPC. @default none */
    readonly transform?: Transform<awsx.ec2.VpcArgs> | undefined;
}

/** The network of a cluster. */
export interface NetworkRef {
    readonly vpcId: pulumi.Output<string>;
    /** Subnets of nodes, and of pods on Fargate. */
    readonly privateSubnetIds: pulumi.Output<string[]>;
    /** Subnets of EKS's own interfaces. */
    readonly controlPlaneSubnetIds: pulumi.Output<string[]>;
    /** Public egress CIDRs of everything inside. */
    readonly egressCidrs: pulumi.Output<string[]>;
    /** The subnets' route to the internet. Depend on all of it, or it is deleted too early. */
    readonly egress: pulumi.Output<pulumi.Resource[]>;
}

/**
 * A VPC for one cluster: public subnets for load balancers and NAT gateways, private ones for nodes. The NAT gateways'
 * addresses are resources of their own and survive changes of the network: other clusters' allow-lists contain them.
 */
export class Network extends pulumi.ComponentResource implements NetworkRef {
    public readonly vpcId: pulumi.Output<string>;
    public readonly publicSubnetIds: pulumi.Output<string[]>;
    public readonly privateSubnetIds: pulumi.Output<string[]>;
    public readonly controlPlaneSubnetIds: pulumi.Output<string[]>;
    /** Addresses of the NAT gateways, as /32 ranges. */
    public readonly egressCidrs: pulumi.Output<string[]>;
    public readonly egress: pulumi.Output<pulumi.Resource[]>;

    constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:Network", name, {}, opts);

        const { cidr, zones, natGateway } = args.network;
        const nat = natStrategy(natGateway, zoneCount(zones));
        const addresses = Array.from(
            { length: nat.gateways },
            (_, index) =>
                new aws.ec2.Eip(
                    `${name}-nat-${index + 1}`,
                    { domain: "vpc", tags: { Name: `${args.clusterName}-nat-${index + 1}` } },
                    { parent: this },
                ),
        );
        const vpcArgs: awsx.ec2.VpcArgs = {
            cidrBlock: cidr,
            ...zoneArgs(zones),
            // Reserve room for four zones: adding a zone later must not move the others.
            availabilityZoneCidrMask: zoneCidrMask(cidr),
            enableDnsHostnames: true,
            enableDnsSupport: true,
            natGateways: {
                strategy: nat.strategy,
                ...(addresses.length === 0
                    ? {}
                    : { elasticIpAllocationIds: addresses.map(({ id }) => id) }),
            },
            subnetStrategy: "Auto",
            subnetSpecs: [
                { type: "Public", tags: { "kubernetes.io/role/elb": "1" } },
                { type: "Private", tags: { "kubernetes.io/role/internal-elb": "1" } },
            ],
            tags: { Name: args.clusterName },
        };
        const vpc = new awsx.ec2.Vpc(
            ...transformed(args.transform, `${name}-vpc`, vpcArgs, { parent: this }),
        );

        this.vpcId = vpc.vpcId;
        this.publicSubnetIds = vpc.publicSubnetIds;
        this.privateSubnetIds = vpc.privateSubnetIds;
        this.controlPlaneSubnetIds = vpc.privateSubnetIds.apply((ids) => controlPlaneSubnets(ids));
        this.egressCidrs = pulumi
            .all(addresses.map((address) => address.publicIp))
            .apply((ips) => ips.map((ip) => `${ip}/32`));
        const endpoints =
            natGateway === "none"
                ? new VpcEndpoints(
                      `${name}-endpoints`,
                      {
                          region: args.region,
                          vpcId: vpc.vpcId,
                          cidr,
                          subnetIds: vpc.privateSubnetIds,
                          routeTableIds: vpc.routeTables.apply((tables) =>
                              pulumi.all(tables.map(({ id }) => id)),
                          ),
                      },
                      { parent: this },
                  ).endpoints
                : [];
        this.egress = pulumi
            .all([vpc.internetGateway, vpc.natGateways, vpc.routes, vpc.routeTableAssociations])
            .apply(([gateway, ...lists]): pulumi.Resource[] => [
                ...addresses,
                gateway,
                ...lists.flat(),
                ...endpoints,
            ]);
        this.registerOutputs({ vpcId: this.vpcId, egressCidrs: this.egressCidrs });
    }
}

/** An existing network. Creates nothing. */
export function broughtNetwork(network: BroughtNetworkConfig): NetworkRef {
    return {
        vpcId: pulumi.output(network.vpcId),
        privateSubnetIds: pulumi.output([...network.privateSubnetIds]),
        controlPlaneSubnetIds: pulumi.output([...network.privateSubnetIds]),
        egressCidrs: pulumi.output([...network.egressCidrs]),
        egress: pulumi.output([]),
    };
}

function zoneArgs(
    zones: ZonesConfig,
): Pick<awsx.ec2.VpcArgs, "availabilityZoneNames" | "numberOfAvailabilityZones"> {
    return zones.kind === "count"
        ? { numberOfAvailabilityZones: zones.count }
        : { availabilityZoneNames: [...zones.names] };
}
