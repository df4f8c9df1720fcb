/**
 * Who enters a cluster in each authentication mode, asked of a real API server and the real aws-iam-authenticator with
 * tokens as `aws eks get-token` makes them. Takes about half a minute.
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
        it("lets the cluster's creator in, and nobody else before aws-auth says so", async () => {
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

        it("lets in whom aws-auth maps, under the name it says", async () => {
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

        it("knows no access entries", () => assert.rejects(makeEntry(), /must be set to one of/));
    });

    describe("API_AND_CONFIG_MAP", () => {
        before(() => toMode("API_AND_CONFIG_MAP"));

        it("goes on honouring aws-auth", async () => {
            assert.equal((await cluster.userOf("viewer"))?.username, "from-config-map");
        });

        it("lets an access entry win over aws-auth for the same principal, groups not merged", async () => {
            await makeEntry();
            assert.deepEqual(await cluster.userOf("viewer"), {
                username: "from-entry",
                groups: ["entry:group"],
            });
            await cluster.call("eks:DeleteAccessEntry", ENTRY);
            assert.equal((await cluster.userOf("viewer"))?.username, "from-config-map");
        });

        it("leaves others' entries in aws-auth when EKS takes its own out", async () => {
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

        it("does not honour aws-auth, which is still there", async () => {
            assert.match(await awsAuth(), /role\/viewer/);
            assert.equal(await cluster.userOf("viewer"), undefined);
        });

        it("lets access entries in", async () => {
            await makeEntry();
            assert.equal((await cluster.userOf("viewer"))?.username, "from-entry");
        });
    });

    /** The authenticator watches aws-auth: a change is known a moment later. */
    async function eventuallyUser(username: string): ReturnType<PlainCluster["userOf"]> {
        return eventually(`user ${username}`, async () => {
            const user = await cluster.userOf("viewer");
            return user?.username === username ? user : undefined;
        });
    }
});
