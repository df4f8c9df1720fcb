import assert from "node:assert/strict";

import { parseConfig } from "../../../config/parse";
import { changed, type Raw } from "../../support/config";

/** Targets in one account and region, with ranges that don't overlap. */
function targets(count: number, network: Raw = {}, accountId = "222222222222"): Raw {
    return Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
            `t${index}`,
            {
                accountId,
                region: "eu-central-1",
                clusterName: `t${index}`,
                access: { namespaces: { shop: {} } },
                network: {
                    cidr: `10.${Math.floor(index / 16)}.${(index % 16) * 16}.0/20`,
                    ...network,
                },
            },
        ]),
    );
}

function warnings(raw: Raw): readonly string[] {
    return parseConfig(changed({ guestbook: {}, ...raw }), "p").warnings;
}

function quota(count: number, name: string, value: number): string {
    return `account 222222222222, eu-central-1: this stack takes ${count} of AWS's quota "${name}", which is ${value} unless it was raised, and whatever else is there counts too; ask for more in Service Quotas before \`pulumi up\`.`;
}

describe("A warning by count", () => {
    it("is there when a stack takes more than AWS gives an account and region by default", () => {
        assert.deepEqual(warnings({ targets: targets(5) }), []);
        assert.deepEqual(warnings({ targets: targets(6) }), [
            quota(6, "VPCs per Region", 5),
            quota(6, "EC2-VPC Elastic IPs", 5),
            quota(6, "NAT gateways per Availability Zone", 5),
        ]);
    });

    it("counts addresses by gateway, and gateways by zone", () => {
        const network = { natGateway: "perZone", availabilityZones: 3 };
        assert.deepEqual(warnings({ targets: targets(2, network) }), [
            quota(6, "EC2-VPC Elastic IPs", 5),
        ]);
        assert.deepEqual(warnings({ targets: targets(6, { natGateway: "none" }) }), [
            quota(6, "VPCs per Region", 5),
        ]);
    });

    it("counts what production's defaults make", () => {
        assert.deepEqual(warnings({ environment: "production", targets: targets(2) }), [
            quota(6, "EC2-VPC Elastic IPs", 5),
        ]);
    });

    it("counts each account and region by itself", () => {
        const elsewhere = Object.entries(targets(3, {}, "333333333333")).map(
            ([key, target], index) => [
                `x${key}`,
                { ...(target as Raw), network: { cidr: `10.9.${index * 16}.0/20` } },
            ],
        );
        assert.deepEqual(
            warnings({ targets: { ...targets(5), ...(Object.fromEntries(elsewhere) as Raw) } }),
            [],
        );
    });

    it("counts clusters too, in networks of the user's own as well", () => {
        const subnets = ["subnet-01234567", "subnet-01234568"];
        const network = { vpcId: "vpc-01234567", privateSubnetIds: subnets, cidr: undefined };
        const many = JSON.parse(JSON.stringify(targets(101, network))) as Raw;
        assert.deepEqual(warnings({ targets: many }), [quota(101, "EKS Clusters", 100)]);
    });
});
