import assert from "node:assert/strict";

import {
    controlPlaneSubnets,
    natStrategy,
    zoneCidrMask,
    zoneCount,
} from "../../../lib/network/zones";
import { endpointServiceName } from "../../../lib/network/endpoints";

describe("A created network", () => {
    it("has the number of zones, or the named ones", () => {
        assert.equal(zoneCount({ kind: "count", count: 3 }), 3);
        assert.equal(zoneCount({ kind: "named", names: ["eu-west-1a", "eu-west-1c"] }), 2);
    });

    it("has no NAT gateway, one, or one per zone", () => {
        assert.deepEqual(natStrategy("none", 3), { strategy: "None", gateways: 0 });
        assert.deepEqual(natStrategy("single", 3), { strategy: "Single", gateways: 1 });
        assert.deepEqual(natStrategy("perZone", 3), { strategy: "OnePerAz", gateways: 3 });
    });

    it("gives each zone a quarter of its range, so that a third and fourth zone can be added later", () => {
        assert.equal(zoneCidrMask("10.0.0.0/18"), 20);
        assert.equal(zoneCidrMask("10.0.0.0/16"), 18);
    });

    it("keeps EKS's network interfaces in the first two zones: EKS accepts no zones that are added later", () => {
        assert.deepEqual(controlPlaneSubnets(["a", "b"]), ["a", "b"]);
        assert.deepEqual(controlPlaneSubnets(["a", "b", "c"]), ["a", "b"]);
    });
});

describe("A VPC endpoint's service", () => {
    it("has AWS's name in the region", () => {
        assert.equal(
            endpointServiceName("eu-west-1", "ecr.api"),
            "com.amazonaws.eu-west-1.ecr.api",
        );
        assert.equal(
            endpointServiceName("us-gov-west-1", "sts"),
            "com.amazonaws.us-gov-west-1.sts",
        );
    });

    it("has another name in China, except where AWS kept the usual one", () => {
        assert.equal(endpointServiceName("cn-north-1", "ec2"), "cn.com.amazonaws.cn-north-1.ec2");
        assert.equal(endpointServiceName("cn-north-1", "s3"), "com.amazonaws.cn-north-1.s3");
        assert.equal(endpointServiceName("cn-north-1", "logs"), "com.amazonaws.cn-north-1.logs");
    });
});
