import assert from "node:assert/strict";

import { Network, type NetworkArgs } from "../../components";
import {
    actingProvider,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenAws,
    inventory,
    registered,
} from "../support/fleet";
import { value } from "../support/mocks";

const ARGS: NetworkArgs = {
    clusterName: "testing",
    network: { cidr: "10.1.0.0/16", availabilityZones: 3, natGateway: "perZone" },
};
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

    it("gives the VPC its range, its zones and our own NAT addresses, and tags for load balancers", async () => {
        const harness = await registered(() => build());
        assert.deepEqual(harness.one("awsx:ec2:Vpc", "net-vpc").inputs, {
            cidrBlock: "10.1.0.0/16",
            numberOfAvailabilityZones: 3,
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
        assert.deepEqual(await value(network!.privateSubnetIds), [
            "net-vpc-private-1",
            "net-vpc-private-2",
        ]);
        assert.deepEqual(await value(network!.publicSubnetIds), [
            "net-vpc-public-1",
            "net-vpc-public-2",
        ]);
        assert.equal(await value(network!.vpcId), "net-vpc-id");
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
