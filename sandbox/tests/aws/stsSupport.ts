/** STS over HTTP on loopback, and clients that sign as SDKs do. */
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";

import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";

import type { Credentials } from "../../src/aws/contract";
import type { HttpHandler } from "../../src/aws/sts/handler";

export interface HttpAnswer {
    readonly status: number;
    readonly contentType: string;
    readonly body: string;
}

export interface HttpCall {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
}

export interface StsServer {
    readonly send: (call: HttpCall) => Promise<HttpAnswer>;
    readonly close: () => Promise<void>;
}

/** Serves a handler on loopback; TLS adds nothing to what is tested. */
export async function serve(handler: HttpHandler): Promise<StsServer> {
    const server = createServer(handler);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return {
        send: ({ method, path, headers, body = "" }) =>
            new Promise((resolve, reject) => {
                const call = httpRequest(
                    { host: "127.0.0.1", port, method, path, headers, agent: false },
                    (response) => {
                        const chunks: Buffer[] = [];
                        response.on("data", (chunk: Buffer) => chunks.push(chunk));
                        response.on("end", () =>
                            resolve({
                                status: response.statusCode ?? 0,
                                contentType: response.headers["content-type"] ?? "",
                                body: Buffer.concat(chunks).toString(),
                            }),
                        );
                    },
                );
                call.on("error", reject);
                call.end(body);
            }),
        close: () => new Promise((resolve) => server.close(() => resolve())),
    };
}

export interface Signing {
    readonly credentials: Credentials;
    readonly date: Date;
    /** @default "sts.eu-west-1.amazonaws.com" */
    readonly host?: string;
    /** @default "eu-west-1" */
    readonly region?: string;
    readonly headers?: Readonly<Record<string, string>>;
}

export const STS_HOST = "sts.eu-west-1.amazonaws.com";

/** A form as SDKs post it. */
export function form(operation: string, params: Readonly<Record<string, string>> = {}): string {
    return new URLSearchParams({ Action: operation, Version: "2011-06-15", ...params }).toString();
}

/** A POST with its signature in the Authorization header. */
export async function signedPost(body: string, signing: Signing): Promise<HttpCall> {
    const host = signing.host ?? STS_HOST;
    const signed = await signer(signing).sign(
        {
            method: "POST",
            protocol: "https:",
            hostname: host,
            path: "/",
            headers: {
                host,
                "content-type": "application/x-www-form-urlencoded; charset=utf-8",
                "content-length": String(Buffer.byteLength(body)),
                ...signing.headers,
            },
            body,
        },
        { signingDate: signing.date },
    );
    return { method: "POST", path: "/", headers: signed.headers, body };
}

/** A presigned GetCallerIdentity, as it stands inside an EKS token; `headers` are signed with it. */
export async function presigned(signing: Signing, expiresIn = 60): Promise<HttpCall> {
    const host = signing.host ?? STS_HOST;
    const headers = { host, ...signing.headers };
    const signed = await signer(signing).presign(
        {
            method: "GET",
            protocol: "https:",
            hostname: host,
            path: "/",
            query: { Action: "GetCallerIdentity", Version: "2011-06-15" },
            headers,
        },
        { signingDate: signing.date, expiresIn },
    );
    const query = new URLSearchParams(signed.query as Record<string, string>);
    return { method: "GET", path: `/?${query.toString()}`, headers };
}

function signer({ credentials, region = "eu-west-1" }: Signing): SignatureV4 {
    return new SignatureV4({
        service: "sts",
        region,
        sha256: Sha256,
        credentials,
        applyChecksum: false,
    });
}

/** Text of an element of an XML answer. */
export function element(xml: string, name: string): string | undefined {
    return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}

/** Credentials in an XML answer. */
export function credentialsInXml(xml: string): Required<Credentials> {
    return {
        accessKeyId: element(xml, "AccessKeyId") ?? "",
        secretAccessKey: element(xml, "SecretAccessKey") ?? "",
        sessionToken: element(xml, "SessionToken") ?? "",
    };
}
