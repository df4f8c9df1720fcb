/** The ConfigMap kube-system/aws-auth over the Kubernetes API: read, made, and written only if nobody else did meanwhile. */
import { KubeConfig } from "@kubernetes/client-node";
import * as https from "node:https";

import { UserError } from "../../components/lib/userError";
import { AgainError, UnreachableError } from "./errors";
import { proxyFor, type Environment } from "./proxy";

/** The object as the API server gave it, whole: what isn't known here goes back as it came. */
export interface ConfigMap {
    readonly metadata: { readonly resourceVersion: string };
    readonly data?: Readonly<Record<string, string>>;
}

/** A cluster's aws-auth. Every method throws AgainError, UnreachableError or UserError. */
export interface AwsAuthConfigMap {
    /** @returns undefined where the API server says that there is none */
    read(): Promise<ConfigMap | undefined>;
    create(mapRoles: string): Promise<void>;
    /** @param read as it was read: its version must still be the present one */
    replace(read: ConfigMap, mapRoles: string): Promise<void>;
}

interface Answer {
    readonly status: number;
    readonly body: unknown;
    /** The API server's own words, or the beginning of whatever came. */
    readonly message: string;
}

const COLLECTION = "/api/v1/namespaces/kube-system/configmaps";
const NAME = "aws-auth";

/** A request's time, in milliseconds: as long as the API server itself gives one at most is of no use to a person. */
const TIMEOUT = 30_000;

/** Errors of sockets that say that nobody is there. */
const NOBODY: readonly string[] = [
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
 * @param kubeconfig whose credential is a command; it is asked once for all requests
 * @param environment says which proxy is used
 */
export function awsAuthConfigMap(kubeconfig: string, environment: Environment): AwsAuthConfigMap {
    const config = new KubeConfig();
    config.loadFromString(kubeconfig);
    config.clusters = config.clusters.map((cluster) => ({
        ...cluster,
        proxyUrl: cluster.proxyUrl ?? proxyFor(cluster.server, environment),
    }));
    const server = config.getCurrentCluster()?.server;
    if (server === undefined) {
        throw new UserError("AwsAuthEntry: 'kubeconfig' has no current context with a cluster.");
    }
    const send = (method: string, path: string, body?: unknown): Promise<Answer> =>
        request(config, server, method, path, body);

    return {
        read: async () => {
            const answer = await send("GET", `${COLLECTION}/${NAME}`);
            if (answer.status === 200) {
                return answer.body as ConfigMap;
            }
            if (isNotFound(answer)) {
                return undefined;
            }
            throw failure("read", server, answer);
        },
        create: async (mapRoles) => {
            const answer = await send("POST", COLLECTION, {
                apiVersion: "v1",
                kind: "ConfigMap",
                metadata: { name: NAME, namespace: "kube-system" },
                data: { mapRoles },
            });
            if (answer.status !== 201) {
                throw failure("create", server, answer);
            }
        },
        replace: async (read, mapRoles) => {
            const answer = await send("PUT", `${COLLECTION}/${NAME}`, {
                ...read,
                data: { ...read.data, mapRoles },
            });
            if (isNotFound(answer)) {
                throw new AgainError("somebody deleted it meanwhile");
            }
            if (answer.status !== 200) {
                throw failure("write", server, answer);
            }
        },
    };
}

/** The API server itself says so: a proxy's or another server's 404 tells nothing about the ConfigMap. */
function isNotFound({ status, body }: Answer): boolean {
    const { kind, reason } = (body ?? {}) as Record<string, unknown>;
    return status === 404 && kind === "Status" && reason === "NotFound";
}

function failure(what: string, server: string, { status, message }: Answer): Error {
    if (status === 409) {
        return new AgainError("somebody changed it meanwhile");
    }
    if (status === 429 || status >= 500) {
        return new AgainError(`the API server answers ${status}: ${message}`);
    }
    const remedies: Readonly<Record<number, string>> = {
        401: " The cluster doesn't know the identity that runs Pulumi: who created the cluster can map it in aws-auth.",
        403: " The identity that runs Pulumi needs get, create and update on this ConfigMap.",
    };
    return new UserError(
        `Can't ${what} kube-system/aws-auth at ${server}: ${status} ${message}.${remedies[status] ?? ""}`,
    );
}

async function request(
    config: KubeConfig,
    server: string,
    method: string,
    path: string,
    body: unknown,
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
                    ...(text === undefined ? {} : { "Content-Type": "application/json" }),
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
    // The proxy's agent has words alone: its answer to CONNECT, or that none came.
    const nobody =
        late ||
        NOBODY.includes(error.code ?? "") ||
        /^(Bad response: \d+|Proxy timeout|socket hang up)$/.test(error.message);
    const message = `${server} can't be reached: ${problem}.`;
    return nobody ? new UnreachableError(message) : new UserError(message);
}

function credentialProblem(error: NodeJS.ErrnoException): string {
    return error.code === "ENOENT"
        ? `${error.message}. The aws command must be on PATH.`
        : `${error.message.trim()}.`;
}
