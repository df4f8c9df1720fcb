import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { EksCluster, ManagementCluster, TargetCluster } from "../../../components";
import { CLUSTER_ARGS } from "../../support/fixtures";
import { assertRefused, givenAws, inventory, registered } from "../../support/fleet";

const opts = (): { providers: ReturnType<typeof givenAws>[] } => ({
    providers: [givenAws(CLUSTER_ARGS.accountId)],
});

/** Inputs that can be compared: each run has resources of its own. */
function comparable(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(inputs).map(([key, input]) => [
            key,
            pulumi.Resource.isInstance(input) ? "a resource" : input,
        ]),
    );
}

describe("A cluster's transform", () => {
    it("changes the arguments of its main children, and leaves the rest of them as they are", async () => {
        const build = (transform?: object): void => {
            new ManagementCluster(
                "hub",
                {
                    ...CLUSTER_ARGS,
                    encryption: { createKey: true },
                    transform: transform as ConstructorParameters<
                        typeof ManagementCluster
                    >[1]["transform"],
                },
                opts(),
            );
        };
        const changes = {
            cluster: { clusterTags: { team: "platform" } },
            logGroup: { retentionInDays: 7 },
            vpc: { enableDnsHostnames: false },
            nodeGroup: { forceUpdateVersion: true },
            launchTemplate: { description: "Ours" },
            key: { enableKeyRotation: false },
            controlPlaneRole: { maxSessionDuration: 7200 },
            oidcProvider: { tags: { team: "platform" } },
        };
        const before = await registered(() => build());
        const after = await registered(() => build(changes));
        assert.deepEqual(inventory(after), inventory(before));
        const children: Readonly<Record<keyof typeof changes, readonly [string, string]>> = {
            cluster: ["eks:index:Cluster", "hub-eks-cluster"],
            logGroup: ["aws:cloudwatch/logGroup:LogGroup", "hub-eks-logs"],
            vpc: ["awsx:ec2:Vpc", "hub-eks-network-vpc"],
            nodeGroup: ["aws:eks/nodeGroup:NodeGroup", "hub-eks-nodes-default"],
            launchTemplate: ["aws:ec2/launchTemplate:LaunchTemplate", "hub-eks-nodes-template"],
            key: ["aws:kms/key:Key", "hub-eks-secrets-key"],
            controlPlaneRole: ["aws:iam/role:Role", "hub-eks-control-plane-role"],
            oidcProvider: ["aws:iam/openIdConnectProvider:OpenIdConnectProvider", "hub-oidc"],
        };
        for (const [child, [type, name]] of Object.entries(children)) {
            assert.deepEqual(
                comparable(after.one(type, name).inputs),
                {
                    ...comparable(before.one(type, name).inputs),
                    ...changes[child as keyof typeof changes],
                },
                child,
            );
        }
        const untouched = after.resources.filter(
            ({ name, type }) =>
                !Object.values(children).some(([, changed]) => changed === name) &&
                !type.startsWith("eks-gitops-fleet:"),
        );
        for (const { inputs, name, type } of untouched) {
            assert.deepEqual(comparable(inputs), comparable(before.one(type, name).inputs), name);
        }
    });

    it("is a function where a child's options change as well", async () => {
        const harness = await registered(
            () =>
                new TargetCluster(
                    "testing",
                    {
                        ...CLUSTER_ARGS,
                        transform: {
                            nodeGroup: (args, options, name) => {
                                options.ignoreChanges = ["scalingConfig"];
                                return { ...args, tags: { name } };
                            },
                        },
                    },
                    opts(),
                ),
        );
        const group = harness.one("aws:eks/nodeGroup:NodeGroup", "testing-eks-nodes-default");
        assert.deepEqual(group.ignoreChanges, ["scalingConfig"]);
        assert.deepEqual(group.inputs["tags"], { name: "testing-eks-nodes-default" });
        assert.ok(group.dependencies.length > 0);
    });
});

describe("EksCluster from plain arguments", () => {
    const args = { ...CLUSTER_ARGS, provisionerRoleArn: undefined };

    it("is what its resolved settings make it", async () => {
        const harness = await registered(
            () =>
                new EksCluster(
                    "batch",
                    { ...CLUSTER_ARGS, egressCidrs: ["192.0.2.1/32"], identity: "management" },
                    opts(),
                ),
        );
        const { inputs } = harness.one("eks:index:Cluster", "batch-cluster");
        assert.deepEqual(inputs["publicAccessCidrs"], ["192.0.2.1/32", "203.0.113.0/24"]);
        const vpc = harness.one("awsx:ec2:Vpc", "batch-network-vpc").inputs;
        assert.equal(vpc["cidrBlock"], "10.117.192.0/19");
    });

    it("names itself in the error with every problem", async () => {
        await assertRefused(
            () => new EksCluster("batch", args, opts()),
            [
                "EksCluster batch: the arguments have 1 problem; nothing of it was created.",
                "  admins: missing; nobody could reach the cluster. Set at least one administrator, including the role Pulumi runs as, or set provisionerRoleName.",
                "Every key and its default is explained in docs/configuration.md.",
            ].join("\n"),
        );
    });
});
