import * as assert from "node:assert/strict";

import type { WaitingPod } from "../../src/aws/contract";
import { nodeSupply } from "../../src/aws/eks/nodeSupply";
import type { Params } from "../../src/aws/service";
import {
    get,
    newCluster,
    newNetwork,
    newWorld,
    refused,
    roleArn,
    text,
    type Json,
    type Network,
    type World,
} from "./regionalSupport";

describe("Fargate profiles (EKS user guide, Define which Pods use AWS Fargate when launched)", () => {
    let world: World;
    let network: Network;
    const profile = (over: Params = {}): Promise<Json> =>
        world.call("eks:CreateFargateProfile", {
            clusterName: "management",
            fargateProfileName: "agents",
            podExecutionRoleArn: roleArn("fargate"),
            subnets: network.privateSubnets,
            selectors: [{ namespace: "argocd" }],
            ...over,
        });
    const key = { clusterName: "management", fargateProfileName: "agents" };
    const id = (): string => world.host.created[0]!.id;
    const pod = (over: Partial<WaitingPod> = {}): WaitingPod => ({
        uid: "1",
        namespace: "argocd",
        labels: {},
        createdAt: new Date(),
        ...over,
    });
    const place = (over: Partial<WaitingPod> = {}): Promise<string | undefined> =>
        nodeSupply(world.deps).fargateNode(id(), pod(over));

    beforeEach(async () => {
        world = newWorld();
        world.principals.set(roleArn("fargate"), "AROAFARGATE");
        network = await newNetwork(world);
        await newCluster(world, network);
    });

    it("are created, shown, listed, tagged and deleted", async () => {
        const made = await profile({ tags: { fleet: "acme" } });
        const arn = text(made, "fargateProfile.fargateProfileArn");
        assert.match(arn, /:fargateprofile\/management\/agents\/[0-9a-f-]{36}$/);
        await world.call("eks:TagResource", { resourceArn: arn, tags: { stage: "dev" } });
        const shown = await world.call("eks:DescribeFargateProfile", key);
        assert.equal(text(shown, "fargateProfile.status"), "ACTIVE");
        assert.deepEqual(get(shown, "fargateProfile.selectors"), [
            { namespace: "argocd", labels: {} },
        ]);
        assert.deepEqual(get(shown, "fargateProfile.tags"), { fleet: "acme", stage: "dev" });
        assert.equal(world.resource("eks:DescribeFargateProfile", key), arn);
        const listed = await world.call("eks:ListFargateProfiles", { clusterName: "management" });
        assert.deepEqual(get(listed, "fargateProfileNames"), ["agents"]);
        await world.call("eks:DeleteFargateProfile", key);
        await refused(
            world.call("eks:DescribeFargateProfile", key),
            "ResourceNotFoundException",
            /No Fargate Profile found with name: agents/,
        );
    });

    it("accept private subnets only and default to those of the cluster", async () => {
        await refused(
            profile({ subnets: network.publicSubnets }),
            "InvalidParameterException",
            /Subnet subnet-\w+ provided in Fargate Profile is not a private subnet/,
        );
        const made = await profile({ subnets: undefined });
        assert.deepEqual(get(made, "fargateProfile.subnets"), network.privateSubnets);
    });

    it("need a role that Fargate's pods may assume", async () => {
        const trusting = newWorld({
            store: world.store,
            roles: { ...world.deps.roles, canAssume: () => false },
        });
        trusting.principals.set(roleArn("fargate"), "AROAFARGATE");
        world = trusting;
        await refused(
            profile(),
            "InvalidParameterException",
            /Misconfigured PodExecutionRole Trust Policy; Please add the eks-fargate-pods/,
        );
    });

    it("require unique names and one to five selectors", async () => {
        await profile();
        await refused(profile(), "ResourceInUseException");
        await refused(
            profile({ fargateProfileName: "eks-agents" }),
            "InvalidParameterException",
            /reserved prefix/,
        );
        await refused(
            profile({ fargateProfileName: "none", selectors: [] }),
            "InvalidParameterException",
        );
        await refused(
            profile({
                fargateProfileName: "many",
                selectors: Array.from({ length: 6 }, (_, index) => ({ namespace: `n${index}` })),
            }),
            "InvalidParameterException",
        );
    });

    it("create the access entry of their role, and keep their cluster from being deleted", async () => {
        await profile();
        const entry = await world.call("eks:DescribeAccessEntry", {
            clusterName: "management",
            principalArn: roleArn("fargate"),
        });
        assert.equal(text(entry, "accessEntry.type"), "FARGATE_LINUX");
        await refused(
            world.call("eks:DeleteCluster", { name: "management" }),
            "ResourceInUseException",
        );
        await world.call("eks:DeleteFargateProfile", key);
        await world.call("eks:DeleteCluster", { name: "management" });
    });

    describe("pods", () => {
        it("that a profile selects get a node each, which takes no other pod", async () => {
            await profile();
            const first = await place();
            const second = await place({ uid: "2" });
            assert.match(first ?? "", /^fargate-ip-10-0-2-\d+\.eu-west-1\.compute\.internal$/);
            assert.notEqual(first, second);
            assert.equal(await place(), first);
            const [node] = world.host.nodeViews.get(id()) ?? [];
            assert.deepEqual(node?.labels, { "eks.amazonaws.com/compute-type": "fargate" });
            assert.deepEqual(node?.taints, [
                {
                    key: "eks.amazonaws.com/compute-type",
                    value: "fargate",
                    effect: "NoSchedule",
                },
            ]);
        });

        it("are selected by namespace and all labels, with wildcards", async () => {
            await profile({
                selectors: [{ namespace: "shop-*", labels: { run: "fargate", tier: "w?b" } }],
            });
            const labels = { run: "fargate", tier: "web", other: "1" };
            assert.match((await place({ namespace: "shop-eu", labels })) ?? "", /^fargate-/);
            for (const other of [
                { namespace: "shop", labels },
                { namespace: "shop-eu", labels: { run: "fargate" } },
                { namespace: "shop-eu", labels: { ...labels, tier: "wb" } },
            ]) {
                assert.equal(await place({ uid: "2", ...other }), undefined);
            }
        });

        it("that are older than their profile are not selected", async () => {
            await profile();
            const before = new Date(Date.now() - 5000);
            assert.equal(await place({ createdAt: before }), undefined);
        });

        it("release their node when they are deleted", async () => {
            await profile();
            await place();
            const kept = await place({ uid: "2" });
            await nodeSupply(world.deps).podGone(id(), "1");
            assert.deepEqual(world.host.nodes.get(id()), [kept]);
        });

        it("are deleted with their profile", async () => {
            await profile();
            await place();
            await world.call("eks:DeleteFargateProfile", key);
            assert.deepEqual(world.host.nodes.get(id()), []);
            assert.equal(await place({ uid: "2" }), undefined);
        });

        it("get no node if it could not reach the cluster's endpoint", async () => {
            await profile();
            await world.call("eks:UpdateClusterConfig", {
                name: "management",
                resourcesVpcConfig: { publicAccessCidrs: ["203.0.113.0/24"] },
            });
            await assert.rejects(place(), /no node can join: .*publicAccessCidrs/);
        });
    });
});
