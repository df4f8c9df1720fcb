import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { constructVpc } from "../../../sandbox/plugins/components/awsxVpc";
import { constructCluster } from "../../../sandbox/plugins/components/eksCluster";
import { attachmentName } from "../../../sandbox/plugins/components/eksServiceRole";

const CLUSTER = {
    arn: "arn:aws:eks:eu-west-1:111111111111:cluster/hub",
    endpoint: "https://x",
    certificateAuthority: { data: "Q0E=" },
    identities: [{ oidcs: [{ issuer: "https://oidc.example/id/A" }] }],
    vpcConfig: { clusterSecurityGroupId: "sg-1" },
};

/** Children as facts of them were gathered from the real plugins: `parent > type name`. */
let children: string[];
let inputsOf: Map<string, Readonly<Record<string, unknown>>>;

async function construct<Args>(
    component: (
        name: string,
        args: Args,
        opts: pulumi.ComponentResourceOptions,
    ) => Promise<{ readonly urn: unknown; readonly state: pulumi.Inputs }>,
    name: string,
    args: Args,
): Promise<pulumi.Inputs> {
    const { state } = await component(name, args, {});
    await pulumi.runtime.disconnect();
    return state;
}

async function valueOf(input: unknown): Promise<unknown> {
    return new Promise((resolve) => pulumi.output(input as pulumi.Input<string>).apply(resolve));
}

describe("component stand-ins", () => {
    beforeEach(async () => {
        children = [];
        inputsOf = new Map();
        await pulumi.runtime.setMocks({
            newResource: ({ type, name, inputs, custom }) => {
                children.push(`${type} ${name}`);
                inputsOf.set(`${type} ${name}`, inputs as Readonly<Record<string, unknown>>);
                return custom
                    ? {
                          id: `${name}-id`,
                          state: {
                              ...(inputs as Readonly<Record<string, unknown>>),
                              arn: `arn:${name}`,
                              allocationId: `${name}-allocation`,
                              ...(type === "aws:eks/cluster:Cluster" ? CLUSTER : {}),
                          },
                      }
                    : { id: "", state: {} };
            },
            call: ({ token }) => {
                switch (token) {
                    case "aws:index/getPartition:getPartition":
                        return { partition: "aws" };
                    case "aws:index/getAvailabilityZones:getAvailabilityZones":
                        return { names: ["eu-west-1a", "eu-west-1b", "eu-west-1c"] };
                    case "aws:eks/getAddonVersion:getAddonVersion":
                        return { version: "v1" };
                    default:
                        throw new Error(`no answer for ${token}`);
                }
            },
        });
    });

    describe("the stand-in for eks.Cluster", () => {
        const args = {
            name: "hub",
            authenticationMode: "API",
            skipDefaultNodeGroup: true,
            vpcId: "vpc-1",
            subnetIds: ["subnet-1"],
        };
        const reduced = {
            skipDefaultSecurityGroups: true,
            useDefaultVpcCni: true,
            kubeProxyAddonOptions: { enabled: false },
        };

        it("makes the real one's children", async () => {
            await construct(constructCluster, "hub", {
                ...args,
                accessEntries: {
                    admin: {
                        principalArn: "arn:role",
                        accessPolicies: {
                            all: { policyArn: "arn:policy", accessScope: { type: "cluster" } },
                        },
                    },
                },
            });
            assert.deepEqual(children.sort(), [
                "aws:ec2/securityGroup:SecurityGroup hub-eksClusterSecurityGroup",
                "aws:ec2/securityGroup:SecurityGroup hub-nodeSecurityGroup",
                "aws:ec2/securityGroupRule:SecurityGroupRule hub-eksClusterIngressRule",
                "aws:ec2/securityGroupRule:SecurityGroupRule hub-eksClusterInternetEgressRule",
                "aws:ec2/securityGroupRule:SecurityGroupRule hub-eksExtApiServerClusterIngressRule",
                "aws:ec2/securityGroupRule:SecurityGroupRule hub-eksNodeClusterIngressRule",
                "aws:ec2/securityGroupRule:SecurityGroupRule hub-eksNodeIngressRule",
                "aws:ec2/securityGroupRule:SecurityGroupRule hub-eksNodeInternetEgressRule",
                "aws:eks/accessEntry:AccessEntry hub-admin",
                "aws:eks/accessPolicyAssociation:AccessPolicyAssociation hub-admin-all",
                "aws:eks/addon:Addon hub-kube-proxy",
                "aws:eks/addon:Addon hub-vpc-cni",
                "aws:eks/cluster:Cluster hub-eksCluster",
                "aws:iam/role:Role hub-eksRole-role",
                "aws:iam/rolePolicyAttachment:RolePolicyAttachment hub-eksRole-4b490823",
                "eks:index:Cluster hub",
                "eks:index:ServiceRole hub-eksRole",
                "eks:index:VpcCniAddon hub-vpc-cni",
                "pulumi:providers:kubernetes hub-eks-k8s",
            ]);
        });

        it("makes role, cluster and provider alone when everything else is skipped", async () => {
            await construct(constructCluster, "hub", { ...args, ...reduced });
            assert.deepEqual(children.sort(), [
                "aws:eks/cluster:Cluster hub-eksCluster",
                "aws:iam/role:Role hub-eksRole-role",
                "aws:iam/rolePolicyAttachment:RolePolicyAttachment hub-eksRole-4b490823",
                "eks:index:Cluster hub",
                "eks:index:ServiceRole hub-eksRole",
                "pulumi:providers:kubernetes hub-eks-k8s",
            ]);
        });

        it("makes the creator an administrator, which no argument turns off", async () => {
            await construct(constructCluster, "hub", { ...args, ...reduced });
            const inputs = inputsOf.get("aws:eks/cluster:Cluster hub-eksCluster");
            assert.deepEqual(inputs?.accessConfig, {
                authenticationMode: "API",
                bootstrapClusterCreatorAdminPermissions: true,
            });
            assert.equal(inputs?.bootstrapSelfManagedAddons, true);
            assert.deepEqual(inputs?.tags, { Name: "hub-eksCluster" });
        });

        it("gives the outputs that a program reads, the issuer also without an OIDC provider", async () => {
            const state = await construct(constructCluster, "hub", { ...args, ...reduced });
            assert.equal(await valueOf(state.oidcProviderUrl), "https://oidc.example/id/A");
            assert.equal(await valueOf(state.oidcIssuer), "oidc.example/id/A");
            assert.equal(await valueOf(state.oidcProviderArn), "");
            assert.equal(await valueOf(state.clusterSecurityGroupId), "sg-1");
            assert.match(String(await valueOf(state.kubeconfigJson)), /"--cluster-name","hub"/);
            assert.equal(pulumi.CustomResource.isInstance(state.eksCluster), true);
        });

        it("makes an OIDC provider and add-ons when they are asked for", async () => {
            await construct(constructCluster, "hub", {
                ...args,
                ...reduced,
                createOidcProvider: true,
                corednsAddonOptions: { enabled: true, version: "v2" },
            });
            assert.ok(
                children.includes(
                    "aws:iam/openIdConnectProvider:OpenIdConnectProvider hub-oidcProvider",
                ),
            );
            const addon = inputsOf.get("aws:eks/addon:Addon hub-coredns");
            assert.equal(addon?.addonVersion, "v2");
            assert.equal(addon?.preserve, true);
            assert.equal(addon?.resolveConflictsOnUpdate, "OVERWRITE");
        });

        it("names attachments by the policy's ARN, as the real one does", () => {
            assert.equal(
                attachmentName("hub-eksRole", "AmazonEKSClusterPolicy"),
                "hub-eksRole-4b490823",
            );
        });
    });

    describe("the stand-in for awsx.ec2.Vpc", () => {
        const named = (type: string): readonly string[] =>
            children
                .filter((child) => child.startsWith(`${type} `))
                .map((child) => child.split(" ")[1]!);

        it("makes the real one's children, named by type and zone", async () => {
            await construct(constructVpc, "net", {
                numberOfAvailabilityZones: 2,
                subnetStrategy: "Auto",
                natGateways: { strategy: "Single" },
            });
            const subnets = ["net-private-1", "net-private-2", "net-public-1", "net-public-2"];
            assert.deepEqual([...named("aws:ec2/subnet:Subnet")].sort(), subnets);
            assert.deepEqual([...named("aws:ec2/routeTable:RouteTable")].sort(), subnets);
            assert.deepEqual([...named("aws:ec2/route:Route")].sort(), subnets);
            assert.deepEqual(
                [...named("aws:ec2/routeTableAssociation:RouteTableAssociation")].sort(),
                subnets,
            );
            assert.deepEqual(named("aws:ec2/eip:Eip"), ["net-1"]);
            assert.deepEqual(named("aws:ec2/natGateway:NatGateway"), ["net-1"]);
            assert.deepEqual(named("aws:ec2/vpc:Vpc"), ["net"]);
            assert.deepEqual(named("aws:ec2/internetGateway:InternetGateway"), ["net"]);
        });

        it("makes three zones with a gateway each when nothing is said", async () => {
            await construct(constructVpc, "net", { subnetStrategy: "Auto" });
            assert.deepEqual(named("aws:ec2/natGateway:NatGateway"), ["net-1", "net-2", "net-3"]);
            assert.equal(named("aws:ec2/subnet:Subnet").length, 6);
        });

        it("uses given addresses instead of making any", async () => {
            await construct(constructVpc, "net", {
                subnetStrategy: "Auto",
                natGateways: { strategy: "Single", elasticIpAllocationIds: ["eipalloc-1"] },
            });
            assert.deepEqual(named("aws:ec2/eip:Eip"), []);
            assert.equal(
                inputsOf.get("aws:ec2/natGateway:NatGateway net-1")?.allocationId,
                "eipalloc-1",
            );
        });

        it("makes no route out of isolated subnets, and none out of private ones without gateways", async () => {
            await construct(constructVpc, "net", {
                subnetStrategy: "Auto",
                numberOfAvailabilityZones: 1,
                natGateways: { strategy: "None" },
                subnetSpecs: [{ type: "Public" }, { type: "Private" }, { type: "Isolated" }],
            });
            assert.deepEqual(named("aws:ec2/route:Route"), ["net-public-1"]);
        });

        it("tags subnets with the VPC's tags, the spec's and their own", async () => {
            await construct(constructVpc, "net", {
                subnetStrategy: "Auto",
                numberOfAvailabilityZones: 1,
                tags: { Name: "hub", team: "x" },
                subnetSpecs: [
                    { type: "Public", tags: { "kubernetes.io/role/elb": "1" } },
                    { type: "Private" },
                ],
            });
            assert.deepEqual(inputsOf.get("aws:ec2/subnet:Subnet net-public-1")?.tags, {
                Name: "net-public-1",
                SubnetType: "Public",
                team: "x",
                "kubernetes.io/role/elb": "1",
            });
            assert.deepEqual(inputsOf.get("aws:ec2/vpc:Vpc net")?.tags, { Name: "hub", team: "x" });
        });

        it("gives ids and resources by type of subnet", async () => {
            const state = await construct(constructVpc, "net", {
                subnetStrategy: "Auto",
                numberOfAvailabilityZones: 1,
            });
            assert.deepEqual(await valueOf(state.publicSubnetIds), ["net-public-1-id"]);
            assert.deepEqual(await valueOf(state.privateSubnetIds), ["net-private-1-id"]);
            assert.equal(await valueOf(state.vpcId), "net-id");
            const routes = state.routes as readonly unknown[];
            assert.equal(
                routes.every((route) => pulumi.CustomResource.isInstance(route)),
                true,
            );
            assert.equal(routes.length, 2);
        });

        it("needs the layout to be said, and refuses arguments it doesn't know", async () => {
            await assert.rejects(construct(constructVpc, "net", {}), /needs subnetStrategy "Auto"/);
            await assert.rejects(
                construct(constructVpc, "net", { subnetStrategy: "Legacy" }),
                /'subnetStrategy' as "Auto" only/,
            );
            const vpcEndpointSpecs = { subnetStrategy: "Auto", vpcEndpointSpecs: [] };
            await assert.rejects(
                construct(constructVpc, "net", vpcEndpointSpecs),
                /vpcEndpointSpecs/,
            );
        });
    });
});
