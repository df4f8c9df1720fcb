import assert from "node:assert/strict";

import { VpcEndpoints } from "../../../components";
import {
    accounts,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenAws,
    goesBefore,
    registered,
} from "../../support/fleet";
import type { Harness } from "../../support/mocks";

function build(region = "eu-west-1"): VpcEndpoints {
    return new VpcEndpoints(
        "endpoints",
        {
            region,
            vpcId: "vpc-1",
            cidr: "10.1.0.0/18",
            subnetIds: ["subnet-1", "subnet-2"],
            routeTableIds: ["rtb-1", "rtb-2"],
        },
        { providers: [givenAws("222222222222")] },
    );
}

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

describe("VpcEndpoints", () => {
    let harness: Harness;
    beforeEach(async () => {
        harness = await registered(() => build());
    });

    it("are interfaces in every zone under the services' own names, behind a group of their own", () => {
        assert.deepEqual(harness.one(ENDPOINT, "endpoints-ecr.api").inputs, {
            vpcId: "vpc-1",
            serviceName: "com.amazonaws.eu-west-1.ecr.api",
            vpcEndpointType: "Interface",
            subnetIds: ["subnet-1", "subnet-2"],
            securityGroupIds: ["endpoints-group-id"],
            privateDnsEnabled: true,
        });
        assertChildNames(harness);
    });

    it("are a route for S3, in the tables of the private subnets", () => {
        assert.deepEqual(harness.one(ENDPOINT, "endpoints-s3").inputs, {
            vpcId: "vpc-1",
            serviceName: "com.amazonaws.eu-west-1.s3",
            vpcEndpointType: "Gateway",
            routeTableIds: ["rtb-1", "rtb-2"],
        });
    });

    it("let in HTTPS from inside the VPC and nothing else", () => {
        const rules = harness.resources.filter(({ type }) => type.includes("securityGroupRule"));
        assert.deepEqual(
            rules.map(({ inputs }) => inputs),
            [
                {
                    type: "ingress",
                    securityGroupId: "endpoints-group-id",
                    protocol: "tcp",
                    fromPort: 443,
                    toPort: 443,
                    cidrBlocks: ["10.1.0.0/18"],
                },
            ],
        );
        assert.deepEqual(
            harness.one("aws:ec2/securityGroup:SecurityGroup", "endpoints-group").inputs,
            {
                description: "HTTPS to AWS services from inside the VPC",
                vpcId: "vpc-1",
            },
        );
        assert.ok(goesBefore(harness, harness.one(ENDPOINT, "endpoints-sts"), rules[0]!));
    });

    it("are named as the region's partition names them", async () => {
        harness = await registered(() => build("cn-north-1"));
        const name = (service: string): unknown =>
            harness.one(ENDPOINT, `endpoints-${service}`).inputs["serviceName"];
        assert.equal(name("ec2"), "cn.com.amazonaws.cn-north-1.ec2");
        assert.equal(name("s3"), "com.amazonaws.cn-north-1.s3");
    });

    it("are made in the given account, and the same in a preview", async () => {
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["222222222222"]);
        await assertSameInPreview(() => build());
    });
});
