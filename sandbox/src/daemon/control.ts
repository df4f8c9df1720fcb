/** The daemon's control API: JSON over HTTP on a unix socket, for the sandbox's command line. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** Answers a request's body with a JSON value. */
export type Handler = (body: unknown) => unknown;

/**
 * Serves handlers by path; every request is a POST with a JSON body.
 * @returns the server, listening
 */
export async function serveControl(
    socketPath: string,
    handlers: Readonly<Record<string, Handler>>,
): Promise<Server> {
    const server = createServer((request, response) => {
        void answer(request, response, handlers);
    });
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(socketPath, resolve);
    });
    return server;
}

async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    handlers: Readonly<Record<string, Handler>>,
): Promise<void> {
    const send = (status: number, body: unknown): void => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
    };
    const handler = handlers[request.url ?? ""];
    if (handler === undefined) {
        send(404, { error: `no such request: ${request.url}` });
        return;
    }
    try {
        const body = await readBody(request);
        send(200, (await handler(body === "" ? undefined : JSON.parse(body))) ?? null);
    } catch (error) {
        send(500, { error: (error as Error).message });
    }
}

async function readBody(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
        chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString("utf8");
}
