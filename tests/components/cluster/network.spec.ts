import type * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { Network, type NetworkArgs } from "../../../components";
import {
    actingProvider,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenAws,
    inventory,
    registered,
} from "../../support/fleet";
import { value } from "../../support/mocks";

const ARGS: NetworkArgs = {
    clusterName: "testing",
    region: "eu-west-1",
    network: {
        kind: "created",
        cidr: "10.1.0.0/16",
        zones: { kind: "count", count: 3 },
        natGateway: "perZone",
    },
};
const NONE: NetworkArgs = { ...ARGS, network: { ...ARGS.network, natGateway: "none" } };
const SINGLE: NetworkArgs = { ...ARGS, network: { ...ARGS.network, natGateway: "single" } };

function build(args: NetworkArgs = ARGS): Network {
    return new Network("net", args, { providers: [givenAws("222222222222")] });
}

describe("Network", () => {
    it("makes a VPC and one NAT address for each zone", async () => {
        const harness = await registered(() => build());
        assert.deepEqual(inventory(harness), [
            "aws:ec2/eip:Eip net-nat-1",
            "aws:ec2/eip:Eip net-nat-2",
            "aws:ec2/eip:Eip net-nat-3",
            "awsx:ec2:Vpc net-vpc",
            "eks-gitops-fleet:index:Network net",
        ]);
        assertChildNames(harness);
    });

    it("makes one NAT address where one is enough", async () => {
        const harness = await registered(() => build(SINGLE));
        assert.deepEqual(
            inventory(harness).filter((line) => line.startsWith("aws:")),
            ["aws:ec2/eip:Eip net-nat-1"],
        );
        assert.deepEqual(harness.one("awsx:ec2:Vpc", "net-vpc").inputs["natGateways"], {
            strategy: "Single",
            elasticIpAllocationIds: ["net-nat-1-id"],
        });
    });

    it("takes the zones that are named", async () => {
        const names = ["eu-west-1a", "eu-west-1c"];
        const zones = { kind: "named", names } as const;
        const harness = await registered(() =>
            build({ ...ARGS, network: { ...ARGS.network, zones } }),
        );
        const { inputs } = harness.one("awsx:ec2:Vpc", "net-vpc");
        assert.deepEqual(inputs["availabilityZoneNames"], names);
        assert.ok(!("numberOfAvailabilityZones" in inputs));
        assert.equal(
            (inputs["natGateways"] as { elasticIpAllocationIds: [] }).elasticIpAllocationIds.length,
            2,
        );
    });

    it("makes endpoints for the services that nodes need where there is no NAT gateway, and no address", async () => {
        let network: Network | undefined;
        const harness = await registered(() => (network = build(NONE)));
        const endpoint = "aws:ec2/vpcEndpoint:VpcEndpoint net-endpoints";
        assert.deepEqual(inventory(harness), [
            "aws:ec2/securityGroup:SecurityGroup net-endpoints-group",
            "aws:ec2/securityGroupRule:SecurityGroupRule net-endpoints-https",
            ...["ec2", "ecr.api", "ecr.dkr", "eks-auth", "logs", "s3", "sts"].map(
                (service) => `${endpoint}-${service}`,
            ),
            "awsx:ec2:Vpc net-vpc",
            "eks-gitops-fleet:index:Network net",
            "eks-gitops-fleet:index:VpcEndpoints net-endpoints",
        ]);
        assert.deepEqual(harness.one("awsx:ec2:Vpc", "net-vpc").inputs["natGateways"], {
            strategy: "None",
        });
        assert.deepEqual(await value(network!.egressCidrs), []);
        const { urn: sts } = harness.one("aws:ec2/vpcEndpoint:VpcEndpoint", "net-endpoints-sts");
        const egress: readonly pulumi.Resource[] = await value(network!.egress);
        const urns = await Promise.all(egress.map(({ urn }) => value(urn)));
        assert.ok(urns.includes(sts), "nodes wait for the endpoints");
    });

    it("gives the VPC its range, its zones and our own NAT addresses, and tags for load balancers", async () => {
        const harness = await registered(() => build());
        assert.deepEqual(harness.one("awsx:ec2:Vpc", "net-vpc").inputs, {
            cidrBlock: "10.1.0.0/16",
            numberOfAvailabilityZones: 3,
            availabilityZoneCidrMask: 18,
            enableDnsHostnames: true,
            enableDnsSupport: true,
            natGateways: {
                strategy: "OnePerAz",
                elasticIpAllocationIds: ["net-nat-1-id", "net-nat-2-id", "net-nat-3-id"],
            },
            subnetStrategy: "Auto",
            subnetSpecs: [
                { type: "Public", tags: { "kubernetes.io/role/elb": "1" } },
                { type: "Private", tags: { "kubernetes.io/role/internal-elb": "1" } },
            ],
            tags: { Name: "testing" },
        });
    });

    it("makes everything with the given provider, the VPC's children too", async () => {
        const harness = await registered(() => build());
        assertNoDefaultProvider(harness);
        const vpc = harness.one("awsx:ec2:Vpc", "net-vpc");
        assert.equal(actingProvider(vpc, harness), "given-aws-222222222222");
    });

    it("tells its subnets and its addresses, as ranges", async () => {
        let network: Network | undefined;
        await registered(() => (network = build()));
        assert.deepEqual(await value(network!.egressCidrs), [
            "198.51.100.1/32",
            "198.51.100.2/32",
            "198.51.100.3/32",
        ]);
        const subnets = (kind: string): string[] => [1, 2, 3].map((n) => `net-vpc-${kind}-${n}`);
        assert.deepEqual(await value(network!.privateSubnetIds), subnets("private"));
        assert.deepEqual(await value(network!.publicSubnetIds), subnets("public"));
        assert.deepEqual(await value(network!.controlPlaneSubnetIds), [
            "net-vpc-private-1",
            "net-vpc-private-2",
        ]);
        assert.equal(await value(network!.vpcId), "net-vpc-id");
    });

    for (const [what, args] of [
        ["", ARGS],
        [" without NAT gateways", NONE],
    ] as const) {
        it(`is the same in a preview${what}`, () => assertSameInPreview(() => build(args)));
    }
});
