import assert from "node:assert/strict";

import { ClusterAddons, type ClusterAddonsArgs } from "../../../components";
import {
    accounts,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenAws,
    givenResource,
    goesBefore,
    inventory,
    registered,
} from "../../support/fleet";
import type { Harness } from "../../support/mocks";

const VERSION = "v1.0.0-eksbuild.1";

function build(args: Partial<ClusterAddonsArgs> = {}): ClusterAddons {
    return new ClusterAddons(
        "addons",
        {
            clusterName: "testing",
            place: { accountId: "222222222222", region: "eu-central-1", clusterName: "testing" },
            roleSettings: {
                path: "/platform/",
                permissionsBoundaryArn: "arn:aws:iam::222222222222:policy/Boundary",
            },
            strategy: "managed",
            addons: [
                ["coredns", { version: VERSION, configuration: { replicaCount: 3 } }],
                ["aws-ebs-csi-driver", { version: VERSION }],
            ],
            prerequisites: [givenResource("nodes")],
            ...args,
        },
        { providers: [givenAws("222222222222")] },
    );
}

const ADDON = "aws:eks/addon:Addon";
const ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const ROLE = "aws:iam/role:Role";

describe("ClusterAddons", () => {
    let harness: Harness;
    beforeEach(async () => {
        harness = await registered(() => build());
    });

    it("makes the add-ons, and for the EBS CSI driver an identity of its own", () => {
        assert.deepEqual(inventory(harness), [
            `${ADDON} addons-aws-ebs-csi-driver`,
            `${ADDON} addons-coredns`,
            `${ASSOCIATION} addons-ebs-csi`,
            `${ROLE} addons-ebs-csi-role`,
            `${ATTACHMENT} addons-ebs-csi-AmazonEBSCSIDriverPolicy`,
            "eks-gitops-fleet:index:ClusterAddons addons",
        ]);
        assertChildNames(harness);
    });

    it("makes no identity where nothing needs one", async () => {
        harness = await registered(() => build({ addons: [["coredns", { version: VERSION }]] }));
        assert.deepEqual(inventory(harness), [
            `${ADDON} addons-coredns`,
            "eks-gitops-fleet:index:ClusterAddons addons",
        ]);
    });

    it("runs exactly the given version and configuration, kept as it is found when updated", () => {
        assert.deepEqual(harness.one(ADDON, "addons-coredns").inputs, {
            clusterName: "testing",
            addonName: "coredns",
            addonVersion: VERSION,
            configurationValues: '{"replicaCount":3}',
            resolveConflictsOnCreate: "OVERWRITE",
            resolveConflictsOnUpdate: "PRESERVE",
        });
        const { inputs } = harness.one(ADDON, "addons-aws-ebs-csi-driver");
        assert.ok(!("configurationValues" in inputs));
    });

    it("tells CoreDNS to run on Fargate there", async () => {
        harness = await registered(() =>
            build({ strategy: "fargate", addons: [["coredns", { version: VERSION }]] }),
        );
        const { inputs } = harness.one(ADDON, "addons-coredns");
        assert.equal(inputs["configurationValues"], '{"computeType":"Fargate"}');
    });

    it("gives the driver's role to its ServiceAccount of this cluster alone, with AWS's policy for it", () => {
        const { assumeRolePolicy, ...inputs } = harness.one(ROLE, "addons-ebs-csi-role").inputs;
        assert.deepEqual(inputs, {
            namePrefix: "testing-ebs-csi-",
            description: "EBS CSI driver of an EKS cluster",
            path: "/platform/",
            permissionsBoundary: "arn:aws:iam::222222222222:policy/Boundary",
        });
        assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "pods.eks.amazonaws.com" },
                    Action: ["sts:AssumeRole", "sts:TagSession"],
                    Condition: {
                        StringEquals: {
                            "aws:RequestTag/eks-cluster-arn":
                                "arn:aws:eks:eu-central-1:222222222222:cluster/testing",
                            "aws:RequestTag/kubernetes-namespace": "kube-system",
                            "aws:RequestTag/kubernetes-service-account": "ebs-csi-controller-sa",
                        },
                    },
                },
            ],
        });
        assert.equal(
            harness.one(ATTACHMENT, "addons-ebs-csi-AmazonEBSCSIDriverPolicy").inputs["policyArn"],
            "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy",
        );
        assert.deepEqual(harness.one(ASSOCIATION, "addons-ebs-csi").inputs, {
            clusterName: "testing",
            namespace: "kube-system",
            serviceAccount: "ebs-csi-controller-sa",
            roleArn: "arn:aws:iam::222222222222:role/platform/addons-ebs-csi-role-0123456",
        });
    });

    it("makes the driver after its identity, and everything after what it runs on", () => {
        const driver = harness.one(ADDON, "addons-aws-ebs-csi-driver");
        assert.ok(goesBefore(harness, driver, harness.one(ASSOCIATION, "addons-ebs-csi")));
        const nodes = harness.one("kubernetes:core/v1:Namespace", "given-nodes");
        assert.ok(goesBefore(harness, driver, nodes));
        assert.ok(goesBefore(harness, harness.one(ADDON, "addons-coredns"), nodes));
    });

    it("makes everything in the given account, and the same in a preview", async () => {
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["222222222222"]);
        await assertSameInPreview(() => build());
    });
});
