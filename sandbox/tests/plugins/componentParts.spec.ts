import * as assert from "node:assert/strict";

import { checkArguments } from "../../src/plugins/components/arguments";
import { clusterArguments } from "../../src/plugins/components/eksArguments";
import { eksKubeconfig } from "../../src/plugins/components/eksKubeconfig";
import { checkNatPlan, inOrderOfType, natPlan } from "../../src/plugins/components/natGateways";
import { placeSubnets, type SubnetSpec } from "../../src/plugins/components/subnets";

function ranges(
    cidrBlock: string,
    zones: number,
    specs?: readonly SubnetSpec[],
): Readonly<Record<string, string>> {
    const names = Array.from({ length: zones }, (_, index) => `zone${index}`);
    return Object.fromEntries(
        placeSubnets("net", cidrBlock, names, specs).map((subnet) => [
            subnet.name,
            subnet.cidrBlock,
        ]),
    );
}

describe("subnets of a VPC", () => {
    it("share a zone's range by default, private subnets the larger part", () => {
        assert.deepEqual(ranges("10.0.0.0/16", 3), {
            "net-private-1": "10.0.0.0/19",
            "net-public-1": "10.0.32.0/20",
            "net-private-2": "10.0.64.0/19",
            "net-public-2": "10.0.96.0/20",
            "net-private-3": "10.0.128.0/19",
            "net-public-3": "10.0.160.0/20",
        });
    });

    it("share a zone's range equally when they are listed without sizes", () => {
        assert.deepEqual(ranges("10.1.0.0/16", 2, [{ type: "Public" }, { type: "Private" }]), {
            "net-public-1": "10.1.0.0/18",
            "net-private-1": "10.1.64.0/18",
            "net-public-2": "10.1.128.0/18",
            "net-private-2": "10.1.192.0/18",
        });
    });

    it("lie one after the other, each on a border of its own size", () => {
        assert.deepEqual(
            ranges("10.0.0.0/16", 1, [
                { type: "Public", cidrMask: 24 },
                { type: "Private", cidrMask: 20, name: "pods" },
                { type: "Unused", cidrMask: 20 },
                { type: "Isolated", cidrMask: 24 },
            ]),
            {
                "net-public-1": "10.0.0.0/24",
                "net-pods-1": "10.0.16.0/20",
                "net-isolated-1": "10.0.48.0/24",
            },
        );
    });

    it("use the given ranges", () => {
        const specs: readonly SubnetSpec[] = [
            { type: "Public", cidrBlocks: ["10.0.0.0/24", "10.0.1.0/24"] },
            { type: "Private", cidrBlocks: ["10.0.2.0/24", "10.0.3.0/24"] },
        ];
        assert.equal(ranges("10.0.0.0/16", 2, specs)["net-private-2"], "10.0.3.0/24");
    });

    it("are rejected if they don't fit, overlap, lie outside or are given only in part", () => {
        assert.throws(
            () => ranges("10.0.0.0/24", 1, [{ type: "Public", cidrMask: 23 }]),
            /too large/,
        );
        assert.throws(() => ranges("10.0.0.0/26", 4), /at least \/26/);
        const explicit = (...blocks: string[]): Readonly<Record<string, string>> =>
            ranges(
                "10.0.0.0/16",
                1,
                blocks.map((block, index) => ({
                    type: "Public",
                    name: `s${index}`,
                    cidrBlocks: [block],
                })),
            );
        assert.throws(() => explicit("10.0.0.0/24", "10.0.0.0/25"), /overlap/);
        assert.throws(() => explicit("10.1.0.0/24"), /outside/);
        assert.throws(() => explicit("10.0.0.0"), /not an IPv4 range/);
        assert.throws(
            () =>
                ranges("10.0.0.0/16", 2, [
                    { type: "Public", cidrBlocks: ["10.0.0.0/24"] },
                    { type: "Private" },
                ]),
            /must match the number of availability zones/,
        );
    });
});

describe("NAT gateways of a VPC", () => {
    const zones = ["a", "b", "c"];
    const plan = (strategy: string | undefined, ids: readonly string[] = []): number => {
        const { upTo } = natPlan(
            strategy === undefined
                ? {}
                : { natGateways: { strategy, elasticIpAllocationIds: ids } },
            zones,
        );
        return upTo(zones.length - 1);
    };

    it("are one per zone unless one or none is asked for", () => {
        assert.deepEqual(
            [plan(undefined), plan("OnePerAz"), plan("Single"), plan("None")],
            [3, 3, 1, 0],
        );
    });

    it("take all their addresses or none", () => {
        assert.equal(plan("Single", ["a"]), 1);
        assert.throws(() => plan("Single", ["a", "b"]), /takes 1 or none/);
        assert.throws(() => plan("OnePerAz", ["a"]), /takes 3 or none/);
        assert.throws(() => plan("None", ["a"]), /takes 0 or none/);
        assert.throws(() => plan("Many"), /Unknown NatGatewayStrategy 'Many'/);
    });

    it("require a public subnet and another one that they serve", () => {
        const subnets = (...types: SubnetSpec["type"][]): ReturnType<typeof placeSubnets> =>
            placeSubnets(
                "n",
                "10.0.0.0/16",
                ["a"],
                types.map((type) => ({ type })),
            );
        const single = natPlan({ natGateways: { strategy: "Single" } }, ["a"]);
        checkNatPlan(single, subnets("Public", "Private"));
        assert.throws(() => checkNatPlan(single, subnets("Private")), /public subnets must be/);
        assert.throws(() => checkNatPlan(single, subnets("Public")), /public subnets must be/);
        checkNatPlan(natPlan({ natGateways: { strategy: "None" } }, ["a"]), subnets("Private"));
    });

    it("are placed in public subnets, which are created first", () => {
        const placed = placeSubnets(
            "n",
            "10.0.0.0/16",
            ["a"],
            [{ type: "Isolated" }, { type: "Private" }, { type: "Public" }],
        );
        assert.deepEqual(
            inOrderOfType(placed).map(({ spec }) => spec.type),
            ["Public", "Private", "Isolated"],
        );
    });
});

describe("arguments of a component that stands in for a real one", () => {
    it("are rejected when the stand-in doesn't know them or their value", () => {
        const table = { known: "taken", mode: ["API"] } as const;
        checkArguments("c", table, { known: 1, mode: "API", unknown: undefined });
        assert.throws(() => checkArguments("c", table, { gpu: true }), /c does not know.*'gpu'/);
        assert.throws(() => checkArguments("c", table, { mode: "X" }), /'mode' as "API" only/);
    });

    it("of eks.Cluster must omit what the stand-in does not create", () => {
        const args = { authenticationMode: "API", skipDefaultNodeGroup: true, vpcId: "vpc-1" };
        clusterArguments(args);
        assert.throws(() => clusterArguments({ ...args, gpu: true }), /'gpu'/);
        assert.throws(
            () => clusterArguments({ ...args, skipDefaultNodeGroup: undefined }),
            /needs the argument 'skipDefaultNodeGroup'/,
        );
        assert.throws(
            () => clusterArguments({ ...args, subnetIds: [], publicSubnetIds: [] }),
            /mutually exclusive/,
        );
    });
});

describe("the kubeconfig of eks.Cluster", () => {
    const facts = {
        clusterName: "hub",
        region: "eu-west-1",
        endpoint: "https://x",
        certificateAuthorityData: "Q0E=",
    };
    const argsOf = (kubeconfig: Readonly<Record<string, unknown>>): readonly string[] => {
        const users = kubeconfig.users as readonly {
            readonly user: { readonly exec: { readonly args: readonly string[] } };
        }[];
        return users[0]!.user.exec.args;
    };

    it("gets its token from the aws command, in the cluster's region", () => {
        assert.equal(
            argsOf(eksKubeconfig(facts)).join(" "),
            "--region eu-west-1 eks get-token --cluster-name hub --output json",
        );
    });

    it("names role and profile when they are given", () => {
        assert.equal(
            argsOf(eksKubeconfig({ ...facts, roleArn: "arn:r", profileName: "p" })).join(" "),
            "--region eu-west-1 eks get-token --cluster-name hub --output json --role arn:r --profile p",
        );
    });
});
