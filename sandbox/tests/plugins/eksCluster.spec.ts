import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { constructCluster } from "../../src/plugins/components/eksCluster";
import { attachmentName } from "../../src/plugins/components/eksServiceRole";
import { children, construct, inputsOf, mockEngine, valueOf } from "./componentSupport";

describe("the stand-in for eks.Cluster", () => {
    beforeEach(mockEngine);

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

    it("creates the real one's children", async () => {
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

    it("creates only role, cluster and provider if everything else is skipped", async () => {
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

    it("makes the creator an administrator regardless of arguments", async () => {
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

    it("creates an OIDC provider and add-ons on request", async () => {
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

    it("creates other children with Auto Mode: its roles and CoreDNS, but no groups and no other add-on", async () => {
        await construct(constructCluster, "hub", { ...args, autoMode: { enabled: true } });
        const attachments = (role: string, policies: readonly string[]): readonly string[] =>
            policies.map(
                (policy) =>
                    `aws:iam/rolePolicyAttachment:RolePolicyAttachment ${attachmentName(role, policy)}`,
            );
        assert.deepEqual(
            children.sort(),
            [
                "aws:eks/addon:Addon hub-coredns",
                "aws:eks/cluster:Cluster hub-eksCluster",
                "aws:iam/role:Role hub-eksRole-role",
                "aws:iam/role:Role hub-nodeRole-role",
                ...attachments("hub-eksRole", [
                    "AmazonEKSBlockStoragePolicy",
                    "AmazonEKSClusterPolicy",
                    "AmazonEKSComputePolicy",
                    "AmazonEKSLoadBalancingPolicy",
                    "AmazonEKSNetworkingPolicy",
                ]),
                ...attachments("hub-nodeRole", [
                    "AmazonEC2ContainerRegistryPullOnly",
                    "AmazonEKSWorkerNodeMinimalPolicy",
                ]),
                "eks:index:Cluster hub",
                "eks:index:ServiceRole hub-eksRole",
                "eks:index:ServiceRole hub-nodeRole",
                "pulumi:providers:kubernetes hub-eks-k8s",
            ].sort(),
        );
        const inputs = inputsOf.get("aws:eks/cluster:Cluster hub-eksCluster");
        assert.deepEqual(inputs?.computeConfig, {
            enabled: true,
            nodePools: ["general-purpose", "system"],
            nodeRoleArn: "arn:hub-nodeRole-role",
        });
        assert.deepEqual(inputs?.kubernetesNetworkConfig, {
            ipFamily: "ipv4",
            elasticLoadBalancing: { enabled: true },
        });
        assert.deepEqual(inputs?.storageConfig, { blockStorage: { enabled: true } });
        assert.equal(inputs?.bootstrapSelfManagedAddons, false);
    });

    it("uses the requested range for Services, with and without Auto Mode", async () => {
        const kubernetesServiceIpAddressRange = "172.30.0.0/16";
        const range = { ipFamily: "ipv4", serviceIpv4Cidr: kubernetesServiceIpAddressRange };
        await construct(constructCluster, "hub", { ...args, kubernetesServiceIpAddressRange });
        await construct(constructCluster, "auto", {
            ...args,
            kubernetesServiceIpAddressRange,
            autoMode: { enabled: true },
        });
        const of = (name: string): unknown =>
            inputsOf.get(`aws:eks/cluster:Cluster ${name}-eksCluster`)?.kubernetesNetworkConfig;
        assert.deepEqual(of("hub"), range);
        assert.deepEqual(of("auto"), { ...range, elasticLoadBalancing: { enabled: true } });
    });

    it("omits Auto Mode's role and CoreDNS on request", async () => {
        await construct(constructCluster, "hub", {
            ...args,
            autoMode: {
                enabled: true,
                createNodeRole: false,
                computeConfig: { nodeRoleArn: "arn:own", nodePools: ["general-purpose"] },
            },
            corednsAddonOptions: { enabled: false },
        });
        assert.ok(!children.some((child) => /nodeRole|coredns/.test(child)));
        const inputs = inputsOf.get("aws:eks/cluster:Cluster hub-eksCluster");
        assert.deepEqual(inputs?.computeConfig, {
            enabled: true,
            nodePools: ["general-purpose"],
            nodeRoleArn: "arn:own",
        });
    });

    it("names attachments by the policy's ARN, as the real one does", () => {
        assert.equal(
            attachmentName("hub-eksRole", "AmazonEKSClusterPolicy"),
            "hub-eksRole-4b490823",
        );
    });
});
