import * as assert from "node:assert/strict";

import type { AccessMapping } from "../../src/aws/contract";
import { principalsChanged } from "../../src/aws/eks/principals";
import type { Params } from "../../src/aws/service";
import { get, newCluster, newNetwork, newWorld, refused, roleArn, text } from "./regionalSupport";
import type { Json, Network, World } from "./regionalSupport";

const clusterName = "management";
const deployer = roleArn("deployer");
const policy = (name: string, partition = "aws"): string =>
    `arn:${partition}:eks::aws:cluster-access-policy/${name}`;

describe("EKS access entries (EKS user guide, Create access entries)", () => {
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

    describe("the creator (EKS API Reference, CreateAccessConfigRequest)", () => {
        const withAccess = (accessConfig: object): Promise<Json> =>
            newCluster(world, network, { accessConfig });

        it("gets a cluster admin entry unless that is turned off", async () => {
            await withAccess({ authenticationMode: "API" });
            assert.deepEqual(mapping(), [
                {
                    principalArn: roleArn("provisioner"),
                    username: "arn:aws:sts::111111111111:assumed-role/provisioner/{{SessionName}}",
                    groups: [],
                    policies: [
                        {
                            policyArn: policy("AmazonEKSClusterAdminPolicy"),
                            scope: { type: "cluster" },
                        },
                    ],
                },
            ]);
        });

        it("may be a user, known by its ARN", async () => {
            const principalArn = "arn:aws:iam::111111111111:user/operator";
            const caller = {
                account: "111111111111",
                arn: principalArn,
                principalArn,
                userId: "AIDAOPERATOR",
            };
            await newCluster(
                world,
                network,
                { accessConfig: { authenticationMode: "API" } },
                { caller },
            );
            assert.equal(mapping()[0]?.principalArn, principalArn);
            assert.equal(mapping()[0]?.username, principalArn);
        });

        it("has no access when it is turned off", async () => {
            await withAccess({
                authenticationMode: "API",
                bootstrapClusterCreatorAdminPermissions: false,
            });
            assert.deepEqual(mapping(), []);
        });

        it("is a hidden admin in CONFIG_MAP mode, and an entry after the change of mode", async () => {
            await withAccess({ authenticationMode: "CONFIG_MAP" });
            assert.deepEqual(mapping()[0]?.groups, ["system:masters"]);
            await world.call("eks:UpdateClusterConfig", {
                name: clusterName,
                accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" },
            });
            assert.deepEqual(mapping()[0]?.groups, []);
            const listed = await world.call("eks:ListAccessEntries", { clusterName });
            assert.deepEqual(listed.accessEntries, [roleArn("provisioner")]);
        });
    });

    it("need a mode with the API", async () => {
        await newCluster(world, network, { accessConfig: { authenticationMode: "CONFIG_MAP" } });
        await refused(create(), "InvalidRequestException", /authentication mode must be set/);
        await refused(
            world.call("eks:ListAccessEntries", { clusterName }),
            "InvalidRequestException",
        );
    });

    describe("in API mode", () => {
        beforeEach(() => newCluster(world, network));

        it("map a role to groups under its session's name unless said", async () => {
            const { accessEntry } = await create({ kubernetesGroups: ["gitops:deployers"] });
            assert.deepEqual(mapping(), [
                {
                    principalArn: deployer,
                    username: "arn:aws:sts::111111111111:assumed-role/deployer/{{SessionName}}",
                    groups: ["gitops:deployers"],
                    policies: [],
                },
            ]);
            assert.equal(get(accessEntry, "type"), "STANDARD");
            assert.match(
                text(accessEntry, "accessEntryArn"),
                /:access-entry\/management\/role\/111111111111\/deployer\/[0-9a-f-]{36}$/,
            );
        });

        it("take a role with a path, which its session's ARN has not", async () => {
            const withPath = "arn:aws:iam::111111111111:role/teams/a/deployer";
            world.principals.set(withPath, "AROAPATH");
            await create({ principalArn: withPath });
            assert.equal(mapping()[0]?.principalArn, deployer);
            assert.match(mapping()[0]?.username ?? "", /assumed-role\/deployer\//);
        });

        it("take a role of another account", async () => {
            const foreign = roleArn("hub", "222222222222");
            world.principals.set(foreign, "AROAHUB");
            await create({ principalArn: foreign });
            assert.equal(mapping()[0]?.principalArn, foreign);
        });

        it("reject one of another account for nodes", async () => {
            const foreign = roleArn("hub", "222222222222");
            world.principals.set(foreign, "AROAHUB");
            await refused(
                create({ principalArn: foreign, type: "EC2_LINUX" }),
                "InvalidParameterException",
            );
        });

        for (const principalArn of [
            roleArn("none"),
            "arn:aws:sts::111111111111:assumed-role/deployer/session",
            "arn:aws-cn:iam::111111111111:role/deployer",
            "deployer",
        ]) {
            it(`reject ${principalArn}`, () =>
                refused(create({ principalArn }), "InvalidParameterException", /principal/));
        }

        it("exist once for a principal", async () => {
            await create();
            await refused(create(), "ResourceInUseException", /already in use/);
        });

        for (const prefix of ["system:", "eks:", "aws:", "amazon:", "iam:"]) {
            it(`reject groups and usernames that start with ${prefix}`, async () => {
                const name = `${prefix}masters`;
                await refused(
                    create({ kubernetesGroups: [name] }),
                    "InvalidParameterException",
                    /cannot start/,
                );
                await refused(
                    create({ username: name }),
                    "InvalidParameterException",
                    /cannot start/,
                );
                await create({ kubernetesGroups: [`x-${name}`], username: `x-${name}` });
            });
        }

        it("want a colon before the session's name (Set a custom username for EKS access entries)", async () => {
            await refused(
                create({ username: "a-{{SessionName}}" }),
                "InvalidParameterException",
                /colon/,
            );
            await create({ username: "a:{{SessionName}}" });
        });

        it("take groups and usernames for people only", async () => {
            await refused(
                create({ type: "EC2_LINUX", kubernetesGroups: ["a"] }),
                "InvalidParameterException",
                /EC2_LINUX/,
            );
            await refused(create({ type: "EC2", username: "a" }), "InvalidParameterException");
            await create({ type: "EC2_LINUX" });
            assert.deepEqual(mapping(), [], "the sandbox's nodes do not sign in");
        });

        it("can be updated and deleted; policies go with them", async () => {
            await create({ kubernetesGroups: ["a"] });
            await associate();
            const key = { clusterName, principalArn: deployer };
            await world.call("eks:UpdateAccessEntry", { ...key, kubernetesGroups: ["b"] });
            assert.deepEqual(mapping()[0]?.groups, ["b"]);
            await refused(
                world.call("eks:UpdateAccessEntry", {
                    ...key,
                    kubernetesGroups: ["system:masters"],
                }),
                "InvalidParameterException",
            );
            await world.call("eks:DeleteAccessEntry", key);
            assert.deepEqual(mapping(), []);
            await refused(world.call("eks:DescribeAccessEntry", key), "ResourceNotFoundException");
            await refused(world.call("eks:DeleteAccessEntry", key), "ResourceNotFoundException");
            await create();
            assert.deepEqual(mapping()[0]?.policies, []);
        });

        it("stay as they were when the host cannot follow", async () => {
            world.host.failing.add("setAccess");
            await refused(create(), "ServerException");
            world.host.failing.clear();
            const listed = await world.call("eks:ListAccessEntries", { clusterName });
            assert.deepEqual(listed.accessEntries, []);
            await create();
        });

        it("changed at the same time all reach the host", async () => {
            const arns = ["a", "b", "c", "d"].map((name) => roleArn(name));
            arns.forEach((arn) => world.principals.set(arn, `AROA${arn}`));
            await Promise.all(arns.map((principalArn) => create({ principalArn })));
            assert.deepEqual(
                mapping().map((item) => item.principalArn),
                arns,
            );
        });

        it("are dead once their role was recreated (EKS API Reference, AccessEntry, principalArn)", async () => {
            await create();
            const changed = principalsChanged(world.deps);
            world.principals.delete(deployer);
            await changed(deployer);
            assert.deepEqual(mapping(), []);
            world.principals.set(deployer, "AROADEPLOYER2");
            await changed(deployer);
            assert.deepEqual(mapping(), [], "same ARN, another role");
            const listed = await world.call("eks:ListAccessEntries", { clusterName });
            assert.deepEqual(listed.accessEntries, [deployer], "but still listed");
            await world.call("eks:DeleteAccessEntry", { clusterName, principalArn: deployer });
            await create();
            assert.equal(mapping().length, 1);
        });
    });
});
