import * as assert from "node:assert/strict";

import { clusterByIssuer, findCluster } from "../../src/aws/eks/clusters";
import { webIdentitySwitch } from "../../src/aws/eks/webIdentity";
import {
    ACCOUNT,
    REGION,
    get,
    newCluster,
    newNetwork,
    newWorld,
    refused,
    roleArn,
    text,
} from "./regionalSupport";
import type { Network, World } from "./regionalSupport";

describe("EKS clusters", () => {
    let world: World;
    let network: Network;

    beforeEach(async () => {
        world = newWorld();
        network = await newNetwork(world);
    });

    const create = (over: object = {}): Promise<unknown> => newCluster(world, network, { ...over });

    describe("CreateCluster (EKS API Reference, CreateCluster)", () => {
        it("returns an active cluster with the host's endpoint, authority and issuer", async () => {
            const cluster = await newCluster(world, network, { tags: { team: "a" } });
            const [spec] = world.host.created;
            assert.ok(spec);
            assert.match(spec.id, /^[0-9A-F]{32}$/);
            assert.deepEqual(
                [spec.account, spec.region, spec.name, spec.version],
                [ACCOUNT, REGION, "management", "1.35"],
            );
            assert.equal(text(cluster, "status"), "ACTIVE");
            assert.ok(text(cluster, "identity.oidc.issuer").endsWith(`/id/${spec.id}`));
            assert.ok(text(cluster, "endpoint").includes(spec.id.toLowerCase()));
            assert.notEqual(text(cluster, "certificateAuthority.data"), "");
            assert.deepEqual(cluster.tags, { team: "a" });
            assert.equal(
                text(cluster, "arn"),
                `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/management`,
            );
        });

        it("fills in the API's defaults: public endpoint open to all, no private one, extended support", async () => {
            const cluster = await newCluster(world, network, { accessConfig: undefined });
            assert.deepEqual(get(cluster, "resourcesVpcConfig.publicAccessCidrs"), ["0.0.0.0/0"]);
            assert.equal(get(cluster, "resourcesVpcConfig.endpointPublicAccess"), true);
            assert.equal(get(cluster, "resourcesVpcConfig.endpointPrivateAccess"), false);
            assert.equal(get(cluster, "accessConfig.authenticationMode"), "CONFIG_MAP");
            assert.equal(get(cluster, "upgradePolicy.supportType"), "EXTENDED");
            assert.equal(get(cluster, "resourcesVpcConfig.vpcId"), network.vpcId);
            assert.equal(get(cluster, "deletionProtection"), false);
        });

        it("creates the cluster security group, tagged as EKS tags it", async () => {
            const cluster = await newCluster(world, network);
            const id = text(cluster, "resourcesVpcConfig.clusterSecurityGroupId");
            const groups = await world.call("ec2:DescribeSecurityGroups", {
                GroupIds: [id],
                Filters: [{ Name: "tag:kubernetes.io/cluster/management", Values: ["owned"] }],
            });
            assert.equal(get(groups, "SecurityGroups.0.VpcId"), network.vpcId);
        });

        it("rejects a name taken in the account and region, also while that cluster is being created", async () => {
            const first = create();
            await refused(create(), "ResourceInUseException", /already exists/);
            await first;
            await refused(create(), "ResourceInUseException");
        });

        it("accepts the same name in another region", async () => {
            await create();
            const other = { region: "us-east-1" };
            const cluster = await newCluster(world, await newNetwork(world, other), {}, other);
            assert.match(text(cluster, "arn"), /us-east-1/);
        });

        it("gives a recreated cluster another issuer", async () => {
            const first = await newCluster(world, network);
            await world.call("eks:DeleteCluster", { name: "management" });
            const second = await newCluster(world, network);
            assert.notEqual(
                text(first, "identity.oidc.issuer"),
                text(second, "identity.oidc.issuer"),
            );
        });

        for (const name of ["-a", "a b", "a".repeat(101), "ä"]) {
            it(`rejects the name ${JSON.stringify(name.slice(0, 10))}`, () =>
                refused(create({ name }), "InvalidParameterException", /name/));
        }

        it("takes a name of 100 characters", () => create({ name: "a".repeat(100) }));

        it("rejects a role that does not exist", () =>
            refused(create({ roleArn: roleArn("none") }), "InvalidParameterException", /role/i));

        it("rejects a role of another account (IAM user guide, passing roles to a service)", () => {
            const foreign = roleArn("cluster", "222222222222");
            world.principals.set(foreign, "AROAFOREIGN");
            return refused(create({ roleArn: foreign }), "AccessDeniedException", /Cross-account/);
        });

        for (const version of ["1.3", "1.99", "latest", "1.35.1"]) {
            it(`rejects the version ${version}`, () =>
                refused(create({ version }), "InvalidParameterException", /version/));
        }

        it("rejects an authentication mode that does not exist", () =>
            refused(
                create({ accessConfig: { authenticationMode: "RBAC" } }),
                "InvalidParameterException",
                /authenticationMode/,
            ));

        it("rejects aws-auth only without the creator as admin (terraform-aws-eks#3206)", () =>
            refused(
                create({
                    accessConfig: {
                        authenticationMode: "CONFIG_MAP",
                        bootstrapClusterCreatorAdminPermissions: false,
                    },
                }),
                "InvalidParameterException",
                /bootstrapClusterCreatorAdminPermissions must be true/,
            ));

        it("rejects parameters it does not model", () =>
            refused(
                create({ zonalShiftConfig: { enabled: true } }),
                "ValidationException",
                /zonalShiftConfig/,
            ));

        it("leaves nothing behind when the host cannot start it", async () => {
            world.host.failing.add("create");
            await refused(create(), "ServerException", /create failed/);
            assert.equal(
                findCluster(world.store, { account: ACCOUNT, region: REGION }, "management"),
                undefined,
            );
            const left = await world.call("ec2:DescribeNetworkInterfaces", {
                Filters: [{ Name: "description", Values: ["Amazon EKS*"] }],
            });
            assert.deepEqual(left.NetworkInterfaces, []);
            const groups = await world.call("ec2:DescribeSecurityGroups", {
                Filters: [{ Name: "group-name", Values: ["eks-cluster-sg-*"] }],
            });
            assert.deepEqual(groups.SecurityGroups, []);
            world.host.failing.clear();
            await create();
        });

        it("leaves nothing behind when the host cannot map access", async () => {
            world.host.failing.add("setAccess");
            await refused(create(), "ServerException");
            assert.equal(world.host.deleted.length, 1);
            await refused(
                world.call("eks:DescribeCluster", { name: "management" }),
                "ResourceNotFoundException",
            );
        });

        it("rejects a key for Secrets that does not exist or is pending deletion", async () => {
            const key = await world.call("kms:CreateKey");
            const keyArn = text(key, "KeyMetadata.Arn");
            const encrypted = (arn: string): object => ({
                encryptionConfig: [{ resources: ["secrets"], provider: { keyArn: arn } }],
            });
            await refused(create(encrypted(`${keyArn}x`)), "InvalidParameterException", /keyArn/);
            await create(encrypted(keyArn));
            await world.call("kms:ScheduleKeyDeletion", { KeyId: keyArn });
            await refused(
                create({ name: "other", ...encrypted(keyArn) }),
                "InvalidParameterException",
            );
        });
    });

    describe("subnets (EKS user guide, networking requirements for VPC and subnets)", () => {
        const inSubnets = (subnetIds: readonly string[]): Promise<unknown> =>
            create({ resourcesVpcConfig: { subnetIds } });

        it("must exist", () =>
            refused(inSubnets(["subnet-1"]), "InvalidParameterException", /subnet-1/));

        it("must be in two zones", () => {
            const oneZone = [network.publicSubnets[0] ?? "", network.privateSubnets[0] ?? ""];
            return refused(inSubnets(oneZone), "InvalidParameterException", /two different AZs/);
        });

        it("must be of one VPC", async () => {
            const other = await newNetwork(world);
            const mixed = [network.privateSubnets[0] ?? "", other.privateSubnets[1] ?? ""];
            await refused(inSubnets(mixed), "InvalidParameterException", /one VPC/);
        });

        it("rejects security groups of another VPC", async () => {
            const other = await newNetwork(world);
            const group = await world.call("ec2:CreateSecurityGroup", {
                GroupName: "other",
                Description: "other",
                VpcId: other.vpcId,
            });
            const config = { securityGroupIds: [group.GroupId] };
            await refused(create({ resourcesVpcConfig: config }), "InvalidParameterException");
        });
    });

    describe("finding clusters", () => {
        it("by issuer, with and without the scheme, in any account", async () => {
            const cluster = await newCluster(world, network);
            const issuer = text(cluster, "identity.oidc.issuer");
            assert.equal(clusterByIssuer(world.store, issuer)?.name, "management");
            assert.equal(
                clusterByIssuer(world.store, issuer.replace("https://", ""))?.name,
                "management",
            );
            assert.equal(clusterByIssuer(world.store, `${issuer}0`), undefined);
        });

        it("by name only in the caller's account and region", async () => {
            await create();
            const elsewhere = { account: "222222222222" };
            const call = world.call("eks:DescribeCluster", { name: "management" }, elsewhere);
            await refused(call, "ResourceNotFoundException");
            const here = await world.call("eks:ListClusters");
            assert.deepEqual(here.clusters, ["management"]);
        });
    });

    it("turns web identity on and off with the providers of its issuer only", async () => {
        const cluster = await newCluster(world, network);
        const issuer = text(cluster, "identity.oidc.issuer");
        let exists = true;
        const changed = webIdentitySwitch(world.store, world.host, () => exists);
        await changed(issuer.replace("https://", ""));
        exists = false;
        await changed(issuer);
        await changed("https://token.actions.githubusercontent.com");
        const id = world.host.created[0]?.id;
        assert.deepEqual(world.host.webIdentity, [
            [id, true],
            [id, false],
        ]);
    });

    it("tags clusters and their child resources by ARN", async () => {
        const cluster = await newCluster(world, network, { tags: { a: "1" } });
        const resourceArn = text(cluster, "arn");
        await world.call("eks:TagResource", { resourceArn, tags: { b: "2" } });
        await world.call("eks:UntagResource", { resourceArn, tagKeys: ["a"] });
        assert.deepEqual((await world.call("eks:ListTagsForResource", { resourceArn })).tags, {
            b: "2",
        });
        const addon = await world.call("eks:CreateAddon", {
            clusterName: "management",
            addonName: "coredns",
        });
        const addonArn = text(addon, "addon.addonArn");
        await world.call("eks:TagResource", { resourceArn: addonArn, tags: { c: "3" } });
        const described = await world.call("eks:DescribeAddon", {
            clusterName: "management",
            addonName: "coredns",
        });
        assert.deepEqual(get(described, "addon.tags"), { c: "3" });
        await refused(
            world.call("eks:TagResource", { resourceArn: `${resourceArn}x`, tags: {} }),
            "ResourceNotFoundException",
        );
    });

    it("checks permissions against the cluster's ARN", () => {
        const arn = `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/management`;
        assert.equal(world.resource("eks:DescribeCluster", { name: "management" }), arn);
        assert.equal(world.resource("eks:CreateAccessEntry", { clusterName: "management" }), arn);
    });
});
