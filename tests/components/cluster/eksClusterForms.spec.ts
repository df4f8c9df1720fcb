import assert from "node:assert/strict";

import { EksCluster } from "../../../components";
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

let cluster: EksCluster | undefined;

function build(config: Partial<ClusterConfig> = {}): EksCluster {
    cluster = new EksCluster(
        "hub",
        { cluster: { ...CLUSTER, ...config } },
        { providers: [givenAws("111111111111")] },
    );
    return cluster;
}

function inputs(harness: Harness): Record<string, unknown> {
    return harness.one("eks:index:Cluster", "hub-cluster").inputs;
}

/** Names of a type's resources, sorted: registrations arrive in any order. */
function named(harness: Harness, type: string): readonly string[] {
    return harness.resources
        .filter((one) => one.type === type)
        .map(({ name }) => name)
        .sort();
}

async function standing(harness: Harness): Promise<readonly string[]> {
    const urns = await Promise.all(cluster!.running.map(({ urn }) => value(urn)));
    return harness.resources
        .filter(({ urn }) => urns.includes(urn))
        .map(({ name }) => name)
        .sort();
}

const ADDON = "aws:eks/addon:Addon";
const PROFILE = "aws:eks/fargateProfile:FargateProfile";
const ROLE = "aws:iam/role:Role";
const VERSION = { version: "v1.0.0-eksbuild.1" };
const ADMIN = "hub-admins-provisioner-cluster-admin";

const AUTO_MODE: Partial<ClusterConfig> = {
    nodes: { kind: "autoMode", nodePools: ["general-purpose", "system"] },
    addons: { "metrics-server": VERSION },
};
const FARGATE: Partial<ClusterConfig> = {
    nodes: {
        kind: "fargate",
        profiles: {
            system: [{ namespace: "kube-system", labels: { "k8s-app": "kube-dns" } }],
            agent: [{ namespace: "argocd", labels: {} }],
        },
    },
    addons: { coredns: VERSION },
};
const NONE: Partial<ClusterConfig> = {
    nodes: { kind: "none" },
    addons: { "vpc-cni": VERSION, "kube-proxy": VERSION },
};
const BROUGHT: Partial<ClusterConfig> = {
    network: {
        kind: "brought",
        vpcId: "vpc-1",
        privateSubnetIds: ["subnet-a", "subnet-b"],
        publicSubnetIds: ["subnet-p"],
        egressCidrs: ["192.0.2.1/32"],
    },
};
const KEY: Partial<ClusterConfig> = {
    encryption: { kind: "created", deletionWindowInDays: 7 },
};

describe("EksCluster with EKS Auto Mode", () => {
    let harness: Harness;
    beforeEach(async () => {
        harness = await registered(() => build(AUTO_MODE));
    });

    it("has node pools and a role for their nodes, and no node group, profile or networking add-on", () => {
        assert.deepEqual(inputs(harness)["autoMode"], {
            enabled: true,
            createNodeRole: false,
            computeConfig: {
                nodePools: ["general-purpose", "system"],
                nodeRoleArn: "arn:aws:iam::111111111111:role/hub-nodes-role-0123456",
            },
        });
        assert.deepEqual(named(harness, "aws:eks/nodeGroup:NodeGroup"), []);
        assert.deepEqual(named(harness, PROFILE), []);
        assert.deepEqual(named(harness, ADDON), ["hub-addons-metrics-server"]);
        assertChildNames(harness);
    });

    it("gives its two roles AWS's policies for Auto Mode, there until the cluster is gone", () => {
        const attachments = harness.resources
            .filter(({ type }) => type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
            .filter((one) =>
                goesBefore(harness, harness.one("eks:index:Cluster", "hub-cluster"), one),
            );
        assert.deepEqual(attachments.map(({ name }) => name).sort(), [
            "hub-control-plane-AmazonEKSBlockStoragePolicy",
            "hub-control-plane-AmazonEKSClusterPolicy",
            "hub-control-plane-AmazonEKSComputePolicy",
            "hub-control-plane-AmazonEKSLoadBalancingPolicy",
            "hub-control-plane-AmazonEKSNetworkingPolicy",
            "hub-nodes-AmazonEC2ContainerRegistryPullOnly",
            "hub-nodes-AmazonEKSWorkerNodeMinimalPolicy",
        ]);
        const trust = JSON.parse(
            String(harness.one(ROLE, "hub-control-plane-role").inputs["assumeRolePolicy"]),
        ) as { Statement: { Action: string[] }[] };
        assert.deepEqual(trust.Statement[0]!.Action, ["sts:AssumeRole", "sts:TagSession"]);
    });

    it("keeps the way out of nodes that nobody here makes until the cluster is gone", () => {
        const { dependencies } = harness.one("eks:index:Cluster", "hub-cluster");
        const nat = referenceUrn("aws:ec2/natGateway:NatGateway", "hub-network-vpc-1");
        assert.ok(dependencies.includes(nat));
    });

    it("needs its add-ons to stand, and nothing else that is made here", async () => {
        assert.deepEqual(await standing(harness), ["hub-addons-metrics-server", ADMIN]);
    });
});

describe("EksCluster on Fargate", () => {
    let harness: Harness;
    beforeEach(async () => {
        harness = await registered(() => build(FARGATE));
    });

    it("has profiles, and CoreDNS on them", async () => {
        assert.deepEqual(named(harness, PROFILE), ["hub-pods-agent", "hub-pods-system"]);
        assert.deepEqual(named(harness, ADDON), ["hub-addons-coredns"]);
        const dns = harness.one(ADDON, "hub-addons-coredns");
        assert.equal(dns.inputs["configurationValues"], '{"computeType":"Fargate"}');
        assert.ok(goesBefore(harness, dns, harness.one(PROFILE, "hub-pods-system")));
        assert.deepEqual(await standing(harness), [
            ...["hub-addons-coredns", ADMIN, "hub-pods-agent", "hub-pods-system"],
        ]);
    });

    it("starts pods in the private subnets, and while there is a way out", () => {
        const profile = harness.one(PROFILE, "hub-pods-agent");
        assert.deepEqual(profile.inputs["subnetIds"], [
            ...["hub-network-vpc-private-1", "hub-network-vpc-private-2"],
        ]);
        const nat = referenceUrn("aws:ec2/natGateway:NatGateway", "hub-network-vpc-1");
        assert.ok(profile.dependencies.includes(nat));
    });
});

describe("EksCluster without nodes", () => {
    it("has networking for those that join later, and keeps it while something runs", async () => {
        const harness = await registered(() => build(NONE));
        const networking = ["hub-networking-kube-proxy", "hub-networking-vpc-cni"];
        assert.deepEqual(named(harness, ADDON), networking);
        assert.deepEqual(await standing(harness), [ADMIN, ...networking]);
        assert.deepEqual(named(harness, ROLE), ["hub-control-plane-role"]);
    });
});

describe("EksCluster in a VPC of the user's own", () => {
    it("uses its subnets and makes none of it", async () => {
        const harness = await registered(() => build(BROUGHT));
        assert.deepEqual(
            inventory(harness).filter((line) => /ec2|Network/.test(line)),
            ["aws:ec2/launchTemplate:LaunchTemplate hub-nodes-template"],
        );
        assert.equal(inputs(harness)["vpcId"], "vpc-1");
        assert.deepEqual(inputs(harness)["privateSubnetIds"], ["subnet-a", "subnet-b"]);
        const nodes = harness.one("aws:eks/nodeGroup:NodeGroup", "hub-nodes-default");
        assert.deepEqual(nodes.inputs["subnetIds"], ["subnet-a", "subnet-b"]);
        assert.deepEqual(await value(cluster!.egressCidrs), ["192.0.2.1/32"]);
        assert.equal(await value(cluster!.vpcId), "vpc-1");
    });
});

describe("EksCluster's Secrets", () => {
    it("are encrypted by AWS's own key where nothing else is said", async () => {
        const harness = await registered(() => build());
        assert.ok(!("encryptionConfigKeyArn" in inputs(harness)));
        assert.deepEqual(named(harness, "aws:kms/key:Key"), []);
    });

    it("are encrypted by a key of their own, which the control plane may use before there is one", async () => {
        const harness = await registered(() => build(KEY));
        const arn = "arn:aws:kms:eu-west-1:111111111111:key/hub-secrets-key-key-id";
        assert.equal(inputs(harness)["encryptionConfigKeyArn"], arn);
        const permission = harness.one("aws:iam/rolePolicy:RolePolicy", "hub-secrets-permission");
        assert.equal(permission.inputs["role"], "hub-control-plane-role-0123456");
        assert.deepEqual(JSON.parse(String(permission.inputs["policy"])), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "EncryptSecrets",
                    Effect: "Allow",
                    Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:ListGrants"],
                    Resource: arn,
                },
            ],
        });
        const made = harness.one("eks:index:Cluster", "hub-cluster");
        assert.ok(goesBefore(harness, made, permission));
        assertChildNames(harness);
    });

    it("are encrypted by a key of the user's own, of which nothing is made", async () => {
        const keyArn = "arn:aws:kms:eu-west-1:111111111111:key/mine";
        const harness = await registered(() => build({ encryption: { kind: "brought", keyArn } }));
        assert.equal(inputs(harness)["encryptionConfigKeyArn"], keyArn);
        assert.deepEqual(named(harness, "aws:kms/key:Key"), []);
    });
});

describe("EksCluster's settings", () => {
    it("reach EKS: protection, support, Services' range, logs and their key", async () => {
        const kmsKeyArn = "arn:aws:kms:eu-west-1:111111111111:key/logs";
        const harness = await registered(() =>
            build({
                deletionProtection: true,
                upgradePolicy: "EXTENDED",
                serviceIpv4Cidr: "172.30.0.0/16",
                logs: { types: ["audit"], retentionInDays: 365, kmsKeyArn },
            }),
        );
        const given = inputs(harness);
        assert.equal(given["deletionProtection"], true);
        assert.deepEqual(given["upgradePolicy"], { supportType: "EXTENDED" });
        assert.equal(given["kubernetesServiceIpAddressRange"], "172.30.0.0/16");
        assert.deepEqual(given["enabledClusterLogTypes"], ["audit"]);
        assert.deepEqual(harness.one("aws:cloudwatch/logGroup:LogGroup", "hub-logs").inputs, {
            name: "/aws/eks/management/cluster",
            retentionInDays: 365,
            kmsKeyId: kmsKeyArn,
        });
    });

    it("put every role under the path and boundary that the account's owner asks for", async () => {
        const permissionsBoundaryArn = "arn:aws:iam::111111111111:policy/Boundary";
        const roleSettings = { path: "/platform/", permissionsBoundaryArn };
        const addons = { ...CLUSTER.addons, "aws-ebs-csi-driver": VERSION };
        for (const config of [{ addons }, AUTO_MODE, FARGATE]) {
            const harness = await registered(() => build({ ...config, roleSettings }));
            const roles = harness.resources.filter(({ type }) => type === ROLE);
            assert.ok(roles.length > 1);
            for (const { name, inputs: role } of roles) {
                assert.equal(role["path"], "/platform/", name);
                assert.equal(role["permissionsBoundary"], permissionsBoundaryArn, name);
            }
        }
    });
});

for (const [what, config] of Object.entries({ AUTO_MODE, FARGATE, NONE, BROUGHT, KEY })) {
    describe(`EksCluster as ${what}`, () => {
        it("makes everything in the given account", async () => {
            const harness = await registered(() => build(config));
            assertNoDefaultProvider(harness);
            assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["111111111111"]);
        });

        it("is the same in a preview", () => assertSameInPreview(() => build(config)));
    });
}
