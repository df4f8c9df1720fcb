import * as assert from "node:assert/strict";

import { get, newCluster, newNetwork, newWorld, refused, text } from "./regionalSupport";
import type { Json, Network, World } from "./regionalSupport";

describe("EKS cluster updates (EKS API Reference, UpdateClusterConfig)", () => {
    let world: World;
    let network: Network;

    beforeEach(async () => {
        world = newWorld();
        network = await newNetwork(world);
    });

    const update = (params: object): Promise<Json> =>
        world.call("eks:UpdateClusterConfig", { name: "management", ...params });
    const described = async (): Promise<Json> =>
        (await world.call("eks:DescribeCluster", { name: "management" })).cluster as Json;
    const createWith = (resourcesVpcConfig: object): Promise<Json> =>
        newCluster(world, network, { resourcesVpcConfig: { ...resourcesVpcConfig } });

    describe("endpoint access (EKS user guide, Cluster API server endpoint)", () => {
        it("rejects ranges for a public endpoint that is off", () =>
            refused(
                createWith({
                    endpointPublicAccess: false,
                    endpointPrivateAccess: true,
                    publicAccessCidrs: ["203.0.113.0/24"],
                }),
                "InvalidParameterException",
                /publicAccessCidrs/,
            ));

        it("rejects to turn both endpoints off", async () => {
            await refused(
                createWith({ endpointPublicAccess: false }),
                "InvalidParameterException",
                /disabled/,
            );
            await createWith({});
            await refused(
                update({ resourcesVpcConfig: { endpointPublicAccess: false } }),
                "InvalidParameterException",
            );
        });

        for (const cidr of [
            "10.0.0.0/8",
            "192.168.1.0/24",
            "100.64.0.0/10",
            "203.0.113.0",
            "x/8",
        ]) {
            it(`rejects ${cidr} in publicAccessCidrs`, () =>
                refused(
                    createWith({ publicAccessCidrs: [cidr] }),
                    "InvalidParameterException",
                    /publicAccessCidrs/,
                ));
        }

        it("rejects more than 40 ranges (service quotas)", async () => {
            const ranges = (count: number): string[] =>
                Array.from({ length: count }, (_, index) => `203.0.113.${index}/32`);
            await refused(
                createWith({ publicAccessCidrs: ranges(41) }),
                "InvalidParameterException",
                /40/,
            );
            await createWith({ publicAccessCidrs: ranges(40) });
        });

        it("changes access and keeps what the request does not name", async () => {
            await createWith({ publicAccessCidrs: ["203.0.113.0/24"] });
            await update({ resourcesVpcConfig: { endpointPrivateAccess: true } });
            assert.deepEqual(get(await described(), "resourcesVpcConfig.publicAccessCidrs"), [
                "203.0.113.0/24",
            ]);
            await update({ resourcesVpcConfig: { endpointPublicAccess: false } });
            assert.deepEqual(get(await described(), "resourcesVpcConfig.publicAccessCidrs"), []);
        });

        it("rejects an update that changes nothing, whatever the order of ranges", async () => {
            await createWith({ publicAccessCidrs: ["203.0.113.0/24", "198.51.100.0/24"] });
            await refused(
                update({
                    resourcesVpcConfig: {
                        publicAccessCidrs: ["198.51.100.0/24", "203.0.113.0/24"],
                    },
                }),
                "InvalidParameterException",
                /already at the desired configuration/,
            );
        });
    });

    describe("subnets of the control plane (EKS user guide, Update subnets and security groups)", () => {
        it("move inside the VPC", async () => {
            await createWith({});
            await update({ resourcesVpcConfig: { subnetIds: network.publicSubnets } });
            await world.call("ec2:DeleteSubnet", { SubnetId: network.privateSubnets[1] });
            await refused(
                world.call("ec2:DeleteSubnet", { SubnetId: network.publicSubnets[1] }),
                "DependencyViolation",
            );
        });

        it("never leave it", async () => {
            await createWith({});
            const other = await newNetwork(world);
            await refused(
                update({ resourcesVpcConfig: { subnetIds: other.privateSubnets } }),
                "InvalidParameterException",
            );
        });
    });

    it("takes one kind of update in a call", async () => {
        await createWith({});
        await refused(
            update({ deletionProtection: true, upgradePolicy: { supportType: "STANDARD" } }),
            "InvalidParameterException",
            /Only one type of update/,
        );
        await refused(update({}), "InvalidParameterException", /Only one type of update/);
    });

    it("changes the upgrade policy and deletion protection, and rejects no change", async () => {
        await createWith({});
        const policy = { upgradePolicy: { supportType: "STANDARD" } };
        const { update: made } = await update(policy);
        assert.equal(get(made, "status"), "Successful");
        const found = await world.call("eks:DescribeUpdate", {
            name: "management",
            updateId: text(made, "id"),
        });
        assert.deepEqual(found.update, made);
        assert.equal(get(await described(), "upgradePolicy.supportType"), "STANDARD");
        await refused(update(policy), "InvalidParameterException", /No changes needed/);
        await refused(
            update({ deletionProtection: false }),
            "InvalidParameterException",
            /No changes needed/,
        );
    });

    describe("authentication mode (EKS user guide, Change authentication mode to use access entries)", () => {
        const mode = (authenticationMode: string): Promise<Json> =>
            update({ accessConfig: { authenticationMode } });

        it("goes one step forward at a time", async () => {
            await newCluster(world, network, {
                accessConfig: { authenticationMode: "CONFIG_MAP" },
            });
            await refused(mode("API"), "InvalidParameterException", /from CONFIG_MAP to API/);
            await mode("API_AND_CONFIG_MAP");
            await mode("API");
            assert.equal(get(await described(), "accessConfig.authenticationMode"), "API");
        });

        it("never goes back nor stays", async () => {
            await newCluster(world, network);
            for (const before of ["API", "API_AND_CONFIG_MAP", "CONFIG_MAP"]) {
                await refused(
                    mode(before),
                    "InvalidParameterException",
                    /Unsupported authentication mode update/,
                );
            }
        });

        it("stays as it was when the host cannot follow", async () => {
            await newCluster(world, network, {
                accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" },
            });
            world.host.failing.add("setAccess");
            await refused(mode("API"), "ServerException");
            assert.equal(
                get(await described(), "accessConfig.authenticationMode"),
                "API_AND_CONFIG_MAP",
            );
        });
    });

    describe("versions (EKS user guide, Update existing cluster to new Kubernetes version)", () => {
        const version = (to: string): Promise<Json> =>
            world.call("eks:UpdateClusterVersion", { name: "management", version: to });

        it("go up by one minor version", async () => {
            await newCluster(world, network, { version: "1.34" });
            await version("1.35");
            assert.equal((await described()).version, "1.35");
        });

        for (const to of ["1.33", "1.34", "1.36"]) {
            it(`do not go from 1.34 to ${to}`, async () => {
                await newCluster(world, network, { version: "1.34" });
                await refused(version(to), "InvalidParameterException", /1\.34 to 1\./);
            });
        }
    });

    it("adds encryption once and never removes it (EKS API Reference, AssociateEncryptionConfig)", async () => {
        await createWith({});
        const key = await world.call("kms:CreateKey");
        const params = {
            clusterName: "management",
            encryptionConfig: [
                { resources: ["secrets"], provider: { keyArn: text(key, "KeyMetadata.Arn") } },
            ],
        };
        await world.call("eks:AssociateEncryptionConfig", params);
        await refused(
            world.call("eks:AssociateEncryptionConfig", params),
            "InvalidRequestException",
        );
    });
});
