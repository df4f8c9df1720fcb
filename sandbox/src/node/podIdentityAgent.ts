import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AwsError } from "../aws/errors";
import { NoAgent, type PodIdentityAuth } from "../aws/eks/podCredentials";

/** A running agent. */
export interface PodIdentityAgent {
    readonly port: number;
    stop(): Promise<void>;
}

/**
 * The Pod Identity agents of all nodes: pods share one network, so that one server listens at the address of all agents. If
 * the node of the calling pod has no agent, the connection is closed without an answer.
 *
 * @param port @default 80
 * @see https://github.com/aws/eks-pod-identity-agent
 */
export async function startPodIdentityAgent(
    auth: PodIdentityAuth,
    address: string,
    port = 80,
): Promise<PodIdentityAgent> {
    const server = createServer((request, response) => {
        answer(auth, request).then(
            ({ status, body }) => {
                send(response, status, body);
            },
            () => request.socket.destroy(),
        );
    });
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, address, resolve);
    });
    return {
        port: (server.address() as AddressInfo).port,
        stop: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                server.closeAllConnections();
            }),
    };
}

interface Answer {
    readonly status: number;
    readonly body: object;
}

/** Rejects with NoAgent. */
async function answer(auth: PodIdentityAuth, request: IncomingMessage): Promise<Answer> {
    if (request.method !== "GET" || request.url !== "/v1/credentials") {
        return { status: 404, body: { message: "not found" } };
    }
    const token = request.headers.authorization;
    if (token === undefined || token === "") {
        return { status: 400, body: { message: "Service account token cannot be empty" } };
    }
    try {
        return { status: 200, body: await auth(token) };
    } catch (error) {
        if (error instanceof NoAgent) {
            throw error;
        }
        return error instanceof AwsError
            ? {
                  status: error.status,
                  body: { message: `${error.code}: ${error.message}` },
              }
            : { status: 500, body: { message: `sandbox: ${String(error)}` } };
    }
}

function send(response: ServerResponse, status: number, body: object): void {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
}
