/** What the operator's proxy answers about the endpoint of a cluster that has just become ACTIVE. */
import * as assert from "node:assert/strict";
import { once } from "node:events";
import * as http from "node:http";
import * as net from "node:net";

import { endpointGate } from "../../src/aws/eks/gate";
import type { AwsTime } from "../../src/aws/time";
import {
    startEgressProxy,
    type EgressLogEntry,
    type EgressProxy,
} from "../../src/network/egressProxy";
import { ManualClock } from "../aws/manualClock";
import { newCluster, newNetwork, newWorld, text } from "../aws/regionalSupport";

describe("the endpoint of a new cluster, through the proxy (--aws-time resolve, accept)", () => {
    const clock = new ManualClock();
    let upstream: net.Server;
    let proxy: EgressProxy;
    let log: EgressLogEntry[];
    let target: string;

    before(async () => {
        upstream = net.createServer((socket) => socket.pipe(socket)).listen(0, "127.0.0.1");
        await once(upstream, "listening");
    });

    after(() => upstream.close());

    afterEach(() => proxy.stop());

    /** A cluster that is open to 203.0.113.0/24, and the proxy of a source. */
    const create = async (time: AwsTime, address = "203.0.113.10"): Promise<void> => {
        const world = newWorld({ clock, time });
        const cluster = await newCluster(world, await newNetwork(world), {
            resourcesVpcConfig: { publicAccessCidrs: ["203.0.113.0/24"] },
        });
        assert.equal(cluster.status, "ACTIVE");
        target = `${new URL(text(cluster, "endpoint")).hostname}:443`;
        log = [];
        const { port } = upstream.address() as net.AddressInfo;
        proxy = await startEgressProxy({
            source: { name: "operator", addresses: [address] },
            routes: () => ({ kind: "endpoint", port }),
            gate: endpointGate(world.deps),
            log: (entry) => log.push(entry),
        });
    };

    /** Status line of the answer to CONNECT, and its reason. */
    const connect = async (): Promise<{ readonly line: string; readonly reason: string }> => {
        const request = http.request({ port: proxy.port, method: "CONNECT", path: target }).end();
        const [answer, socket] = (await once(request, "connect")) as [
            http.IncomingMessage,
            net.Socket,
        ];
        socket.destroy();
        return {
            line: `${answer.statusCode} ${answer.statusMessage}`,
            reason: String(answer.headers["x-egress-reason"]),
        };
    };

    it("does not resolve, then rejects, then accepts", async () => {
        await create({ resolve: 2000, accept: 1000, admit: 0 });
        const lines: string[] = [];
        for (const pause of [0, 1999, 1, 999, 1]) {
            await clock.advance(pause);
            lines.push((await connect()).line);
        }
        assert.deepEqual(lines, [
            "502 no such host",
            "502 no such host",
            "502 connection refused",
            "502 connection refused",
            "200 Connection Established",
        ]);
    });

    it("gives the reason in the answer and in the log", async () => {
        await create({ resolve: 2000, accept: 1500, admit: 0 });
        const unresolved = await connect();
        await clock.advance(2000);
        const refused = await connect();
        assert.match(
            unresolved.reason,
            /^no such host: the endpoint of management resolves 2s after the cluster became ACTIVE/,
        );
        assert.match(
            refused.reason,
            /^connection refused: the endpoint of management accepts connections 3500ms after/,
        );
        assert.deepEqual(
            log.map(({ source, host, allowed, reason }) => [source, host, allowed, reason]),
            [
                ["operator", target, false, unresolved.reason],
                ["operator", target, false, refused.reason],
            ],
        );
    });

    it("does not resolve for an address outside publicAccessCidrs either, which is dropped later", async () => {
        await create({ resolve: 1000, accept: 0, admit: 0 }, "198.51.100.1");
        assert.equal((await connect()).line, "502 no such host");
        await clock.advance(1000);
        assert.equal((await connect()).line, "403 Forbidden");
    });

    it("accepts at once without delays", async () => {
        await create({ resolve: 0, accept: 0, admit: 0 });
        assert.equal((await connect()).line, "200 Connection Established");
    });
});
