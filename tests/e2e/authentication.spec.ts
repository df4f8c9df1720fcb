/**
 * Tests who has access to a cluster in each authentication mode, with a real API server, the real aws-iam-authenticator
 * and tokens like those of `aws eks get-token`. Takes about half a minute.
 */
import * as assert from "node:assert/strict";

import { HUB, PlainCluster, roleArn } from "./support/plainCluster";
import { eventually } from "./support/sandbox";

const ENTRY = { clusterName: "hub", principalArn: roleArn("viewer") };

describe("authentication modes", function () {
    this.timeout(300_000);

    const cluster = new PlainCluster("authentication");
    const path = "/api/v1/namespaces/kube-system/configmaps/aws-auth";
    const awsAuth = async (): Promise<string> => {
        const { body } = await cluster.session.kubernetes({ cluster: "hub", path });
        return (body as { readonly data?: { readonly mapRoles?: string } }).data?.mapRoles ?? "";
    };
    const makeEntry = (): Promise<unknown> =>
        cluster.call("eks:CreateAccessEntry", {
            ...ENTRY,
            username: "from-entry",
            kubernetesGroups: ["entry:group"],
        });
    const toMode = (authenticationMode: string): Promise<unknown> =>
        cluster.call("eks:UpdateClusterConfig", {
            name: "hub",
            accessConfig: { authenticationMode },
        });

    before(async () => {
        await cluster.start({ accessConfig: { authenticationMode: "CONFIG_MAP" } });
        await cluster.role(HUB, "viewer", { AWS: HUB });
    });

    after(() => cluster.session.down());

    describe("CONFIG_MAP", () => {
        it("accepts the cluster's creator, and nobody else before aws-auth maps them", async () => {
            assert.equal(await cluster.userOf("viewer"), undefined);
            assert.deepEqual(await cluster.userOf(), {
                username: "kubernetes-admin",
                groups: ["system:masters"],
            });
        });

        it("has the role of a managed node group in aws-auth, written by EKS", async () => {
            const { cluster: described } = await cluster.call<{
                readonly cluster: {
                    readonly resourcesVpcConfig: { readonly subnetIds: readonly string[] };
                };
            }>("eks:DescribeCluster", { name: "hub" });
            await cluster.call("eks:CreateNodegroup", {
                clusterName: "hub",
                nodegroupName: "default",
                nodeRole: roleArn("node"),
                subnets: described.resourcesVpcConfig.subnetIds,
            });
            assert.match(await awsAuth(), /rolearn: arn:aws:iam::111111111111:role\/node/);
        });

        it("accepts principals in aws-auth, under their mapped names", async () => {
            const mapRoles = [
                await awsAuth(),
                `- rolearn: ${roleArn("viewer")}`,
                "  username: from-config-map",
                "  groups: [config-map:group]",
                "",
            ].join("\n");
            const { status } = await cluster.session.kubernetes({
                cluster: "hub",
                path,
                method: "PATCH",
                body: { data: { mapRoles } },
            });
            assert.equal(status, 200);
            assert.deepEqual(await eventuallyUser("from-config-map"), {
                username: "from-config-map",
                groups: ["config-map:group"],
            });
        });

        it("has no access entries", () => assert.rejects(makeEntry(), /must be set to one of/));
    });

    describe("API_AND_CONFIG_MAP", () => {
        before(() => toMode("API_AND_CONFIG_MAP"));

        it("still reads aws-auth", async () => {
            assert.equal((await cluster.userOf("viewer"))?.username, "from-config-map");
        });

        it("prefers an access entry over aws-auth for the same principal, without merging groups", async () => {
            await makeEntry();
            assert.deepEqual(await cluster.userOf("viewer"), {
                username: "from-entry",
                groups: ["entry:group"],
            });
            await cluster.call("eks:DeleteAccessEntry", ENTRY);
            assert.equal((await cluster.userOf("viewer"))?.username, "from-config-map");
        });

        it("keeps others' entries in aws-auth when EKS removes its own", async () => {
            await cluster.call("eks:DeleteNodegroup", {
                clusterName: "hub",
                nodegroupName: "default",
            });
            const left = await awsAuth();
            assert.doesNotMatch(left, /role\/node/);
            assert.match(left, /role\/viewer/);
        });
    });

    describe("API", () => {
        before(() => toMode("API"));

        it("ignores aws-auth, which still exists", async () => {
            assert.match(await awsAuth(), /role\/viewer/);
            assert.equal(await cluster.userOf("viewer"), undefined);
        });

        it("accepts access entries", async () => {
            await makeEntry();
            assert.equal((await cluster.userOf("viewer"))?.username, "from-entry");
        });
    });

    /** The authenticator watches aws-auth, so a change takes effect a moment later. */
    async function eventuallyUser(username: string): ReturnType<PlainCluster["userOf"]> {
        return eventually(`user ${username}`, async () => {
            const user = await cluster.userOf("viewer");
            return user?.username === username ? user : undefined;
        });
    }
});
