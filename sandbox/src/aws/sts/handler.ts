/** STS over HTTPS: what SDKs, Argo CD and aws-iam-authenticator talk to. TLS is the server's concern. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import { AwsError } from "../errors";
import type { CallFacts, LogEntry } from "../log";
import { partitionOf } from "../policy/arn";
import { accountPartition } from "../requestContext";
import type { Result } from "../service";
import { errorAnswer, resultAnswer, type Answer } from "./answers";
import { assumeRole } from "./assumeRole";
import { readAuthorization } from "./authorization";
import { callerIdentity } from "./callerIdentity";
import type { StsDeps } from "./deps";
import { stsRegion } from "./endpoints";
import { operationParams } from "./query";
import type { Session } from "./sessions";
import { verifySignature } from "./signature";
import type { SignedRequest } from "./signedRequest";
import { assumeRoleWithWebIdentity } from "./webIdentity";

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => void;

const MAXIMUM_BODY = 256 * 1024;

/** Answers requests for STS hosts and logs each one. */
export function stsHttpHandler(deps: StsDeps, log: (entry: LogEntry) => void): HttpHandler {
    return (request, response) => {
        void answer(deps, log, request).then(({ status, contentType, body }) => {
            response.writeHead(status, {
                "content-type": contentType,
                "content-length": Buffer.byteLength(body),
            });
            response.end(body);
        });
    };
}

async function answer(
    deps: StsDeps,
    log: (entry: LogEntry) => void,
    message: IncomingMessage,
): Promise<Answer> {
    const requestId = randomUUID();
    const asJson = (message.headers.accept ?? "").includes("application/json");
    const facts: CallFacts = {};
    const entry = {
        time: deps.now().toISOString(),
        via: hostOf(message),
        region: stsRegion(hostOf(message)),
        action: "sts:?",
        userAgent: message.headers["user-agent"],
    };
    try {
        const request = await readRequest(message);
        const form = formOf(request);
        const operation = form.get("Action") ?? "";
        entry.action = `sts:${operation}`;
        const result = await perform(deps, request, form, operation, facts);
        log({ ...entry, ...facts, status: 200 });
        return resultAnswer(operation, result, requestId, asJson);
    } catch (error) {
        const refusal =
            error instanceof AwsError
                ? error
                : new AwsError("InternalFailure", `sandbox: ${String(error)}`, 500);
        const { code, message: text, status } = refusal;
        log({ ...entry, ...facts, status, error: { code, message: text } });
        return errorAnswer(refusal, requestId, asJson);
    }
}

async function perform(
    deps: StsDeps,
    request: SignedRequest,
    form: URLSearchParams,
    operation: string,
    facts: CallFacts,
): Promise<Result> {
    const params = operationParams(form);
    if (form.get("Version") !== "2011-06-15") {
        throw invalidAction(operation, form.get("Version"));
    }
    switch (operation) {
        case "AssumeRoleWithWebIdentity":
            return assumeRoleWithWebIdentity(deps, params, facts);
        case "AssumeRole":
            return assumeRole(deps, await signer(deps, request, facts), params, facts);
        case "GetCallerIdentity":
            return callerIdentity(await signer(deps, request, facts), params);
        default:
            throw invalidAction(operation, form.get("Version"));
    }
}

async function signer(deps: StsDeps, request: SignedRequest, facts: CallFacts): Promise<Session> {
    const region = stsRegion(request.host);
    if (region === undefined) {
        throw new AwsError("InvalidAction", `${request.host} is no endpoint of STS`, 404);
    }
    const authorization = readAuthorization(request);
    facts.accessKeyId = authorization.accessKeyId;
    if (authorization.signedHeaders.has("x-k8s-aws-id")) {
        facts.cluster = request.headers["x-k8s-aws-id"];
    }
    const session = await verifySignature(
        deps.sessions,
        request,
        authorization,
        region,
        deps.now(),
    );
    facts.caller = session.caller.arn;
    if (accountPartition(session.caller) !== partitionOf(region)) {
        throw new AwsError(
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
            403,
        );
    }
    return session;
}

async function readRequest(message: IncomingMessage): Promise<SignedRequest> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of message as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > MAXIMUM_BODY) {
            throw new AwsError("RequestEntityTooLarge", "Request is too large", 413);
        }
        chunks.push(chunk);
    }
    const host = hostOf(message);
    const url = new URL(message.url ?? "/", `https://${host}`);
    return {
        method: message.method ?? "",
        host,
        path: url.pathname,
        query: url.searchParams,
        headers: Object.fromEntries(
            Object.entries(message.headers).map(([name, value]) => [name, String(value)]),
        ),
        body: Buffer.concat(chunks).toString(),
    };
}

/** Parameters come in the query of a GET and in the body of a POST. */
function formOf({ method, query, body }: SignedRequest): URLSearchParams {
    return method === "POST" ? new URLSearchParams(body) : query;
}

/** Lower case, without the port, which no signature contains when it is the scheme's own. */
function hostOf({ headers }: IncomingMessage): string {
    return (headers.host ?? "").toLowerCase().replace(/:443$/, "");
}

function invalidAction(operation: string, version: string | null): AwsError {
    return new AwsError(
        "InvalidAction",
        `Could not find operation ${operation} for version ${version ?? "NO_VERSION_SPECIFIED"}`,
    );
}
