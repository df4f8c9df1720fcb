/** The private API: calls to the local AWS as JSON over a unix socket. */
import { chmod, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import type { ApiRequest, ApiResponse } from "./contract";
import { AwsError } from "./errors";
import type { Result } from "./service";

export interface Api {
    /** Stops listening, ends open connections and removes the socket. */
    readonly close: () => Promise<void>;
}

/** What answers the calls. */
export interface CallTarget {
    readonly call: (request: ApiRequest, userAgent?: string) => Promise<Result>;
}

const MAXIMUM_BODY = 4 * 1024 * 1024;

/** Serves the API on a socket that only its owner may use. A socket left by a process that is gone is replaced. */
export async function serveApi(target: CallTarget, socketPath: string): Promise<Api> {
    await rm(socketPath, { force: true });
    const server = createServer((request, response) => {
        void answer(target, request).then(({ status, body }) => send(response, status, body));
    });
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(socketPath, resolve);
    });
    await chmod(socketPath, 0o600);
    return {
        close: async () => {
            const closed = new Promise<void>((resolve) => server.close(() => resolve()));
            server.closeAllConnections();
            await closed;
            await rm(socketPath, { force: true });
        },
    };
}

interface Answer {
    readonly status: number;
    readonly body: ApiResponse;
}

async function answer(target: CallTarget, message: IncomingMessage): Promise<Answer> {
    try {
        const request = parseRequest(await readBody(message));
        const result = await target.call(request, message.headers["user-agent"]);
        return { status: 200, body: { result } };
    } catch (error) {
        if (error instanceof AwsError) {
            const { code, status } = error;
            return { status, body: { error: { code, message: error.message } } };
        }
        const text = `sandbox: ${error instanceof Error ? error.message : String(error)}`;
        return { status: 500, body: { error: { code: "InternalFailure", message: text } } };
    }
}

async function readBody(message: IncomingMessage): Promise<string> {
    if (message.method !== "POST" || message.url !== "/") {
        throw new AwsError("InvalidAction", "The API takes POST / and nothing else.", 404);
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of message as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > MAXIMUM_BODY) {
            throw new AwsError("RequestEntityTooLarge", "Request is too large", 413);
        }
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
}

function parseRequest(body: string): ApiRequest {
    const { credentials, region, action, params } = objectOf(parseJson(body));
    const { accessKeyId, secretAccessKey, sessionToken } = objectOf(credentials);
    return {
        credentials: {
            accessKeyId: stringOf(accessKeyId),
            secretAccessKey: stringOf(secretAccessKey),
            ...(sessionToken === undefined ? {} : { sessionToken: stringOf(sessionToken) }),
        },
        region: stringOf(region),
        action: stringOf(action),
        params: objectOf(params),
    };
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        throw notARequest();
    }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw notARequest();
    }
    return value as Readonly<Record<string, unknown>>;
}

function stringOf(value: unknown): string {
    if (typeof value !== "string") {
        throw notARequest();
    }
    return value;
}

function notARequest(): AwsError {
    return new AwsError(
        "MalformedRequest",
        "The body must be JSON with credentials, region, action and params.",
    );
}

function send(response: ServerResponse, status: number, body: ApiResponse): void {
    const text = JSON.stringify(body);
    response.writeHead(status, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(text),
    });
    response.end(text);
}
