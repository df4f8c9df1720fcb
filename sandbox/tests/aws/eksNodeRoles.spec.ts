import * as assert from "node:assert/strict";

import type { Params } from "../../src/aws/service";
import {
    get,
    newCluster,
    newNetwork,
    newNodegroup,
    newWorld,
    refused,
    roleArn,
    type Network,
    type World,
} from "./regionalSupport";

const NODE = roleArn("node");

describe("roles of nodes by authentication mode (EKS user guide, Create access entries)", () => {
    let world: World;
    let network: Network;
    const id = (): string => world.host.created[0]!.id;
    const create = (authenticationMode: string): Promise<unknown> =>
        newCluster(world, network, { accessConfig: { authenticationMode } });
    const profile = (over: Params = {}): Promise<unknown> =>
        world.call("eks:CreateFargateProfile", {
            clusterName: "management",
            fargateProfileName: "agents",
            podExecutionRoleArn: roleArn("fargate"),
            selectors: [{ namespace: "argocd" }],
            ...over,
        });
    const remove = (nodegroupName: string): Promise<unknown> =>
        world.call("eks:DeleteNodegroup", { clusterName: "management", nodegroupName });

    beforeEach(async () => {
        world = newWorld();
        world.principals.set(roleArn("fargate"), "AROAFARGATE");
        network = await newNetwork(world);
    });

    it("CONFIG_MAP: EKS writes them into aws-auth, without their path", async () => {
        world.principals.set(roleArn("fleet/node"), "AROAPATH");
        await create("CONFIG_MAP");
        await newNodegroup(world, network, { nodeRole: roleArn("fleet/node") });
        await profile();
        assert.deepEqual(
            [...world.host.nodeRoles.values()],
            [
                {
                    roleArn: NODE,
                    username: "system:node:{{EC2PrivateDNSName}}",
                    groups: ["system:bootstrappers", "system:nodes"],
                },
                {
                    roleArn: roleArn("fargate"),
                    username: "system:node:{{SessionName}}",
                    groups: ["system:bootstrappers", "system:nodes", "system:node-proxier"],
                },
            ],
        );
    });

    it("CONFIG_MAP: a role goes from aws-auth with the last that uses it", async () => {
        await create("CONFIG_MAP");
        await newNodegroup(world, network);
        await newNodegroup(world, network, { nodegroupName: "other" });
        await remove("default");
        assert.ok(world.host.nodeRoles.has(NODE));
        await remove("other");
        assert.ok(!world.host.nodeRoles.has(NODE));
        await profile();
        await world.call("eks:DeleteFargateProfile", {
            clusterName: "management",
            fargateProfileName: "agents",
        });
        assert.equal(world.host.nodeRoles.size, 0);
    });

    it("with access entries: EKS creates an entry, and leaves aws-auth alone", async () => {
        for (const mode of ["API_AND_CONFIG_MAP", "API"]) {
            world = newWorld();
            network = await newNetwork(world);
            await create(mode);
            await newNodegroup(world, network);
            assert.equal(world.host.nodeRoles.size, 0, mode);
            const { accessEntries } = await world.call("eks:ListAccessEntries", {
                clusterName: "management",
            });
            assert.ok((accessEntries as string[]).includes(NODE), mode);
        }
    });

    it("a node group that could not be written into aws-auth is not made", async () => {
        await create("CONFIG_MAP");
        world.host.failing.add("mapNodeRole");
        await refused(newNodegroup(world, network), "ServerException");
        const { nodegroups } = await world.call("eks:ListNodegroups", {
            clusterName: "management",
        });
        assert.deepEqual(nodegroups, []);
    });

    it("the host is told whether aws-auth lets anybody in, from the beginning and at each change", async () => {
        await create("CONFIG_MAP");
        assert.equal(world.host.created[0]?.awsAuth, true);
        for (const [mode, honoured] of [
            ["API_AND_CONFIG_MAP", true],
            ["API", false],
        ] as const) {
            await world.call("eks:UpdateClusterConfig", {
                name: "management",
                accessConfig: { authenticationMode: mode },
            });
            assert.equal(world.host.awsAuth.get(id()), honoured, mode);
        }
        await newCluster(world, network, { name: "other" });
        assert.equal(get(world.host.created[1], "awsAuth"), false);
    });
});
