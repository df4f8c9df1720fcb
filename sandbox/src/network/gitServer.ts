import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import { gitVariables, parseCgiHead } from "./gitRequest";

/** What a git server is started with. */
export interface GitServerOptions {
    /** Holds `owner/name.git`, bare. */
    readonly directory: string;
    /** For github.com, in PEM. */
    readonly certificate: { readonly key: string; readonly cert: string };
    readonly log?: (entry: Readonly<Record<string, unknown>>) => void;
    /** @default a free port */
    readonly port?: number;
}

/** A running git server. */
export interface GitServer {
    readonly port: number;
    stop(): Promise<void>;
}

const headEnd = Buffer.from("\r\n\r\n");

function serve(
    request: IncomingMessage,
    response: ServerResponse,
    variables: Readonly<Record<string, string>>,
): void {
    const backend = spawn("git", ["http-backend"], {
        env: { PATH: process.env.PATH, ...variables },
        stdio: ["pipe", "pipe", "ignore"],
    });
    const fail = (): void => {
        if (!response.headersSent) {
            response.writeHead(500);
        }
        response.end();
    };
    backend.once("error", fail);
    // A backend may close its input early; only its answer counts.
    backend.stdin.on("error", () => undefined);
    request.pipe(backend.stdin);
    response.once("close", () => backend.kill());

    let head = Buffer.alloc(0);
    backend.stdout.on("data", (chunk: Buffer) => {
        if (response.headersSent) {
            response.write(chunk);
            return;
        }
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf(headEnd);
        if (end >= 0) {
            const { status, headers } = parseCgiHead(head.subarray(0, end).toString("latin1"));
            response.writeHead(status, headers.flat());
            response.write(head.subarray(end + headEnd.length));
        }
    });
    backend.stdout.once("end", () => {
        if (response.headersSent) {
            response.end();
        } else {
            fail();
        }
    });
}

/** Serves bare repositories on 127.0.0.1 as github.com does: smart HTTP, read only, by git's own backend. */
export async function startGitServer(options: GitServerOptions): Promise<GitServer> {
    const server = https.createServer(options.certificate, (request, response) => {
        const { method = "GET", url = "/", headers } = request;
        const answer = gitVariables({ method, url, headers }, options.directory);
        const status = "status" in answer ? answer.status : undefined;
        options.log?.({
            time: new Date().toISOString(),
            method,
            url,
            ...(status ? { status } : {}),
        });
        if ("status" in answer) {
            request.resume();
            response.writeHead(answer.status).end();
            return;
        }
        serve(request, response, answer.variables);
    });
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(options.port ?? 0, "127.0.0.1", resolve);
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
