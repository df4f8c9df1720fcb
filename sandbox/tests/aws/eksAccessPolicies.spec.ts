import * as assert from "node:assert/strict";

import type { AccessMapping } from "../../src/aws/contract";
import type { Params } from "../../src/aws/service";
import { get, newCluster, newNetwork, newWorld, refused, roleArn } from "./regionalSupport";
import type { Json, Network, World } from "./regionalSupport";

const clusterName = "management";
const deployer = roleArn("deployer");
const policy = (name: string, partition = "aws"): string =>
    `arn:${partition}:eks::aws:cluster-access-policy/${name}`;

describe("EKS access policies of entries", () => {
    let world: World;
    let network: Network;

    beforeEach(async () => {
        world = newWorld();
        network = await newNetwork(world);
        world.principals.set(deployer, "AROADEPLOYER1");
    });

    const create = (over: Params = {}): Promise<Json> =>
        world.call("eks:CreateAccessEntry", { clusterName, principalArn: deployer, ...over });
    const associate = (over: Params = {}): Promise<Json> =>
        world.call("eks:AssociateAccessPolicy", {
            clusterName,
            principalArn: deployer,
            policyArn: policy("AmazonEKSViewPolicy"),
            accessScope: { type: "cluster" },
            ...over,
        });
    const mapping = (): readonly AccessMapping[] =>
        world.host.access.get(world.host.created.at(-1)?.id ?? "") ?? [];

    beforeEach(() => newCluster(world, network));

    describe("access policies (EKS user guide, Associate access policies with access entries)", () => {
        beforeEach(() => create());

        it("are mapped with their scope", async () => {
            const scope = { type: "namespace", namespaces: ["shop"] };
            await associate({ accessScope: scope });
            assert.deepEqual(mapping()[0]?.policies, [
                { policyArn: policy("AmazonEKSViewPolicy"), scope },
            ]);
            const listed = await world.call("eks:ListAssociatedAccessPolicies", {
                clusterName,
                principalArn: deployer,
            });
            assert.deepEqual(get(listed, "associatedAccessPolicies.0.accessScope"), scope);
            const entries = await world.call("eks:ListAccessEntries", {
                clusterName,
                associatedPolicyArn: policy("AmazonEKSViewPolicy"),
            });
            assert.deepEqual(entries.accessEntries, [deployer]);
        });

        it("take another scope when associated again", async () => {
            await associate();
            await associate({ accessScope: { type: "namespace", namespaces: ["shop"] } });
            assert.equal(mapping()[0]?.policies.length, 1);
            assert.equal(mapping()[0]?.policies[0]?.scope.type, "namespace");
        });

        it("must be known and of the partition", async () => {
            await refused(
                associate({ policyArn: policy("AmazonEKSRootPolicy") }),
                "InvalidParameterException",
            );
            const chinese = policy("AmazonEKSViewPolicy", "aws-cn");
            await refused(
                associate({ policyArn: chinese }),
                "InvalidParameterException",
                /policyArn/,
            );
        });

        it("need namespaces for the scope of namespaces and take none for the cluster's", async () => {
            await refused(
                associate({ accessScope: { type: "namespace" } }),
                "InvalidParameterException",
            );
            await refused(
                associate({ accessScope: { type: "cluster", namespaces: ["shop"] } }),
                "InvalidParameterException",
            );
            await refused(
                associate({ accessScope: { type: "fleet" } }),
                "InvalidParameterException",
            );
        });

        it("need an entry for people", async () => {
            await refused(
                associate({ principalArn: roleArn("none") }),
                "ResourceNotFoundException",
            );
            await world.call("eks:CreateAccessEntry", {
                clusterName,
                principalArn: roleArn("node"),
                type: "EC2_LINUX",
            });
            await refused(
                associate({ principalArn: roleArn("node") }),
                "InvalidParameterException",
            );
        });

        it("can be disassociated once", async () => {
            await associate();
            const params = {
                clusterName,
                principalArn: deployer,
                policyArn: policy("AmazonEKSViewPolicy"),
            };
            await world.call("eks:DisassociateAccessPolicy", params);
            assert.deepEqual(mapping()[0]?.policies, []);
            await refused(
                world.call("eks:DisassociateAccessPolicy", params),
                "ResourceNotFoundException",
            );
        });
    });
});
