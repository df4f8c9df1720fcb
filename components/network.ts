import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";

import type { NetworkConfig } from "./lib/config/cluster/types";

export interface NetworkArgs {
    /** Name of the cluster that lives in the network: EKS and its controllers look for it in the subnets' tags. */
    readonly clusterName: string;
    readonly network: NetworkConfig;
}

/**
 * A VPC for one cluster: public subnets for load balancers and NAT gateways, private ones for nodes. The NAT gateways'
 * addresses are allocated apart, so that they outlive the network's changes: other clusters' allow-lists hold them.
 */
export class Network extends pulumi.ComponentResource {
    public readonly vpcId: pulumi.Output<string>;
    public readonly publicSubnetIds: pulumi.Output<string[]>;
    public readonly privateSubnetIds: pulumi.Output<string[]>;
    /** Addresses, as /32 ranges, that everything inside is seen from. */
    public readonly egressCidrs: pulumi.Output<string[]>;
    /** What connects the subnets to the internet: whatever needs egress depends on all of it, or loses it too early. */
    public readonly egress: pulumi.Output<pulumi.Resource[]>;

    constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:Network", name, {}, opts);

        const { cidr, availabilityZones, natGateway } = args.network;
        const gateways = natGateway === "single" ? 1 : availabilityZones;

        const addresses = Array.from(
            { length: gateways },
            (_, index) =>
                new aws.ec2.Eip(
                    `${name}-nat-${index + 1}`,
                    { domain: "vpc", tags: { Name: `${args.clusterName}-nat-${index + 1}` } },
                    { parent: this },
                ),
        );
        const vpc = new awsx.ec2.Vpc(
            `${name}-vpc`,
            {
                cidrBlock: cidr,
                numberOfAvailabilityZones: availabilityZones,
                enableDnsHostnames: true,
                enableDnsSupport: true,
                natGateways: {
                    strategy: natGateway === "single" ? "Single" : "OnePerAz",
                    elasticIpAllocationIds: addresses.map((address) => address.id),
                },
                subnetStrategy: "Auto",
                subnetSpecs: [
                    { type: "Public", tags: { "kubernetes.io/role/elb": "1" } },
                    { type: "Private", tags: { "kubernetes.io/role/internal-elb": "1" } },
                ],
                tags: { Name: args.clusterName },
            },
            { parent: this },
        );

        this.vpcId = vpc.vpcId;
        this.publicSubnetIds = vpc.publicSubnetIds;
        this.privateSubnetIds = vpc.privateSubnetIds;
        this.egressCidrs = pulumi
            .all(addresses.map((address) => address.publicIp))
            .apply((ips) => ips.map((ip) => `${ip}/32`));
        this.egress = pulumi
            .all([vpc.internetGateway, vpc.natGateways, vpc.routes, vpc.routeTableAssociations])
            .apply(([gateway, ...lists]): pulumi.Resource[] => [
                ...addresses,
                gateway,
                ...lists.flat(),
            ]);
        this.registerOutputs({ vpcId: this.vpcId, egressCidrs: this.egressCidrs });
    }
}
