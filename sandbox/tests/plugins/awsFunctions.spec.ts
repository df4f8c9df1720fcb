import * as assert from "node:assert/strict";

import { awsFunctions } from "../../src/plugins/aws/functions";
import type { Session } from "../../src/plugins/provider/resource";
import type { Properties } from "../../src/plugins/provider/values";
import { ACCOUNT, Lifecycle, localAws, REGION, sessionIn } from "./pluginSupport";

const ISSUER = "https://oidc.eks.eu-central-1.amazonaws.com/id/A";

describe("functions of the aws provider in the sandbox", () => {
    let session: Session;

    const make = (token: string, inputs: Properties): Promise<Lifecycle> =>
        Lifecycle.create(session, token, inputs);

    /** Calls by the SDK's name: `ec2.getSubnet`. */
    const look = (name: string, args: Properties = {}): Promise<Properties> => {
        const [module = "", called = ""] = name.split(".");
        return awsFunctions[`aws:${module}/${called}:${called}`]!(session.api, args);
    };

    beforeEach(async () => {
        session = await sessionIn(localAws().local);
    });

    describe("networks", () => {
        let vpc: Lifecycle;
        let publicSubnet: Lifecycle;
        let privateSubnet: Lifecycle;

        beforeEach(async () => {
            vpc = await make("aws:ec2/vpc:Vpc", {
                cidrBlock: "10.0.0.0/16",
                enableDnsHostnames: true,
                tags: { Name: "net" },
            });
            publicSubnet = await make("aws:ec2/subnet:Subnet", {
                vpcId: vpc.id,
                cidrBlock: "10.0.0.0/24",
                availabilityZone: `${REGION}a`,
                mapPublicIpOnLaunch: true,
                tags: { "kubernetes.io/role/elb": "1" },
            });
            privateSubnet = await make("aws:ec2/subnet:Subnet", {
                vpcId: vpc.id,
                cidrBlock: "10.0.1.0/24",
                availabilityZone: `${REGION}b`,
            });
        });

        const vpcFilter = (): Properties => ({ filters: [{ name: "vpc-id", values: [vpc.id] }] });

        it("finds a VPC with its DNS attributes", async () => {
            const found = await look("ec2.getVpc", { id: vpc.id });
            assert.equal(found.cidrBlock, "10.0.0.0/16");
            assert.equal(found.enableDnsHostnames, true);
            assert.deepEqual(found.tags, { Name: "net" });
            assert.equal(found.mainRouteTableId, vpc.state.mainRouteTableId);
        });

        it("finds a subnet by id with its zone and whether it gives public addresses", async () => {
            const found = await look("ec2.getSubnet", { id: publicSubnet.id });
            assert.equal(found.availabilityZone, `${REGION}a`);
            assert.equal(found.mapPublicIpOnLaunch, true);
            assert.equal(found.vpcId, vpc.id);
            assert.equal(found.availableIpAddressCount, 251);
        });

        it("lists a VPC's subnets, all or by tag", async () => {
            const all = await look("ec2.getSubnets", vpcFilter());
            assert.deepEqual(all.ids, [publicSubnet.id, privateSubnet.id]);
            assert.deepEqual(all.filters, vpcFilter().filters);
            const some = await look("ec2.getSubnets", {
                ...vpcFilter(),
                tags: { "kubernetes.io/role/elb": "1" },
            });
            assert.deepEqual(some.ids, [publicSubnet.id]);
            const none = await look("ec2.getSubnets", { tags: { Name: "none" } });
            assert.deepEqual(none.ids, []);
        });

        it("finds exactly one object, and fails if there is none or several", async () => {
            await assert.rejects(
                look("ec2.getSubnet", { id: "subnet-1" }),
                /^Error: no matching EC2 Subnet found$/,
            );
            await assert.rejects(
                look("ec2.getSubnet", { vpcId: vpc.id }),
                /multiple EC2 Subnets matched; use additional constraints/,
            );
            await assert.rejects(look("ec2.getVpc", { id: "vpc-1" }), /no matching EC2 VPC found/);
            const byZone = await look("ec2.getSubnet", {
                vpcId: vpc.id,
                availabilityZone: `${REGION}b`,
            });
            assert.equal(byZone.id, privateSubnet.id);
        });

        it("finds the route table a subnet is associated with, its own routes without the VPC's", async () => {
            const gateway = await make("aws:ec2/internetGateway:InternetGateway", {
                vpcId: vpc.id,
            });
            const table = await make("aws:ec2/routeTable:RouteTable", { vpcId: vpc.id });
            await make("aws:ec2/routeTableAssociation:RouteTableAssociation", {
                routeTableId: table.id,
                subnetId: publicSubnet.id,
            });
            await make("aws:ec2/route:Route", {
                routeTableId: table.id,
                destinationCidrBlock: "0.0.0.0/0",
                gatewayId: gateway.id,
            });
            const found = await look("ec2.getRouteTable", { subnetId: publicSubnet.id });
            assert.equal(found.routeTableId, table.id);
            assert.deepEqual(
                (found.routes as readonly Properties[]).map((route) => [
                    route.cidrBlock,
                    route.gatewayId,
                    route.natGatewayId,
                ]),
                [["0.0.0.0/0", gateway.id, ""]],
            );
            const tables = await look("ec2.getRouteTables", { vpcId: vpc.id });
            assert.deepEqual(tables.ids, [vpc.state.mainRouteTableId, table.id]);
        });

        it("finds no route table for a subnet that falls back to the main one", async () => {
            await assert.rejects(
                look("ec2.getRouteTable", { subnetId: privateSubnet.id }),
                /query returned no results/,
            );
            const main = await look("ec2.getRouteTable", {
                vpcId: vpc.id,
                filters: [{ name: "association.main", values: ["true"] }],
            });
            assert.equal(main.id, vpc.state.mainRouteTableId);
            await assert.rejects(look("ec2.getRouteTable", {}), /must be assigned/);
        });

        it("finds NAT gateways with their addresses", async () => {
            const none = await look("ec2.getNatGateways", { vpcId: vpc.id });
            assert.deepEqual(none.ids, []);
            const address = await make("aws:ec2/eip:Eip", { domain: "vpc" });
            const nat = await make("aws:ec2/natGateway:NatGateway", {
                subnetId: publicSubnet.id,
                allocationId: address.id,
            });
            const all = await look("ec2.getNatGateways", {
                vpcId: vpc.id,
                filters: [{ name: "state", values: ["available"] }],
            });
            assert.deepEqual(all.ids, [nat.id]);
            const found = await look("ec2.getNatGateway", { id: nat.id });
            assert.equal(found.publicIp, address.state.publicIp);
            await assert.rejects(
                look("ec2.getNatGateway", { subnetId: privateSubnet.id }),
                /no matching EC2 NAT Gateway found/,
            );
        });

        it("rejects arguments and filters it does not know", async () => {
            await assert.rejects(look("ec2.getSubnets", { vpcId: vpc.id }), /no argument 'vpcId'/);
            await assert.rejects(
                look("ec2.getSubnets", { filters: [{ name: "owner-id", values: ["1"] }] }),
                /filter 'owner-id' is invalid/,
            );
        });
    });

    describe("identity", () => {
        it("finds an OIDC provider by URL and by ARN, with tags and audiences", async () => {
            const provider = await make("aws:iam/openIdConnectProvider:OpenIdConnectProvider", {
                url: ISSUER,
                clientIdLists: ["sts.amazonaws.com", "other"],
                tags: { fleet: "acme" },
            });
            for (const args of [{ url: ISSUER }, { arn: provider.id }]) {
                const found = await look("iam.getOpenIdConnectProvider", args);
                assert.deepEqual(found, {
                    arn: provider.id,
                    clientIdLists: ["sts.amazonaws.com", "other"],
                    id: provider.id,
                    tags: { fleet: "acme" },
                    thumbprintLists: [],
                    url: ISSUER.replace("https://", ""),
                });
            }
        });

        it("reports a missing OIDC provider with the real provider's message", async () => {
            await assert.rejects(
                look("iam.getOpenIdConnectProvider", { url: ISSUER }),
                new Error(`reading IAM OIDC Provider (${ISSUER}): couldn't find resource`),
            );
            await assert.rejects(
                look("iam.getOpenIdConnectProvider", {
                    arn: `arn:aws:iam::${ACCOUNT}:oidc-provider/x`,
                }),
                /^Error: reading IAM OIDC Provider: couldn't find resource/,
            );
            await assert.rejects(look("iam.getOpenIdConnectProvider", {}), /only one of/);
        });

        it("finds a role with its boundary, and lists the policies attached to it", async () => {
            const boundary = await make("aws:iam/policy:Policy", {
                name: "boundary",
                policy: {
                    Version: "2012-10-17",
                    Statement: [{ Effect: "Allow", Action: "sts:*", Resource: "*" }],
                },
            });
            await make("aws:iam/role:Role", {
                name: "agent",
                path: "/fleet/",
                permissionsBoundary: boundary.state.arn,
                assumeRolePolicy: {
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Principal: { Service: "ec2.amazonaws.com" },
                            Action: "sts:AssumeRole",
                        },
                    ],
                },
            });
            const aws = "arn:aws:iam::aws:policy";
            for (const policyArn of [
                `${aws}/AmazonEKSWorkerNodePolicy`,
                `${aws}/service-role/AmazonEBSCSIDriverPolicy`,
            ]) {
                const type = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
                await make(type, { role: "agent", policyArn });
            }
            const role = await look("iam.getRole", { name: "agent" });
            assert.equal(role.arn, `arn:aws:iam::${ACCOUNT}:role/fleet/agent`);
            assert.equal(role.permissionsBoundary, boundary.state.arn);
            const all = await look("iam.getRolePolicyAttachments", { roleName: "agent" });
            assert.deepEqual(
                (all.attachedPolicies as readonly Properties[]).map((it) => it.policyName),
                ["AmazonEKSWorkerNodePolicy", "AmazonEBSCSIDriverPolicy"],
            );
            const some = await look("iam.getRolePolicyAttachments", {
                roleName: "agent",
                pathPrefix: "/service-role/",
            });
            assert.equal((some.attachedPolicies as readonly unknown[]).length, 1);
            await assert.rejects(
                look("iam.getRolePolicyAttachments", { roleName: "none" }),
                /reading IAM Role Policy Attachments \(none\): couldn't find resource/,
            );
        });
    });
});
