import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { EksCluster, type EksClusterArgs } from "../../../components";
import type { ClusterConfig } from "../../../lib/cluster/types";
import { referenceUrn } from "../../support/answers";
import { CLUSTER } from "../../support/fixtures";
import {
    accounts,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenAws,
    goesBefore,
    inventory,
    registered,
} from "../../support/fleet";
import { value, type Harness } from "../../support/mocks";

function build(
    cluster: Partial<ClusterConfig> = {},
    args: Partial<EksClusterArgs> = {},
): EksCluster {
    return new EksCluster(
        "hub",
        { cluster: { ...CLUSTER, ...cluster }, ...args },
        { providers: [givenAws("111111111111")] },
    );
}

const ADDON = "aws:eks/addon:Addon";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const ROLE = "aws:iam/role:Role";
const NODES = "aws:eks/nodeGroup:NodeGroup";
const ASSOCIATION = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";

/** What the SDK adds to an add-on that is not made. */
const SDK_DEFAULTS = {
    resolveConflictsOnCreate: "OVERWRITE",
    resolveConflictsOnUpdate: "OVERWRITE",
};

describe("EksCluster", () => {
    let harness: Harness;
    let cluster: EksCluster | undefined;
    beforeEach(async () => {
        harness = await registered(() => (cluster = build()));
    });

    it("makes network, logs, roles, cluster, administrators, add-ons and nodes", () => {
        assert.deepEqual(inventory(harness), [
            "aws:cloudwatch/logGroup:LogGroup hub-logs",
            "aws:ec2/eip:Eip hub-network-nat-1",
            "aws:ec2/launchTemplate:LaunchTemplate hub-nodes-template",
            "aws:eks/accessEntry:AccessEntry hub-admins-provisioner",
            `${ASSOCIATION} hub-admins-provisioner-cluster-admin`,
            `${ADDON} hub-addons-coredns`,
            `${ADDON} hub-networking-kube-proxy`,
            `${ADDON} hub-networking-vpc-cni`,
            `${NODES} hub-nodes-default`,
            `${ROLE} hub-control-plane-role`,
            `${ROLE} hub-nodes-role`,
            `${ATTACHMENT} hub-control-plane-AmazonEKSClusterPolicy`,
            `${ATTACHMENT} hub-nodes-AmazonEC2ContainerRegistryPullOnly`,
            `${ATTACHMENT} hub-nodes-AmazonEKSWorkerNodePolicy`,
            `${ATTACHMENT} hub-nodes-AmazonEKS_CNI_Policy`,
            "awsx:ec2:Vpc hub-network-vpc",
            "eks-gitops-fleet:index:ClusterAddons hub-addons",
            "eks-gitops-fleet:index:ClusterAddons hub-networking",
            "eks-gitops-fleet:index:ClusterAdmins hub-admins",
            "eks-gitops-fleet:index:EksCluster hub",
            "eks-gitops-fleet:index:ManagedNodes hub-nodes",
            "eks-gitops-fleet:index:Network hub-network",
            "eks:index:Cluster hub-cluster",
        ]);
        assertChildNames(harness);
    });

    it("has the API server reached by allow-list, logged, with access entries only and nothing made unasked", async () => {
        const { serviceRole, ...inputs } = harness.one("eks:index:Cluster", "hub-cluster").inputs;
        const role = harness.one(ROLE, "hub-control-plane-role");
        assert.equal(await value((serviceRole as pulumi.Resource).urn), role.urn);
        assert.deepEqual(inputs, {
            name: "management",
            version: "1.35",
            vpcId: "hub-network-vpc-id",
            privateSubnetIds: ["hub-network-vpc-private-1", "hub-network-vpc-private-2"],
            endpointPrivateAccess: true,
            publicAccessCidrs: ["203.0.113.0/24"],
            enabledClusterLogTypes: ["api", "audit", "authenticator"],
            upgradePolicy: { supportType: "STANDARD" },
            deletionProtection: false,
            authenticationMode: "API",
            skipDefaultNodeGroup: true,
            skipDefaultSecurityGroups: true,
            createOidcProvider: false,
            useDefaultVpcCni: true,
            kubeProxyAddonOptions: { enabled: false, ...SDK_DEFAULTS },
            corednsAddonOptions: { enabled: false, ...SDK_DEFAULTS },
            bootstrapSelfManagedAddons: false,
        });
    });

    it("adds others' egress to the allow-list", async () => {
        harness = await registered(() => build({}, { egressCidrs: ["192.0.2.1/32"] }));
        const { inputs } = harness.one("eks:index:Cluster", "hub-cluster");
        assert.deepEqual(inputs["publicAccessCidrs"], ["192.0.2.1/32", "203.0.113.0/24"]);
    });

    it("closes a private endpoint to the world, without ranges, which EKS would refuse", async () => {
        harness = await registered(() => build({ endpointAccess: { kind: "private" } }));
        const { inputs } = harness.one("eks:index:Cluster", "hub-cluster");
        assert.equal(inputs["endpointPublicAccess"], false);
        assert.ok(!("publicAccessCidrs" in inputs));
    });

    it("opens an endpoint to the world only where that is said", async () => {
        harness = await registered(() => build({ endpointAccess: { kind: "world" } }));
        const { inputs } = harness.one("eks:index:Cluster", "hub-cluster");
        assert.deepEqual(inputs["publicAccessCidrs"], ["0.0.0.0/0"]);
    });

    it("takes the hidden administrator out of the cluster that @pulumi/eks makes (its effect: see tests/e2e)", async () => {
        const { transforms } = harness.one("eks:index:Cluster", "hub-cluster");
        assert.equal(transforms.length, 1);
        const resource = { custom: true, name: "hub-cluster-eksCluster", opts: { protect: true } };
        const props = { accessConfig: { bootstrapClusterCreatorAdminPermissions: true } };
        const type = "aws:eks/cluster:Cluster";
        assert.deepEqual(await transforms[0]!({ ...resource, type, props }), {
            props: { accessConfig: { bootstrapClusterCreatorAdminPermissions: false } },
            opts: { protect: true },
        });
        assert.deepEqual(await transforms[0]!({ ...resource, type: "aws:iam/role:Role", props }), {
            props,
            opts: { protect: true },
        });
    });

    it("makes the log group, with retention, before EKS would, and keeps it until the cluster is gone", () => {
        const logs = harness.one("aws:cloudwatch/logGroup:LogGroup", "hub-logs");
        assert.deepEqual(logs.inputs, {
            name: "/aws/eks/management/cluster",
            retentionInDays: 90,
        });
        assert.ok(goesBefore(harness, harness.one("eks:index:Cluster", "hub-cluster"), logs));
    });

    it("runs exactly the configured versions of the add-ons", () => {
        for (const [name, version] of [
            ["networking-vpc-cni", "v1.21.1-eksbuild.3"],
            ["networking-kube-proxy", "v1.35.0-eksbuild.2"],
            ["addons-coredns", "v1.13.2-eksbuild.1"],
        ] as const) {
            assert.equal(harness.one(ADDON, `hub-${name}`).inputs["addonVersion"], version);
        }
    });

    it("upgrades cluster, networking, nodes and CoreDNS in this order", () => {
        const order = [
            harness.one(ADDON, "hub-addons-coredns"),
            harness.one(NODES, "hub-nodes-default"),
            harness.one(ADDON, "hub-networking-kube-proxy"),
            harness.one("eks:index:Cluster", "hub-cluster"),
        ];
        order.slice(1).forEach((earlier, index) => {
            assert.ok(goesBefore(harness, order[index]!, earlier), earlier.name);
        });
        assert.equal(harness.one(NODES, "hub-nodes-default").inputs["version"], "1.35");
    });

    it("starts nodes after pod networking and routes, and CoreDNS after nodes; takes them away the other way round", () => {
        const nodes = harness.one(NODES, "hub-nodes-default");
        assert.ok(goesBefore(harness, nodes, harness.one(ADDON, "hub-networking-vpc-cni")));
        assert.ok(goesBefore(harness, nodes, harness.one(ADDON, "hub-networking-kube-proxy")));
        assert.ok(goesBefore(harness, nodes, harness.one("aws:ec2/eip:Eip", "hub-network-nat-1")));
        assert.ok(goesBefore(harness, harness.one(ADDON, "hub-addons-coredns"), nodes));
        for (const [type, name] of [
            ["aws:ec2/internetGateway:InternetGateway", "hub-network-vpc"],
            ["aws:ec2/natGateway:NatGateway", "hub-network-vpc-1"],
            ["aws:ec2/route:Route", "hub-network-vpc-private-1"],
            ["aws:ec2/routeTableAssociation:RouteTableAssociation", "hub-network-vpc-private-1"],
        ] as const) {
            assert.ok(nodes.dependencies.includes(referenceUrn(type, name)), type);
        }
    });

    it("puts nodes into the private subnets", () => {
        assert.deepEqual(harness.one(NODES, "hub-nodes-default").inputs["subnetIds"], [
            "hub-network-vpc-private-1",
            "hub-network-vpc-private-2",
        ]);
    });

    it("tells what must still stand while something runs on it", async () => {
        const urns = await Promise.all(cluster!.running.map(({ urn }) => value(urn)));
        assert.deepEqual(urns, [
            harness.one(NODES, "hub-nodes-default").urn,
            harness.one(ADDON, "hub-addons-coredns").urn,
            harness.one(ASSOCIATION, "hub-admins-provisioner-cluster-admin").urn,
        ]);
    });

    it("tells its ARN before anything exists, and the rest from EKS", async () => {
        assert.equal(cluster!.clusterArn, "arn:aws:eks:eu-west-1:111111111111:cluster/management");
        const { clusterName, clusterEndpoint, clusterCertificateAuthorityData } = cluster!;
        const told = pulumi.all([clusterName, clusterEndpoint, clusterCertificateAuthorityData]);
        assert.deepEqual(await value(told), [
            "management",
            "https://hub-cluster.eks.amazonaws.com",
            "LS0tLS1CRUdJTg==",
        ]);
        assert.deepEqual(await value(cluster!.egressCidrs), ["198.51.100.1/32"]);
    });

    it("makes everything in the given account, what @pulumi/eks and awsx make among it", () => {
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["111111111111"]);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
