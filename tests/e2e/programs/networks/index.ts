/** Networks created by awsx, with each strategy for NAT gateways. */
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";

const provider = new aws.Provider("hub", { region: "eu-west-1" });

function network(name: string, strategy: awsx.ec2.NatGatewayStrategy): awsx.ec2.Vpc {
    return new awsx.ec2.Vpc(
        name,
        {
            numberOfAvailabilityZones: 3,
            subnetStrategy: "Auto",
            subnetSpecs: [{ type: "Public" }, { type: "Private" }],
            natGateways: { strategy },
        },
        { providers: { aws: provider } },
    );
}

export const none = network("none", "None").vpcId;
export const perZone = network("per-zone", "OnePerAz").vpcId;
