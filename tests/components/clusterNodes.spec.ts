import assert from "node:assert/strict";

import { ClusterNodes, type ClusterNodesArgs } from "../../components";
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
} from "../support/fleet";
import type { Harness } from "../support/mocks";

function build(overrides: Partial<ClusterNodesArgs> = {}): ClusterNodes {
    return new ClusterNodes(
        "nodes",
        {
            clusterName: "testing",
            partition: "aws",
            subnetIds: ["subnet-1", "subnet-2"],
            nodes: {
                instanceTypes: ["t3.large", "t3a.large"],
                minSize: 1,
                desiredSize: 2,
                maxSize: 3,
            },
            prerequisites: [givenResource("networking")],
            ...overrides,
        },
        { providers: [givenAws("222222222222")] },
    );
}

const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const POLICIES = [
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKS_CNI_Policy",
];

describe("ClusterNodes", () => {
    let harness: Harness;
    beforeEach(async () => {
        harness = await registered(() => build());
    });

    it("makes a role with three policies, a launch template and one node group", () => {
        assert.deepEqual(inventory(harness), [
            "aws:ec2/launchTemplate:LaunchTemplate nodes-template",
            "aws:eks/nodeGroup:NodeGroup nodes-default",
            "aws:iam/role:Role nodes-role",
            ...POLICIES.map((policy) => `${ATTACHMENT} nodes-${policy}`),
            "eks-gitops-fleet:index:ClusterNodes nodes",
        ]);
        assertChildNames(harness);
    });

    it("lets EC2 alone assume the role, and leaves its name to Pulumi", () => {
        const { assumeRolePolicy, ...inputs } = harness.one(
            "aws:iam/role:Role",
            "nodes-role",
        ).inputs;
        assert.deepEqual(inputs, { description: "Nodes of an EKS cluster" });
        assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "ec2.amazonaws.com" },
                    Action: "sts:AssumeRole",
                },
            ],
        });
    });

    it("attaches AWS's own policies, of the cluster's partition", async () => {
        for (const policy of POLICIES) {
            assert.deepEqual(harness.one(ATTACHMENT, `nodes-${policy}`).inputs, {
                role: "nodes-role-0123456",
                policyArn: `arn:aws:iam::aws:policy/${policy}`,
            });
        }
        harness = await registered(() => build({ partition: "aws-us-gov" }));
        assert.equal(
            harness.one(ATTACHMENT, `nodes-${POLICIES[0]}`).inputs["policyArn"],
            `arn:aws-us-gov:iam::aws:policy/${POLICIES[0]}`,
        );
    });

    it("keeps the node's credentials from pods: tokens required, one hop", () => {
        assert.deepEqual(
            harness.one("aws:ec2/launchTemplate:LaunchTemplate", "nodes-template").inputs,
            {
                description: "Nodes of an EKS cluster",
                metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
                updateDefaultVersion: true,
            },
        );
    });

    it("starts the nodes in the given subnets and sizes, and leaves the desired size to autoscalers", () => {
        const group = harness.one("aws:eks/nodeGroup:NodeGroup", "nodes-default");
        assert.deepEqual(group.inputs, {
            clusterName: "testing",
            nodeRoleArn: "arn:aws:iam::222222222222:role/nodes-role-0123456",
            subnetIds: ["subnet-1", "subnet-2"],
            instanceTypes: ["t3.large", "t3a.large"],
            launchTemplate: { id: "nodes-template-id", version: "1" },
            scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 3 },
            updateConfig: { maxUnavailable: 1 },
        });
        assert.deepEqual(group.ignoreChanges, ["scalingConfig.desiredSize"]);
    });

    it("takes the nodes away before their permissions and whatever they need to run", () => {
        const group = harness.one("aws:eks/nodeGroup:NodeGroup", "nodes-default");
        for (const policy of POLICIES) {
            assert.ok(goesBefore(harness, group, harness.one(ATTACHMENT, `nodes-${policy}`)));
        }
        const prerequisite = harness.one("kubernetes:core/v1:Namespace", "given-networking");
        assert.ok(goesBefore(harness, group, prerequisite));
    });

    it("makes everything in the given account", () => {
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["222222222222"]);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
