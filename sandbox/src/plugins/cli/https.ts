/** HTTPS through the sandbox's proxy, trusting its authority. */
import { readFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import { connect as tlsConnect, rootCertificates, type TLSSocket } from "node:tls";

export interface Network {
    /** `http://host:port`; absent: directly. */
    readonly proxyUrl?: string | undefined;
    /** File with the PEM of further authorities. */
    readonly caBundle?: string | undefined;
}

export interface HttpsAnswer {
    readonly status: number;
    readonly body: string;
}

/** Posts to https://<host>/. */
export async function post(
    network: Network,
    host: string,
    headers: Readonly<Record<string, string>>,
    body: string,
): Promise<HttpsAnswer> {
    const ca = network.caBundle
        ? [...rootCertificates, readFileSync(network.caBundle, "utf8")]
        : undefined;
    const tunnel = network.proxyUrl ? await openTunnel(network.proxyUrl, host) : undefined;
    const socket: TLSSocket = tlsConnect({
        ...(tunnel === undefined ? { host, port: 443 } : { socket: tunnel }),
        servername: host,
        ...(ca === undefined ? {} : { ca }),
    });
    return new Promise((resolve, reject) => {
        socket.on("error", reject);
        const call = httpsRequest(
            {
                host,
                method: "POST",
                path: "/",
                headers: { ...headers, "content-length": Buffer.byteLength(body) },
                // An agent, even a fresh one, would connect by itself.
                createConnection: () => socket,
            },
            (response) => {
                readBody(response).then(
                    (text) => resolve({ status: response.statusCode ?? 500, body: text }),
                    reject,
                );
            },
        );
        call.on("error", reject);
        call.end(body);
    });
}

function openTunnel(proxyUrl: string, host: string): Promise<Socket> {
    const { hostname, port } = new URL(proxyUrl);
    return new Promise((resolve, reject) => {
        const call = httpRequest({
            hostname,
            port: port || 80,
            method: "CONNECT",
            path: `${host}:443`,
            headers: { host: `${host}:443` },
            agent: false,
        });
        call.on("connect", (response: IncomingMessage, socket: Socket) => {
            if (response.statusCode === 200) {
                resolve(socket);
            } else {
                socket.destroy();
                reject(new Error(`the proxy rejected ${host}: ${response.statusCode ?? ""}`));
            }
        });
        call.on("error", reject);
        call.end();
    });
}

async function readBody(response: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of response) {
        chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString();
}
