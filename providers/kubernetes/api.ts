/** The Kubernetes API for dynamic providers: one request, one answer, and errors that say what failed. */
import { KubeConfig } from "@kubernetes/client-node";
import * as https from "node:https";

import { UserError } from "../../lib/userError";
import { AgainError, UnreachableError } from "./errors";
import { proxyFor, type Environment } from "./proxy";

/** What the API server answered. */
export interface Answer {
    readonly status: number;
    /** The parsed JSON; undefined if the body is not JSON. */
    readonly body: unknown;
    /** The API server's message, or the beginning of any other body. */
    readonly message: string;
}

/** A cluster's API server. */
export interface KubernetesApi {
    /** `https://<host>` */
    readonly server: string;
    /**
     * Sends one request and returns the answer, whatever its status.
     * @param path with the query, `/api/v1/...`
     * @param contentType of the body @default application/json
     * @throws UnreachableError if no API server answered; UserError if there is no credential or TLS fails
     */
    send(method: string, path: string, body?: unknown, contentType?: string): Promise<Answer>;
}

/** Timeout of a request, in milliseconds. The API server's own limit of 60 s is too long for a waiting user. */
const TIMEOUT = 30_000;

/** Socket errors that mean that no server was reached. */
const NOT_REACHED: readonly string[] = [
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "ENOTFOUND",
    "EPIPE",
    "ETIMEDOUT",
];

/**
 * @param kubeconfig its credential is a command, which runs once for all requests until its token expires
 * @param environment decides which proxy is used
 * @throws UserError if the kubeconfig has no current context
 */
export function kubernetesApi(kubeconfig: string, environment: Environment): KubernetesApi {
    const config = new KubeConfig();
    config.loadFromString(kubeconfig);
    config.clusters = config.clusters.map((cluster) => ({
        ...cluster,
        proxyUrl: cluster.proxyUrl ?? proxyFor(cluster.server, environment),
    }));
    const server = config.getCurrentCluster()?.server;
    if (server === undefined) {
        throw new UserError("'kubeconfig' has no current context with a cluster.");
    }
    return {
        server,
        send: (method, path, body, contentType = "application/json") =>
            request(config, server, { method, path, body, contentType }),
    };
}

const apis = new Map<string, KubernetesApi>();

/** Like kubernetesApi, but resources of a cluster share one token: Pulumi runs all dynamic providers in one process. */
export function sharedKubernetesApi(kubeconfig: string): KubernetesApi {
    const known = apis.get(kubeconfig) ?? kubernetesApi(kubeconfig, process.env);
    apis.set(kubeconfig, known);
    return known;
}

/** Whether the API server itself reports that the object does not exist. A proxy's 404 does not count. */
export function isNotFound({ status, body }: Answer): boolean {
    const { kind, reason } = (body ?? {}) as Record<string, unknown>;
    return status === 404 && kind === "Status" && reason === "NotFound";
}

/**
 * The error for an unexpected answer.
 * @param what the failed action, "Cannot read Role shop/acme"
 * @param remedies what to do, by status
 * @returns AgainError if a retry may succeed, otherwise UserError
 */
export function failure(
    what: string,
    { server }: KubernetesApi,
    { status, message }: Answer,
    remedies: Readonly<Record<number, string>> = {},
): Error {
    if (status === 409) {
        return new AgainError("someone changed it in the meantime");
    }
    if (status === 429 || status >= 500) {
        return new AgainError(`the API server answered ${status}: ${message}`);
    }
    const remedy = remedies[status];
    return new UserError(
        `${what} at ${server}: ${status} ${message}.${remedy === undefined ? "" : ` ${remedy}`}`,
    );
}

async function request(
    config: KubeConfig,
    server: string,
    {
        method,
        path,
        body,
        contentType,
    }: {
        readonly method: string;
        readonly path: string;
        readonly body: unknown;
        readonly contentType: string;
    },
): Promise<Answer> {
    const options: https.RequestOptions = {};
    try {
        await config.applyToHTTPSOptions(options);
    } catch (error) {
        throw new UserError(`No credential for ${server}: ${credentialProblem(error as Error)}`);
    }
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
        const sent = https.request(
            `${server.replace(/\/$/, "")}${path}`,
            {
                ...options,
                method,
                timeout: TIMEOUT,
                signal: AbortSignal.timeout(TIMEOUT),
                headers: {
                    ...options.headers,
                    Accept: "application/json",
                    ...(text === undefined ? {} : { "Content-Type": contentType }),
                },
            },
            (response) => {
                const chunks: Buffer[] = [];
                response.on("data", (chunk: Buffer) => chunks.push(chunk));
                response.on("error", (error) => reject(connectionError(server, error)));
                response.on("end", () =>
                    resolve(answerOf(response.statusCode ?? 0, Buffer.concat(chunks).toString())),
                );
            },
        );
        sent.on("error", (error) => reject(connectionError(server, error)));
        sent.end(text);
    });
}

function answerOf(status: number, text: string): Answer {
    let body: unknown;
    try {
        body = JSON.parse(text);
    } catch {
        return { status, body: undefined, message: text.slice(0, 200) };
    }
    const { message } = (body ?? {}) as Record<string, unknown>;
    return { status, body, message: typeof message === "string" ? message : text.slice(0, 200) };
}

function connectionError(server: string, error: NodeJS.ErrnoException): UserError {
    const late = error.name === "AbortError" || error.name === "TimeoutError";
    const problem = late ? `no answer in ${TIMEOUT / 1000} seconds` : error.message;
    // The proxy agent's errors have only a message: the proxy's answer to CONNECT, or that there was none.
    const notReached =
        late ||
        NOT_REACHED.includes(error.code ?? "") ||
        /^(Bad response: \d+|Proxy timeout|socket hang up)$/.test(error.message);
    const message = `${server} cannot be reached: ${problem}.`;
    return notReached ? new UnreachableError(message, error.code) : new UserError(message);
}

function credentialProblem(error: NodeJS.ErrnoException): string {
    return error.code === "ENOENT"
        ? `${error.message}. The aws command must be on the PATH.`
        : `${error.message.trim().replace(/\.$/, "")}.`;
}
