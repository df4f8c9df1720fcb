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
    it("finds nothing wrong with a network that works", () => {
        assert.deepEqual(problems(FACTS), []);
        assert.deepEqual(problems(facts({ "subnet-a": { defaultRoute: "other" } })), []);
    });

    it("wants names inside the VPC", () => {
        const vpc = { enableDnsHostnames: false, enableDnsSupport: false };
        assert.deepEqual(problems({ ...FACTS, vpc }), [
            'p:management.network.vpcId: found "vpc-1"; the VPC has no DNS resolution (enableDnsSupport) and no DNS hostnames (enableDnsHostnames), by which nodes find the API endpoint; turn it on.',
        ]);
    });

    it("wants every subnet in the VPC that is named", () => {
        assert.deepEqual(problems(facts({ "subnet-p": { vpcId: "vpc-2" } })), [
            'p:management.network.publicSubnetIds.0: found "subnet-p"; the subnet is in vpc-2; one of vpc-1 is needed.',
        ]);
    });

    it("wants two availability zones", () => {
        assert.deepEqual(problems(facts({ "subnet-b": { availabilityZone: "eu-west-1a" } })), [
            'p:management.network.privateSubnetIds: found ["subnet-a","subnet-b"]; they are all in eu-west-1a; EKS wants subnets in two availability zones at least.',
        ]);
    });

    it("takes no public subnet for a private one", () => {
        assert.deepEqual(problems(facts({ "subnet-b": { defaultRoute: "internetGateway" } })), [
            'p:management.network.privateSubnetIds.1: found "subnet-b"; its default route leads to an internet gateway, so it is a public subnet, where nodes without public addresses reach nothing: name subnets behind a NAT gateway, or list it under publicSubnetIds.',
        ]);
    });

    it("wants a way out, or the endpoints that nodes can't do without", () => {
        const closed = facts({ "subnet-a": { defaultRoute: "none" } });
        assert.deepEqual(problems({ ...closed, endpoints: ["ec2", "s3"] }), [
            'p:management.network.privateSubnetIds.0: found "subnet-a"; it has no default route, and vpc-1 has no VPC endpoints for ecr.api, ecr.dkr, eks-auth, logs, sts: nodes could neither pull images nor join; add a route to a NAT gateway, or these endpoints.',
        ]);
        assert.deepEqual(problems({ ...closed, endpoints: ALL_ENDPOINTS }), []);
    });

    it("wants room for EKS's own interfaces", () => {
        assert.deepEqual(problems(facts({ "subnet-a": { freeAddresses: 5 } })), [
            'p:management.network.privateSubnetIds.0: found "subnet-a"; it has 5 free addresses; EKS needs 6 for itself, and every pod takes another.',
        ]);
    });

    it("tells everything at once", () => {
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

    it("has nothing to say of a network that is as EKS and its controllers want it", () => {
        assert.deepEqual(warnings(FACTS), []);
    });

    it("tells of subnets that controllers won't find, and of public ones that aren't", () => {
        assert.deepEqual(
            warnings(
                facts({
                    "subnet-a": { tags: {} },
                    "subnet-p": { tags: {}, defaultRoute: "natGateway" },
                }),
            ),
            [
                "management.network.privateSubnetIds.0: subnet-a is not tagged kubernetes.io/role/internal-elb=1; controllers put no load balancers inside the VPC into it.",
                "management.network.publicSubnetIds.0: subnet-p has no route to an internet gateway; a load balancer there is not reached from the internet.",
                "management.network.publicSubnetIds.0: subnet-p is not tagged kubernetes.io/role/elb=1; controllers put no load balancers that face the internet into it.",
            ],
        );
    });

    it("tells of little room, where there is just enough", () => {
        assert.deepEqual(warnings(facts({ "subnet-b": { freeAddresses: 15 } })), [
            "management.network.privateSubnetIds.1: subnet-b has 15 free addresses; EKS recommends 16 and every pod takes another.",
        ]);
        assert.deepEqual(warnings(facts({ "subnet-b": { freeAddresses: 16 } })), []);
        assert.deepEqual(warnings(facts({ "subnet-b": { freeAddresses: 5 } })), []);
    });
});
