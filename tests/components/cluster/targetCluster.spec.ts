import assert from "node:assert/strict";

import { EksCluster, TargetCluster, type TargetClusterArgs } from "../../../components";
import { CLUSTER, CLUSTER_ARGS, TARGET } from "../../support/fixtures";
import {
    accounts,
    assertChildNames,
    assertNoDefaultProvider,
    assertRefused,
    assertSameInPreview,
    dependencyNames,
    givenAws,
    inventory,
    parentOf,
    registered,
} from "../../support/fleet";
import { CLUSTER as DESCRIBED, GET_CLUSTER } from "../../support/discovery";
import { install, value } from "../../support/mocks";

function build(args: Partial<TargetClusterArgs> = {}): TargetCluster {
    return new TargetCluster(
        "testing",
        { ...TARGET.args, hubEgressCidrs: ["192.0.2.1/32"], ...args } as TargetClusterArgs,
        { providers: [givenAws("222222222222")] },
    );
}

const EXISTING: TargetClusterArgs = {
    existing: true,
    fleet: "acme",
    accountId: "222222222222",
    region: "eu-central-1",
    clusterName: "shop",
};
const KUBERNETES = "pulumi:providers:kubernetes";
const READINESS = "pulumi-nodejs:dynamic/eks-gitops-fleet:ClusterReadiness";

describe("TargetCluster", () => {
    it("creates an EksCluster and a Kubernetes provider", async () => {
        const alone = await registered(() => new EksCluster("testing-eks", { cluster: CLUSTER }));
        const harness = await registered(() => build());
        assert.deepEqual(
            inventory(harness),
            [
                ...inventory(alone),
                "eks-gitops-fleet:index:TargetCluster testing",
                `${KUBERNETES} kubernetes-testing`,
                `${READINESS} testing-ready`,
            ].sort(),
        );
        assertChildNames(harness);
    });

    it("lets in the management cluster's egress addresses", async () => {
        const harness = await registered(() => build());
        const { inputs } = harness.one("eks:index:Cluster", "testing-eks-cluster");
        assert.deepEqual(inputs["publicAccessCidrs"], ["192.0.2.1/32", "203.0.113.0/24"]);
    });

    it("derives the range of its VPC from its identity", async () => {
        const cidr = async (args: Partial<TargetClusterArgs>): Promise<unknown> => {
            const harness = await registered(() => build(args));
            return harness.one("awsx:ec2:Vpc", "testing-eks-network-vpc").inputs["cidrBlock"];
        };
        assert.equal(await cidr({}), "10.8.224.0/19");
        assert.notEqual(await cidr({ identity: "staging" }), "10.8.224.0/19");
    });

    it("knows what a registration contains, and what must exist while something runs on it", async () => {
        let target: TargetCluster | undefined;
        await registered(() => (target = build()));
        assert.equal(await value(target!.clusterName), "testing-cluster");
        assert.equal(
            target!.clusterArn,
            "arn:aws:eks:eu-west-1:222222222222:cluster/testing-cluster",
        );
        assert.equal(
            await value(target!.clusterEndpoint),
            "https://testing-eks-cluster.eks.amazonaws.com",
        );
        assert.equal(await value(target!.clusterCertificateAuthorityData), "LS0tLS1CRUdJTg==");
        assert.equal(target!.running.length, 3);
        assert.deepEqual(
            [target!.accountId, target!.region, target!.fleet],
            ["222222222222", "eu-west-1", "acme"],
        );
    });

    it("waits until the provisioner is an administrator of a created cluster", async () => {
        const harness = await registered(() => build());
        const ready = harness.one(READINESS, "testing-ready");
        assert.deepEqual(
            dependencyNames(ready, harness).filter((name) => name.includes("admins")),
            ["testing-eks-admins-provisioner-cluster-admin"],
        );
        assert.equal(parentOf(ready, harness)?.name, "testing");
        const provider = harness.one(KUBERNETES, "kubernetes-testing");
        assert.equal(provider.parent, "");
        assert.deepEqual(dependencyNames(provider, harness).includes("testing-ready"), true);
    });

    it("looks up an existing cluster with its own provider and creates nothing in AWS", async () => {
        const calls: (readonly [unknown, string])[] = [];
        const harness = await install({
            calls: {
                [GET_CLUSTER]: (inputs, provider) => {
                    calls.push([inputs, provider]);
                    return {
                        ...DESCRIBED,
                        arn: "arn:aws:eks:eu-central-1:222222222222:cluster/shop",
                    };
                },
            },
        });
        const target = new TargetCluster("shop", EXISTING, {
            providers: [givenAws("222222222222")],
        });
        await harness.settle();
        assert.deepEqual(calls, [[{ name: "shop" }, "given-aws-222222222222"]]);
        assert.equal(await value(target.clusterEndpoint), DESCRIBED.endpoint);
        assert.deepEqual(target.running, []);
        assert.equal(target.cluster, undefined);
        assert.deepEqual(inventory(harness), [
            "eks-gitops-fleet:index:ExistingCluster shop-existing",
            "eks-gitops-fleet:index:TargetCluster shop",
            `${KUBERNETES} kubernetes-shop`,
        ]);
    });

    it("lists every problem of the arguments before it registers anything", async () => {
        await assertRefused(
            () => build({ provisionerRoleArn: CLUSTER_ARGS.provisionerRoleArn, operatorCidrs: [] }),
            [
                "TargetCluster testing: the arguments have 2 problems; nothing of it was created.",
                '  provisionerRoleArn: found "arn:aws:iam::111111111111:role/Provisioner"; a role in account 222222222222 is required: the provisioner acts in the cluster\'s own account.',
                "  operatorCidrs: missing; set the IPv4 ranges from which Pulumi and operators reach the API endpoints (of testing-cluster), or set endpointAccess: private there.",
                "Every key and its default is explained in docs/configuration.md.",
            ].join("\n"),
        );
    });

    it("creates everything in the target's account", async () => {
        const harness = await registered(() => build());
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["222222222222"]);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
