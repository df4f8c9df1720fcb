import assert from "node:assert/strict";

import { ManagedNodes, type ManagedNodesArgs } from "../../../components";
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

const NODES: ManagedNodesArgs["nodes"] = {
    kind: "managed",
    instanceTypes: ["t3.large", "t3a.large"],
    minSize: 1,
    desiredSize: 2,
    maxSize: 3,
    diskSize: 80,
    amiType: "AL2023_x86_64_STANDARD",
    capacityType: "SPOT",
    labels: { tier: "apps" },
    taints: [{ key: "spot", value: "yes", effect: "PREFER_NO_SCHEDULE" }],
};

function build(overrides: Partial<ManagedNodesArgs> = {}): ManagedNodes {
    return new ManagedNodes(
        "nodes",
        {
            clusterName: "testing",
            kubernetesVersion: "1.35",
            place: { accountId: "222222222222", region: "eu-central-1", clusterName: "testing" },
            roleSettings: { path: "/" },
            subnetIds: ["subnet-1", "subnet-2"],
            nodes: NODES,
            tags: { Name: "testing", owner: "platform" },
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

describe("ManagedNodes", () => {
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
            "eks-gitops-fleet:index:ManagedNodes nodes",
        ]);
        assertChildNames(harness);
    });

    it("lets EC2 alone assume the role, and leaves the end of its name to the provider", () => {
        const { assumeRolePolicy, ...inputs } = harness.one(
            "aws:iam/role:Role",
            "nodes-role",
        ).inputs;
        assert.deepEqual(inputs, {
            namePrefix: "testing-nodes-",
            description: "Nodes of an EKS cluster",
            path: "/",
        });
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

    it("puts the role under the path and boundary that the account's owner asks for", async () => {
        const permissionsBoundaryArn = "arn:aws:iam::222222222222:policy/Boundary";
        harness = await registered(() =>
            build({ roleSettings: { path: "/platform/", permissionsBoundaryArn } }),
        );
        const { inputs } = harness.one("aws:iam/role:Role", "nodes-role");
        assert.equal(inputs["path"], "/platform/");
        assert.equal(inputs["permissionsBoundary"], permissionsBoundaryArn);
    });

    it("attaches AWS's own policies, of the cluster's partition", async () => {
        for (const policy of POLICIES) {
            assert.deepEqual(harness.one(ATTACHMENT, `nodes-${policy}`).inputs, {
                role: "nodes-role-0123456",
                policyArn: `arn:aws:iam::aws:policy/${policy}`,
            });
        }
        harness = await registered(() =>
            build({
                place: {
                    accountId: "222222222222",
                    region: "us-gov-west-1",
                    clusterName: "testing",
                },
            }),
        );
        assert.equal(
            harness.one(ATTACHMENT, `nodes-${POLICIES[0]}`).inputs["policyArn"],
            `arn:aws-us-gov:iam::aws:policy/${POLICIES[0]}`,
        );
    });

    it("keeps the node's credentials from pods (tokens required, one hop), encrypts its disk and tags what AWS doesn't", () => {
        const tags = { Name: "testing", owner: "platform" };
        assert.deepEqual(
            harness.one("aws:ec2/launchTemplate:LaunchTemplate", "nodes-template").inputs,
            {
                description: "Nodes of an EKS cluster",
                metadataOptions: {
                    httpEndpoint: "enabled",
                    httpTokens: "required",
                    httpPutResponseHopLimit: 1,
                },
                blockDeviceMappings: [
                    {
                        deviceName: "/dev/xvda",
                        ebs: {
                            volumeType: "gp3",
                            volumeSize: 80,
                            encrypted: "true",
                            deleteOnTermination: "true",
                        },
                    },
                ],
                tagSpecifications: [
                    { resourceType: "instance", tags },
                    { resourceType: "volume", tags },
                    { resourceType: "network-interface", tags },
                ],
                updateDefaultVersion: true,
            },
        );
    });

    it("starts the nodes in the given subnets and sizes, of the control plane's version, and leaves the desired size to autoscalers", () => {
        const group = harness.one("aws:eks/nodeGroup:NodeGroup", "nodes-default");
        assert.deepEqual(group.inputs, {
            clusterName: "testing",
            nodeGroupNamePrefix: "default-",
            version: "1.35",
            nodeRoleArn: "arn:aws:iam::222222222222:role/nodes-role-0123456",
            subnetIds: ["subnet-1", "subnet-2"],
            instanceTypes: ["t3.large", "t3a.large"],
            amiType: "AL2023_x86_64_STANDARD",
            capacityType: "SPOT",
            labels: { tier: "apps" },
            taints: [{ key: "spot", value: "yes", effect: "PREFER_NO_SCHEDULE" }],
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
