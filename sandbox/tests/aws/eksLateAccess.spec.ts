import * as assert from "node:assert/strict";

import type { AccessMapping } from "../../src/aws/contract";
import { principalsChanged } from "../../src/aws/eks/principals";
import { NO_DELAYS } from "../../src/aws/time";
import { ManualClock } from "./manualClock";
import { get, newCluster, newNetwork, newWorld, roleArn } from "./regionalSupport";
import type { Json, Network, World } from "./regionalSupport";

const clusterName = "management";
const deployer = roleArn("deployer");
const other = roleArn("other");

describe("EKS access entries that take effect late (--aws-time admit)", () => {
    let clock: ManualClock;
    let world: World;
    let network: Network;

    beforeEach(async () => {
        clock = new ManualClock();
        world = newWorld({ clock, time: { ...NO_DELAYS, admit: 3000 } });
        network = await newNetwork(world);
        world.principals.set(deployer, "AROADEPLOYER");
        world.principals.set(other, "AROAOTHER");
        await newCluster(world, network);
    });

    const create = (principalArn: string = deployer): Promise<Json> =>
        world.call("eks:CreateAccessEntry", { clusterName, principalArn });
    const remove = (): Promise<Json> =>
        world.call("eks:DeleteAccessEntry", { clusterName, principalArn: deployer });
    const associate = (name: string, type: "cluster" | "namespace" = "cluster"): Promise<Json> =>
        world.call("eks:AssociateAccessPolicy", {
            clusterName,
            principalArn: deployer,
            policyArn: `arn:aws:eks::aws:cluster-access-policy/${name}`,
            accessScope: type === "cluster" ? { type } : { type, namespaces: ["shop"] },
        });
    /** What the authenticator knows. */
    const mapping = (): readonly AccessMapping[] =>
        world.host.access.get(world.host.created.at(-1)?.id ?? "") ?? [];
    const principals = (): readonly string[] => mapping().map(({ principalArn }) => principalArn);
    const policies = (): readonly (readonly [string, string])[] =>
        mapping().flatMap((entry) =>
            entry.policies.map(
                ({ policyArn, scope }) => [policyArn.split("/")[1] ?? "", scope.type] as const,
            ),
        );

    it("reach the authenticator only after the delay, while EKS lists them at once", async () => {
        await create();
        const listed = await world.call("eks:ListAccessEntries", { clusterName });
        assert.deepEqual(listed.accessEntries, [deployer]);
        assert.deepEqual(principals(), []);
        await clock.advance(2999);
        assert.deepEqual(principals(), []);
        await clock.advance(1);
        assert.deepEqual(principals(), [deployer]);
    });

    it("never reach the authenticator if deleted before the delay ends", async () => {
        await create();
        await clock.advance(1000);
        await remove();
        await clock.advance(10_000);
        assert.deepEqual(principals(), []);
    });

    it("are delayed again when recreated", async () => {
        await create();
        await clock.advance(2000);
        await remove();
        await create();
        await clock.advance(1000);
        assert.deepEqual(principals(), [], "the time of the first entry");
        await clock.advance(2000);
        assert.deepEqual(principals(), [deployer]);
    });

    it("lose their effect at once when they are deleted", async () => {
        await create();
        await clock.advance(3000);
        await remove();
        assert.deepEqual(principals(), []);
    });

    it("do not affect each other's delay", async () => {
        await create();
        await clock.advance(2000);
        await create(other);
        await clock.advance(1000);
        assert.deepEqual(principals(), [deployer]);
        await clock.advance(2000);
        assert.deepEqual(principals(), [deployer, other]);
    });

    it("wait for a policy that is associated before they take effect", async () => {
        await create();
        await clock.advance(1000);
        await associate("AmazonEKSViewPolicy");
        await clock.advance(2000);
        assert.deepEqual(principals(), []);
        await clock.advance(1000);
        assert.deepEqual(policies(), [["AmazonEKSViewPolicy", "cluster"]]);
    });

    it("keep their permissions while another policy is delayed", async () => {
        await create();
        await associate("AmazonEKSViewPolicy");
        await clock.advance(3000);
        await associate("AmazonEKSEditPolicy");
        await clock.advance(2999);
        assert.deepEqual(policies(), [["AmazonEKSViewPolicy", "cluster"]]);
        await clock.advance(1);
        assert.deepEqual(policies(), [
            ["AmazonEKSViewPolicy", "cluster"],
            ["AmazonEKSEditPolicy", "cluster"],
        ]);
    });

    it("apply another scope of a policy at once", async () => {
        await create();
        await associate("AmazonEKSViewPolicy");
        await clock.advance(3000);
        await associate("AmazonEKSViewPolicy", "namespace");
        assert.deepEqual(policies(), [["AmazonEKSViewPolicy", "namespace"]]);
    });

    it("show nothing of the delay in EKS's answers", async () => {
        const { accessEntry } = await create();
        const { associatedAccessPolicy } = await associate("AmazonEKSViewPolicy");
        const { associatedAccessPolicies } = await world.call("eks:ListAssociatedAccessPolicies", {
            clusterName,
            principalArn: deployer,
        });
        const listed = get(associatedAccessPolicies, "0") as Json;
        for (const view of [accessEntry, associatedAccessPolicy, listed] as readonly Json[]) {
            assert.ok(!("effectiveAt" in view));
        }
        assert.deepEqual(Object.keys(listed), [
            "policyArn",
            "accessScope",
            "associatedAt",
            "modifiedAt",
        ]);
    });

    it("take effect as soon as a host that failed works again", async () => {
        await create();
        world.host.failing.add("setAccess");
        await clock.advance(3000);
        await clock.advance(1000);
        world.host.failing.clear();
        assert.deepEqual(principals(), []);
        await clock.advance(1000);
        assert.deepEqual(principals(), [deployer]);
    });

    it("are not admitted if their role was recreated during the delay", async () => {
        await create();
        world.principals.set(deployer, "AROAANOTHER");
        await principalsChanged(world.deps)(deployer);
        await clock.advance(3000);
        assert.deepEqual(principals(), []);
    });

    it("are forgotten with their cluster", async () => {
        await create();
        await world.call("eks:DeleteCluster", { name: clusterName });
        await newCluster(world, network);
        await clock.advance(10_000);
        assert.deepEqual(principals(), []);
    });

    it("admit a cluster's creator at once: that entry comes with the cluster", async () => {
        await newCluster(world, network, {
            name: "other",
            accessConfig: { authenticationMode: "API" },
        });
        assert.deepEqual(principals(), [roleArn("provisioner")]);
    });
});
