import * as assert from "node:assert/strict";
import { once } from "node:events";
import * as http from "node:http";
import * as net from "node:net";
import {
    type EgressLogEntry,
    type EgressProxy,
    startEgressProxy,
} from "../../src/network/egressProxy";

interface Answer {
    readonly status: number;
    readonly reason: string | undefined;
    readonly socket: net.Socket;
}

async function connect(proxy: EgressProxy, target: string): Promise<Answer> {
    const request = http.request({
        host: "127.0.0.1",
        port: proxy.port,
        method: "CONNECT",
        path: target,
    });
    request.end();
    const [response, socket] = (await once(request, "connect")) as [
        http.IncomingMessage,
        net.Socket,
    ];
    const reason = response.headers["x-egress-reason"];
    return {
        status: response.statusCode ?? 0,
        reason: typeof reason === "string" ? reason : undefined,
        socket,
    };
}

describe("egress proxy", () => {
    let upstream: net.Server;
    let proxy: EgressProxy;
    let log: EgressLogEntry[];
    let addresses: readonly string[];

    beforeEach(async () => {
        upstream = net.createServer((socket) => socket.pipe(socket)).listen(0, "127.0.0.1");
        await once(upstream, "listening");
        const { port } = upstream.address() as net.AddressInfo;
        const closed = net.createServer().listen(0, "127.0.0.1");
        await once(closed, "listening");
        const deadPort = (closed.address() as net.AddressInfo).port;
        closed.close();
        log = [];
        addresses = ["203.0.113.7"];
        proxy = await startEgressProxy({
            source: () => ({ name: "operator", addresses }),
            routes: (host) =>
                ({
                    "github.com:443": { kind: "service", port } as const,
                    "api.example:443": { kind: "endpoint", port } as const,
                    "dead.example:443": { kind: "service", port: deadPort } as const,
                })[host],
            gate: {
                mayConnect: (_host, source) => ({
                    allowed: source.addresses.length > 0,
                    reason: source.addresses.length > 0 ? "in the list" : "not in\r\nthe list",
                }),
            },
            log: (entry) => log.push(entry),
        });
    });

    afterEach(async () => {
        await proxy.stop();
        upstream.close();
    });

    it("carries bytes both ways for an allowed host and logs it", async () => {
        const { status, socket } = await connect(proxy, "github.com:443");
        assert.equal(status, 200);
        socket.write("hello");
        assert.equal(String((await once(socket, "data"))[0]), "hello");
        socket.destroy();
        assert.deepEqual(
            log.map(({ time, ...entry }) => [entry, Number.isNaN(Date.parse(time))]),
            [
                [
                    {
                        source: "operator",
                        host: "github.com:443",
                        allowed: true,
                        reason: "service",
                    },
                    false,
                ],
            ],
        );
    });

    it("rejects a host without a route with 403 and logs it", async () => {
        const { status, reason } = await connect(proxy, "example.com:443");
        assert.equal(status, 403);
        assert.equal(reason, "not part of the sandbox's outside world");
        assert.equal(log[0]?.allowed, false);
    });

    it("asks for the source's addresses at each connection", async () => {
        const allowed = await connect(proxy, "api.example:443");
        allowed.socket.destroy();
        assert.equal(allowed.status, 200);
        addresses = [];
        const refused = await connect(proxy, "api.example:443");
        assert.equal(refused.status, 403);
    });

    it("a gate's reason can't break the answer's headers", async () => {
        addresses = [];
        const { reason } = await connect(proxy, "api.example:443");
        assert.equal(reason, "not in  the list");
    });

    it("answers 502 when nothing listens behind a route", async () => {
        assert.equal((await connect(proxy, "dead.example:443")).status, 502);
    });

    it("serves nothing but CONNECT", async () => {
        const response = await fetch(`${proxy.url}/`);
        assert.equal(response.status, 405);
    });
});
