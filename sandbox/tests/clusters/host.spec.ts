import * as assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import type { ClusterSpec } from "../../src/aws/contract";
import { createClusterHost, type LocalClusterHost } from "../../src/clusters/host";
import { nodeObject } from "../../src/clusters/nodes";
import { statePaths } from "../../src/paths";

const spec: ClusterSpec = {
    id: "0123456789ABCDEF0123456789ABCDEF",
    account: "111111111111",
    region: "eu-west-1",
    name: "management",
    version: "1.36",
    awsAuth: true,
};

describe("the cluster host", () => {
    let root: string;
    let host: LocalClusterHost;

    beforeEach(async () => {
        root = await mkdtemp(path.join(tmpdir(), "host-"));
        const broken = "/bin/false";
        host = createClusterHost({
            tools: {
                etcd: broken,
                kubeApiserver: broken,
                kubeControllerManager: broken,
                awsIamAuthenticator: broken,
                podIdentityWebhook: broken,
            },
            paths: statePaths(root),
            stsProxy: "http://127.0.0.1:9",
        });
    });

    afterEach(async () => {
        await host.stop();
        await rm(root, { recursive: true, force: true });
    });

    it("has nothing running and starts nothing before the first cluster", async () => {
        assert.deepEqual(host.running(), []);
        assert.deepEqual(host.shared(), []);
        assert.equal(host.endpoints().size, 0);
        assert.deepEqual(await readdir(root), []);
    });

    it("ignores the deletion of a cluster it does not have", async () => {
        await host.delete("unknown");
    });

    it("rejects everything else for a cluster it does not have", async () => {
        await assert.rejects(host.setAccess("unknown", [], true), /no cluster unknown is running/);
        await assert.rejects(host.setNodes("unknown", []), /no cluster/);
        await assert.rejects(host.setWebIdentity("unknown", true), /no cluster/);
        await assert.rejects(host.keys("unknown"), /no cluster/);
        assert.throws(() => host.agentKubeConfig("unknown"), /no cluster/);
    });

    it("leaves nothing running when a cluster cannot start, and can be retried", async () => {
        for (const attempt of [1, 2]) {
            await assert.rejects(host.create(spec), /etcd ended \(exit code 1\)/, `${attempt}`);
            assert.deepEqual(host.running(), []);
            assert.ok(host.shared().every(({ pid }) => pid === undefined));
        }
    });

    it("starts one cluster of an id, not two", async () => {
        const first = host.create(spec);
        await assert.rejects(host.create(spec), /exists already/);
        await assert.rejects(first, /etcd ended/);
    });

    it("starts nothing after it was stopped", async () => {
        await host.stop();
        await assert.rejects(host.create(spec), /has been stopped/);
    });
});

describe("a node", () => {
    const node = nodeObject(
        { name: "ip-10-0-0-1", labels: {}, taints: [] },
        "eu-west-1",
        new Date(0),
    );

    it("is Ready from the start, without taints", () => {
        const ready = node.status?.conditions?.find(({ type }) => type === "Ready");
        assert.equal(ready?.status, "True");
        assert.equal(node.spec?.taints, undefined);
    });

    it("has the same region and zone in labels and provider id", () => {
        const zone = node.metadata?.labels?.["topology.kubernetes.io/zone"] ?? "";
        assert.match(zone, /^eu-west-1[abc]$/);
        assert.equal(node.metadata?.labels?.["topology.kubernetes.io/region"], "eu-west-1");
        assert.match(node.spec?.providerID ?? "", new RegExp(`^aws:///${zone}/i-[0-9a-f]{17}$`));
    });

    it("has room for pods", () => {
        assert.equal(node.status?.allocatable?.pods, "58");
    });
});
