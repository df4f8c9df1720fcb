import assert from "node:assert/strict";

import type { BroughtNetworkConfig } from "../../../lib/cluster/types";
import { problemText } from "../../../lib/problems";
import {
    networkProblems,
    networkWarnings,
    type NetworkFacts,
    type SubnetFacts,
} from "../../../lib/network/facts";

const NETWORK: BroughtNetworkConfig = {
    kind: "brought",
    vpcId: "vpc-1",
    privateSubnetIds: ["subnet-a", "subnet-b"],
    publicSubnetIds: ["subnet-p"],
    egressCidrs: [],
};

const PRIVATE: SubnetFacts = {
    vpcId: "vpc-1",
    availabilityZone: "eu-west-1a",
    freeAddresses: 4000,
    tags: { "kubernetes.io/role/internal-elb": "1" },
    defaultRoute: "natGateway",
};

const FACTS: NetworkFacts = {
    vpc: { enableDnsHostnames: true, enableDnsSupport: true },
    subnets: {
        "subnet-a": PRIVATE,
        "subnet-b": { ...PRIVATE, availabilityZone: "eu-west-1b" },
        "subnet-p": {
            ...PRIVATE,
            tags: { "kubernetes.io/role/elb": "1" },
            defaultRoute: "internetGateway",
        },
    },
    endpoints: [],
};

function facts(changes: Readonly<Record<string, Partial<SubnetFacts>>>): NetworkFacts {
    return {
        ...FACTS,
        subnets: Object.fromEntries(
            Object.entries(FACTS.subnets).map(([id, one]) => [id, { ...one, ...changes[id] }]),
        ),
    };
}

function problems(found: NetworkFacts): readonly string[] {
    return networkProblems("management.network", NETWORK, found).map((one) =>
        problemText(one, "p"),
    );
}

const ALL_ENDPOINTS = ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "logs", "sts", "s3"] as const;

describe("networkProblems", () => {
    it("accepts a working network", () => {
        assert.deepEqual(problems(FACTS), []);
        assert.deepEqual(problems(facts({ "subnet-a": { defaultRoute: "other" } })), []);
    });

    it("requires DNS inside the VPC", () => {
        const vpc = { enableDnsHostnames: false, enableDnsSupport: false };
        assert.deepEqual(problems({ ...FACTS, vpc }), [
            'p:management.network.vpcId: found "vpc-1"; the VPC has no DNS resolution (enableDnsSupport) and no DNS hostnames (enableDnsHostnames), which nodes need to resolve the API endpoint; enable it.',
        ]);
    });

    it("requires every subnet to be in the named VPC", () => {
        assert.deepEqual(problems(facts({ "subnet-p": { vpcId: "vpc-2" } })), [
            'p:management.network.publicSubnetIds.0: found "subnet-p"; the subnet is in vpc-2; name a subnet of vpc-1.',
        ]);
    });

    it("requires two availability zones", () => {
        assert.deepEqual(problems(facts({ "subnet-b": { availabilityZone: "eu-west-1a" } })), [
            'p:management.network.privateSubnetIds: found ["subnet-a","subnet-b"]; they are all in eu-west-1a; EKS requires subnets in at least two availability zones.',
        ]);
    });

    it("rejects a public subnet in the list of private ones", () => {
        assert.deepEqual(problems(facts({ "subnet-b": { defaultRoute: "internetGateway" } })), [
            'p:management.network.privateSubnetIds.1: found "subnet-b"; its default route leads to an internet gateway, so it is a public subnet, where nodes without public addresses cannot reach anything: name subnets behind a NAT gateway, or list it under publicSubnetIds.',
        ]);
    });

    it("requires a default route, or the endpoints that nodes need", () => {
        const closed = facts({ "subnet-a": { defaultRoute: "none" } });
        assert.deepEqual(problems({ ...closed, endpoints: ["ec2", "s3"] }), [
            'p:management.network.privateSubnetIds.0: found "subnet-a"; it has no default route, and vpc-1 has no VPC endpoints for ecr.api, ecr.dkr, eks-auth, logs, sts: nodes could neither pull images nor join; add a route to a NAT gateway, or these endpoints.',
        ]);
        assert.deepEqual(problems({ ...closed, endpoints: ALL_ENDPOINTS }), []);
    });

    it("requires free addresses for EKS's network interfaces", () => {
        assert.deepEqual(problems(facts({ "subnet-a": { freeAddresses: 5 } })), [
            'p:management.network.privateSubnetIds.0: found "subnet-a"; it has 5 free addresses; EKS needs 6 for itself, and every pod uses one more.',
        ]);
    });

    it("reports all problems at once", () => {
        const wrong: Partial<SubnetFacts> = {
            vpcId: "vpc-2",
            freeAddresses: 0,
            defaultRoute: "none",
            availabilityZone: "eu-west-1a",
        };
        const paths = networkProblems(
            "targets.x.network",
            NETWORK,
            facts({ "subnet-a": wrong, "subnet-b": wrong }),
        ).map(({ path }) => path.replace("targets.x.network.", ""));
        assert.deepEqual(paths, [
            ...["privateSubnetIds.0", "privateSubnetIds.1", "privateSubnetIds"],
            ...["privateSubnetIds.0", "privateSubnetIds.1"],
            ...["privateSubnetIds.0", "privateSubnetIds.1"],
        ]);
    });
});

describe("networkWarnings", () => {
    const warnings = (found: NetworkFacts): readonly string[] =>
        networkWarnings("management.network", NETWORK, found);

    it("is empty for a network that EKS and its controllers fully support", () => {
        assert.deepEqual(warnings(FACTS), []);
    });

    it("reports subnets that controllers cannot find, and public ones that are not public", () => {
        assert.deepEqual(
            warnings(
                facts({
                    "subnet-a": { tags: {} },
                    "subnet-p": { tags: {}, defaultRoute: "natGateway" },
                }),
            ),
            [
                "management.network.privateSubnetIds.0: subnet-a is not tagged kubernetes.io/role/internal-elb=1; controllers create no load balancers inside the VPC in it.",
                "management.network.publicSubnetIds.0: subnet-p has no route to an internet gateway; a load balancer there cannot be reached from the internet.",
                "management.network.publicSubnetIds.0: subnet-p is not tagged kubernetes.io/role/elb=1; controllers create no load balancers that face the internet in it.",
            ],
        );
    });

    it("reports subnets with barely enough free addresses", () => {
        assert.deepEqual(warnings(facts({ "subnet-b": { freeAddresses: 15 } })), [
            "management.network.privateSubnetIds.1: subnet-b has 15 free addresses; EKS recommends 16 and every pod uses one more.",
        ]);
        assert.deepEqual(warnings(facts({ "subnet-b": { freeAddresses: 16 } })), []);
        assert.deepEqual(warnings(facts({ "subnet-b": { freeAddresses: 5 } })), []);
    });
});
