/**
 * Tests delayed effects of EKS calls (`--aws-time`) with a real API server and the real aws-iam-authenticator: an
 * endpoint that is not reachable when its cluster is ACTIVE, and access entries that take effect later. Takes about a
 * minute.
 */
import * as assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { connectToEndpoint } from "./support/endpoint";
import { HUB, PlainCluster, roleArn } from "./support/plainCluster";
import { eventually } from "./support/sandbox";

const ADMIT = 5_000;
const ENTRY = { clusterName: "hub", principalArn: roleArn("viewer") };

describe("a sandbox with delayed AWS changes", function () {
    this.timeout(300_000);

    // Long enough that a busy machine polls several times in each phase.
    const cluster = new PlainCluster("aws-time", "resolve=10s,accept=10s,admit=5s");
    const { session } = cluster;

    before(async () => {
        await cluster.start();
    });

    after(() => session.down());

    it("has an ACTIVE cluster whose endpoint first does not resolve, then refuses and then accepts connections", async () => {
        const { cluster: described } = await cluster.call<{ cluster: { status: string } }>(
            "eks:DescribeCluster",
            { name: "hub" },
        );
        assert.equal(described.status, "ACTIVE");
        const answers = new Set<string>();
        await eventually("the endpoint", async () => {
            const answer = await connectToEndpoint(session);
            answers.add(
                /^(200|502 no such host|502 connection refused)/.exec(answer)?.[0] ?? answer,
            );
            return answer.startsWith("200") || undefined;
        });
        assert.deepEqual([...answers], ["502 no such host", "502 connection refused", "200"]);
        const log = await readFile(session.paths.proxyLog, "utf8");
        assert.match(log, /"allowed":false,"reason":"no such host: the endpoint of hub/);
        assert.match(log, /"allowed":false,"reason":"connection refused: the endpoint of hub/);
    });

    /** Creates the entry and waits until its principal is accepted. @returns the milliseconds that this took */
    async function admission(): Promise<number> {
        const started = Date.now();
        await cluster.call("eks:CreateAccessEntry", ENTRY);
        assert.equal(await cluster.userOf("viewer"), undefined);
        await eventually("the access entry", () => cluster.userOf("viewer"));
        return Date.now() - started;
    }

    it("answers 401 to the principal of a new access entry until it takes effect", async () => {
        await cluster.role(HUB, "viewer", { AWS: HUB });
        assert.ok((await admission()) >= ADMIT);
    });

    it("answers 401 immediately after the entry is deleted, and for the same delay after it is recreated", async () => {
        await cluster.call("eks:DeleteAccessEntry", ENTRY);
        assert.equal(await cluster.userOf("viewer"), undefined);
        assert.ok((await admission()) >= ADMIT);
    });

    it("never accepts the principal of an entry that is deleted before it takes effect", async () => {
        await cluster.call("eks:DeleteAccessEntry", ENTRY);
        await cluster.call("eks:CreateAccessEntry", ENTRY);
        await cluster.call("eks:DeleteAccessEntry", ENTRY);
        for (const deadline = Date.now() + 2 * ADMIT; Date.now() < deadline;) {
            assert.equal(await cluster.userOf("viewer"), undefined);
        }
    });

    it("accepts the cluster's creator from the beginning", async () => {
        assert.match((await cluster.userOf())?.username ?? "", /:assumed-role\//);
    });

    it("rejects other delays while it runs, and shows its own", async () => {
        const { code, output } = await session.run("--aws-time=none", "pulumi", "stack", "ls");
        assert.equal(code, 1);
        assert.match(output, /--aws-time resolve=0s,accept=0s,admit=0s differs from the running/);
        assert.match(
            await session.succeed("status"),
            /local AWS with --aws-time resolve=10s,accept=10s,admit=5s/,
        );
    });
});
