import * as http from "node:http";
import * as net from "node:net";
import type { ConnectionSource, EndpointGate } from "../aws/contract";
import { decide, type Decision, type Route } from "./egress";

/** A line of the proxy's log. */
export interface EgressLogEntry {
    /** ISO 8601. */
    readonly time: string;
    /** Name of the source. */
    readonly source: string;
    /** `host:port` asked for. */
    readonly host: string;
    readonly allowed: boolean;
    readonly reason: string;
}

/** What a proxy is started with. */
export interface EgressProxyOptions {
    /** Source of this listener's connections; a function if its addresses may change. */
    readonly source: ConnectionSource | (() => ConnectionSource);
    /** Where a `host:port` in lower case is forwarded to; undefined rejects it. */
    readonly routes: (hostPort: string) => Route | undefined;
    readonly gate: EndpointGate;
    readonly log: (entry: EgressLogEntry) => void;
    /** @default a free port */
    readonly port?: number;
}

/** A running proxy. */
export interface EgressProxy {
    readonly port: number;
    /** `http://127.0.0.1:<port>` */
    readonly url: string;
    /** Stops the listener and every connection through it. */
    stop(): Promise<void>;
}

/** Text that is safe in a status line or header, since the reason contains foreign text. */
function printable(text: string): string {
    return text.replace(/[^\x20-\x7e]/g, " ");
}

function refuse(client: net.Socket, status: string, reason: string): void {
    const body = `${printable(reason)}\n`;
    client.end(
        `HTTP/1.1 ${status}\r\nX-Egress-Reason: ${printable(reason)}\r\nContent-Type: text/plain\r\n` +
            `Content-Length: ${String(Buffer.byteLength(body))}\r\nConnection: close\r\n\r\n${body}`,
    );
}

/**
 * Starts an HTTP CONNECT proxy on 127.0.0.1 for one source: the listener identifies the source of a connection.
 *
 * Everything without a route is refused with 403, as are endpoints the gate doesn't admit. AWS drops such connections, and a
 * client notices after its timeout; here it fails at once, with the reason in the answer's body and header X-Egress-Reason.
 * An endpoint that is not up yet is answered with 502 and `no such host` or `connection refused` in the status line: Go's
 * clients report the text of that line and nothing else of the answer.
 */
export async function startEgressProxy(options: EgressProxyOptions): Promise<EgressProxy> {
    const sockets = new Set<net.Socket>();
    const track = (socket: net.Socket): void => {
        sockets.add(socket);
        socket.once("close", () => sockets.delete(socket));
    };
    const decideOn = (target: string): Decision => {
        const source = typeof options.source === "function" ? options.source() : options.source;
        const decision = decide(target, source, options.routes, options.gate);
        const { host, allowed, reason } = decision;
        const time = new Date().toISOString();
        options.log({ time, source: source.name, host, allowed, reason });
        return decision;
    };

    const server = http.createServer((request, response) => {
        response.writeHead(405, { allow: "CONNECT" }).end("only CONNECT is served\n");
        request.resume();
    });
    server.on("connection", track);
    server.on("connect", (request, client: net.Socket, head: Buffer) => {
        client.on("error", () => client.destroy());
        let decision: Decision;
        try {
            decision = decideOn(request.url ?? "");
        } catch (error) {
            refuse(client, "502 Bad Gateway", String(error));
            return;
        }
        if (!decision.allowed) {
            const { failure, reason } = decision;
            refuse(client, failure === undefined ? "403 Forbidden" : `502 ${failure}`, reason);
            return;
        }
        const upstream = net.connect({ host: "127.0.0.1", port: decision.port });
        track(upstream);
        let connected = false;
        upstream.once("connect", () => {
            connected = true;
            client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
            upstream.write(head);
            upstream.pipe(client).pipe(upstream);
        });
        upstream.on("error", (error) => {
            if (connected) {
                client.destroy();
            } else {
                refuse(client, "502 Bad Gateway", error.message);
            }
        });
        client.once("close", () => upstream.destroy());
    });
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(options.port ?? 0, "127.0.0.1", resolve);
    });
    const { port } = server.address() as net.AddressInfo;
    return {
        port,
        url: `http://127.0.0.1:${String(port)}`,
        stop: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                for (const socket of sockets) {
                    socket.destroy();
                }
            }),
    };
}
