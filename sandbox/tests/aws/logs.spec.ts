import * as assert from "node:assert/strict";

import { get, newCluster, newNetwork, newWorld, refused, text } from "./regionalSupport";
import type { Json, World } from "./regionalSupport";

const logGroupName = "/aws/eks/management/cluster";
const logging = { clusterLogging: [{ types: ["audit", "authenticator"], enabled: true }] };

describe("CloudWatch Logs (CloudWatch Logs API Reference)", () => {
    let world: World;

    beforeEach(() => {
        world = newWorld();
    });

    const groups = async (): Promise<readonly Json[]> =>
        (await world.call("logs:DescribeLogGroups", { logGroupNamePrefix: logGroupName }))
            .logGroups as readonly Json[];

    it("creates a group once", async () => {
        await world.call("logs:CreateLogGroup", { logGroupName });
        await refused(
            world.call("logs:CreateLogGroup", { logGroupName }),
            "ResourceAlreadyExistsException",
        );
        await refused(
            world.call("logs:CreateLogGroup", { logGroupName: "a b" }),
            "InvalidParameterException",
        );
    });

    it("keeps a retention of the listed days only", async () => {
        await world.call("logs:CreateLogGroup", { logGroupName });
        const keep = (retentionInDays: number): Promise<Json> =>
            world.call("logs:PutRetentionPolicy", { logGroupName, retentionInDays });
        await keep(90);
        assert.equal(get(await groups(), "0.retentionInDays"), 90);
        await refused(keep(91), "InvalidParameterException", /retentionInDays/);
        await world.call("logs:DeleteRetentionPolicy", { logGroupName });
        assert.equal(get(await groups(), "0.retentionInDays"), undefined);
    });

    it("tags groups by ARN, with or without the streams' suffix", async () => {
        await world.call("logs:CreateLogGroup", { logGroupName, tags: { a: "1" } });
        const resourceArn = text((await groups())[0], "arn");
        assert.match(resourceArn, /:\*$/);
        await world.call("logs:TagResource", { resourceArn, tags: { b: "2" } });
        await world.call("logs:UntagResource", {
            resourceArn: resourceArn.slice(0, -2),
            tagKeys: ["a"],
        });
        assert.deepEqual((await world.call("logs:ListTagsForResource", { resourceArn })).tags, {
            b: "2",
        });
    });

    it("rejects a key that does not exist", async () => {
        const key = text(await world.call("kms:CreateKey"), "KeyMetadata.Arn");
        await refused(
            world.call("logs:CreateLogGroup", { logGroupName, kmsKeyId: `${key}x` }),
            "InvalidParameterException",
        );
        await world.call("logs:CreateLogGroup", { logGroupName, kmsKeyId: key });
    });

    it("does not find a group that was not created", async () => {
        await refused(
            world.call("logs:DeleteLogGroup", { logGroupName }),
            "ResourceNotFoundException",
        );
        await refused(
            world.call("logs:PutRetentionPolicy", { logGroupName, retentionInDays: 1 }),
            "ResourceNotFoundException",
        );
    });

    describe("and EKS's control plane logs (terraform-aws-modules/terraform-aws-eks#2763)", () => {
        it("a cluster with logs creates its group, so that creating it afterwards fails", async () => {
            await newCluster(world, await newNetwork(world), { logging });
            assert.equal((await groups()).length, 1);
            await refused(
                world.call("logs:CreateLogGroup", { logGroupName }),
                "ResourceAlreadyExistsException",
            );
        });

        it("a cluster without logs creates none until they are turned on", async () => {
            await newCluster(world, await newNetwork(world));
            assert.equal((await groups()).length, 0);
            await world.call("eks:UpdateClusterConfig", { name: "management", logging });
            assert.equal((await groups()).length, 1);
        });

        it("a group created before the cluster keeps its retention", async () => {
            await world.call("logs:CreateLogGroup", { logGroupName });
            await world.call("logs:PutRetentionPolicy", { logGroupName, retentionInDays: 90 });
            await newCluster(world, await newNetwork(world), { logging });
            assert.equal(get(await groups(), "0.retentionInDays"), 90);
        });

        it("a group deleted before its cluster is recreated without retention and outlives the cluster", async () => {
            await world.call("logs:CreateLogGroup", { logGroupName });
            await world.call("logs:PutRetentionPolicy", { logGroupName, retentionInDays: 90 });
            await newCluster(world, await newNetwork(world), { logging });
            await world.call("logs:DeleteLogGroup", { logGroupName });
            assert.equal(get(await groups(), "0.retentionInDays"), undefined);
            await world.call("eks:DeleteCluster", { name: "management" });
            assert.equal((await groups()).length, 1);
        });

        it("a group deleted after its cluster, or after its logs were turned off, stays deleted", async () => {
            await newCluster(world, await newNetwork(world), { logging });
            await world.call("eks:UpdateClusterConfig", {
                name: "management",
                logging: {
                    clusterLogging: [{ types: ["audit", "authenticator"], enabled: false }],
                },
            });
            await world.call("logs:DeleteLogGroup", { logGroupName });
            assert.equal((await groups()).length, 0);
        });

        it("rejects types that do not exist and updates that change nothing", async () => {
            await newCluster(world, await newNetwork(world), { logging });
            await refused(
                world.call("eks:UpdateClusterConfig", { name: "management", logging }),
                "InvalidParameterException",
                /No changes needed for the logging config/,
            );
            const unknown = { clusterLogging: [{ types: ["kubelet"], enabled: true }] };
            await refused(
                world.call("eks:UpdateClusterConfig", { name: "management", logging: unknown }),
                "InvalidParameterException",
                /kubelet/,
            );
        });
    });
});
