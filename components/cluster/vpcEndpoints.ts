import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import {
    GATEWAY_ENDPOINT,
    INTERFACE_ENDPOINTS,
    endpointServiceName,
} from "../../lib/network/endpoints";

export interface VpcEndpointsArgs {
    readonly region: string;
    readonly vpcId: pulumi.Input<string>;
    /** Range of the VPC: whatever is in it may use the endpoints. */
    readonly cidr: string;
    /** One in each zone. */
    readonly subnetIds: pulumi.Input<string[]>;
    /** Route tables of these subnets. */
    readonly routeTableIds: pulumi.Input<string[]>;
}

/** Ways from a VPC without internet to the AWS services that nodes and pods need. */
export class VpcEndpoints extends pulumi.ComponentResource {
    /** Nodes depend on these. */
    public readonly endpoints: readonly aws.ec2.VpcEndpoint[];

    constructor(name: string, args: VpcEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("eks-gitops-fleet:index:VpcEndpoints", name, {}, opts);

        const group = new aws.ec2.SecurityGroup(
            `${name}-group`,
            { description: "HTTPS to AWS services from inside the VPC", vpcId: args.vpcId },
            { parent: this },
        );
        const https = new aws.ec2.SecurityGroupRule(
            `${name}-https`,
            {
                type: "ingress",
                securityGroupId: group.id,
                protocol: "tcp",
                fromPort: 443,
                toPort: 443,
                cidrBlocks: [args.cidr],
            },
            { parent: this },
        );
        this.endpoints = [
            ...INTERFACE_ENDPOINTS.map(
                (service) =>
                    new aws.ec2.VpcEndpoint(
                        `${name}-${service}`,
                        {
                            vpcId: args.vpcId,
                            serviceName: endpointServiceName(args.region, service),
                            vpcEndpointType: "Interface",
                            subnetIds: args.subnetIds,
                            securityGroupIds: [group.id],
                            // Clients keep calling the service by its public name.
                            privateDnsEnabled: true,
                        },
                        { parent: this, dependsOn: [https] },
                    ),
            ),
            new aws.ec2.VpcEndpoint(
                `${name}-${GATEWAY_ENDPOINT}`,
                {
                    vpcId: args.vpcId,
                    serviceName: endpointServiceName(args.region, GATEWAY_ENDPOINT),
                    vpcEndpointType: "Gateway",
                    routeTableIds: args.routeTableIds,
                },
                { parent: this },
            ),
        ];
        this.registerOutputs();
    }
}
