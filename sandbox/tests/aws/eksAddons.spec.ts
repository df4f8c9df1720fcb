import * as assert from "node:assert/strict";

import type { Params } from "../../src/aws/service";
import { get, newCluster, newNetwork, newWorld, refused, roleArn, text } from "./regionalSupport";
import type { Json, World } from "./regionalSupport";

const clusterName = "management";

describe("EKS add-ons (EKS API Reference, CreateAddon)", () => {
    let world: World;

    beforeEach(async () => {
        world = newWorld();
        await newCluster(world, await newNetwork(world));
    });

    const create = (over: Params = {}): Promise<Json> =>
        world.call("eks:CreateAddon", { clusterName, addonName: "vpc-cni", ...over });

    it("are recorded as active with the version asked for", async () => {
        const { addon } = await create({ addonVersion: "v1.19.0-eksbuild.1", tags: { a: "1" } });
        assert.equal(text(addon, "status"), "ACTIVE");
        assert.equal(text(addon, "addonVersion"), "v1.19.0-eksbuild.1");
        assert.match(text(addon, "addonArn"), /:addon\/management\/vpc-cni\//);
    });

    it("take the default version of the cluster's Kubernetes version when none is asked for", async () => {
        const { addon } = await create({ addonName: "kube-proxy" });
        const versions = await world.call("eks:DescribeAddonVersions", {
            addonName: "kube-proxy",
            kubernetesVersion: "1.35",
        });
        assert.equal(
            text(addon, "addonVersion"),
            text(versions, "addons.0.addonVersions.0.addonVersion"),
        );
        assert.match(text(addon, "addonVersion"), /^v1\.35\./);
    });

    it("must be known, be created once each, and have a version in EKS's format", async () => {
        await refused(create({ addonName: "nginx" }), "InvalidParameterException", /nginx/);
        await refused(create({ addonName: "toString" }), "InvalidParameterException");
        await refused(create({ addonVersion: "1.19.0" }), "InvalidParameterException", /1\.19\.0/);
        await create();
        await refused(create(), "ResourceInUseException");
    });

    it("require an existing role and configuration that is an object", async () => {
        await refused(
            create({ serviceAccountRoleArn: roleArn("none") }),
            "InvalidParameterException",
        );
        await refused(
            create({ configurationValues: "[]" }),
            "InvalidParameterException",
            /ConfigurationValue/,
        );
        await create({
            configurationValues: '{"env":{"A":"1"}}',
            serviceAccountRoleArn: roleArn("node"),
        });
    });

    it("are updated and deleted", async () => {
        await create();
        const key = { clusterName, addonName: "vpc-cni" };
        await world.call("eks:UpdateAddon", { ...key, addonVersion: "v1.22.0-eksbuild.3" });
        const described = await world.call("eks:DescribeAddon", key);
        assert.equal(text(described, "addon.addonVersion"), "v1.22.0-eksbuild.3");
        await world.call("eks:DeleteAddon", { ...key, preserve: true });
        await refused(world.call("eks:DescribeAddon", key), "ResourceNotFoundException");
        await refused(world.call("eks:UpdateAddon", key), "ResourceNotFoundException");
    });

    it("list versions with the Kubernetes versions they fit, one default each", async () => {
        const { addons } = await world.call("eks:DescribeAddonVersions", { addonName: "coredns" });
        const versions = get(addons, "0.addonVersions") as Json[];
        const all = versions.flatMap((version) => version.compatibilities as Json[]);
        for (const kubernetes of ["1.31", "1.36"]) {
            const fitting = all.filter((it) => it.clusterVersion === kubernetes);
            assert.equal(fitting.filter((it) => it.defaultVersion).length, 1, kubernetes);
        }
        await refused(
            world.call("eks:DescribeAddonVersions", { addonName: "nginx" }),
            "InvalidParameterException",
        );
    });
});

describe("EKS Pod Identity associations (EKS API Reference, CreatePodIdentityAssociation)", () => {
    let world: World;

    beforeEach(async () => {
        world = newWorld();
        await newCluster(world, await newNetwork(world));
    });

    const account = { namespace: "argocd", serviceAccount: "argocd-server" };
    const create = (over: Params = {}): Promise<Json> =>
        world.call("eks:CreatePodIdentityAssociation", {
            clusterName,
            ...account,
            roleArn: roleArn("node"),
            ...over,
        });

    it("exist once for a ServiceAccount", async () => {
        const { association } = await create();
        assert.match(text(association, "associationId"), /^a-[0-9a-f]{17}$/);
        await refused(create(), "ResourceInUseException", /already exists/);
        await create({ serviceAccount: "other" });
        const listed = await world.call("eks:ListPodIdentityAssociations", {
            clusterName,
            ...account,
        });
        assert.equal((listed.associations as unknown[]).length, 1);
    });

    it("need a role that exists and trusts EKS Pod Identity (terraform-provider-aws#41483)", async () => {
        await refused(create({ roleArn: roleArn("none") }), "InvalidParameterException");
        const { store, roles } = world.deps;
        const trusting = newWorld({ store, roles: { ...roles, trustNames: () => false } });
        await refused(
            trusting.call("eks:CreatePodIdentityAssociation", {
                clusterName,
                ...account,
                roleArn: roleArn("node"),
            }),
            "InvalidParameterException",
            /Trust policy of the role provided is invalid/,
        );
    });

    it("are passed to the cluster's host, and are not created if the host fails", async () => {
        const id = world.host.created[0]!.id;
        await create();
        await create({ serviceAccount: "other" });
        const both = [account, { ...account, serviceAccount: "other" }];
        assert.deepEqual(world.host.podIdentities.get(id), both);
        world.host.failing.add("setPodIdentities");
        await refused(create({ serviceAccount: "third" }), "ServerException");
        const { associations } = await world.call("eks:ListPodIdentityAssociations", {
            clusterName,
        });
        assert.equal((associations as unknown[]).length, 2);
    });

    it("are updated and deleted", async () => {
        const { association } = await create();
        const key = { clusterName, associationId: text(association, "associationId") };
        const target = roleArn("target", "222222222222");
        await world.call("eks:UpdatePodIdentityAssociation", {
            ...key,
            disableSessionTags: true,
            targetRoleArn: target,
        });
        const described = await world.call("eks:DescribePodIdentityAssociation", key);
        assert.equal(get(described, "association.disableSessionTags"), true);
        assert.equal(text(described, "association.targetRoleArn"), target);
        assert.equal(text(described, "association.roleArn"), roleArn("node"));
        await world.call("eks:UpdatePodIdentityAssociation", { ...key, targetRoleArn: "" });
        const without = await world.call("eks:DescribePodIdentityAssociation", key);
        assert.equal(get(without, "association.targetRoleArn"), undefined);
        await world.call("eks:DeletePodIdentityAssociation", key);
        await refused(
            world.call("eks:DescribePodIdentityAssociation", key),
            "ResourceNotFoundException",
        );
    });
});
