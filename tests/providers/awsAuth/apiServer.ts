/** An API server with one ConfigMap that simulates races: versions, conflicts, denials and other writers. */
import * as https from "node:https";
import type { AddressInfo } from "node:net";

import {
    createAuthority,
    issueCertificate,
    type Authority,
    type KeyPair,
} from "../../../sandbox/src/pki";

export interface StoredConfigMap {
    readonly metadata: Readonly<Record<string, unknown>> & { readonly resourceVersion: string };
    readonly data?: Readonly<Record<string, string>>;
    readonly [key: string]: unknown;
}

/** A received request, without its body. */
export type Line = `${string} ${string}`;

export interface FakeApiServer {
    /** `https://127.0.0.1:<port>` */
    readonly endpoint: string;
    readonly port: number;
    /** base64 of the PEM, as EKS returns it. */
    readonly certificateAuthorityData: string;
    readonly lines: readonly Line[];
    /** What is stored; undefined: the ConfigMap does not exist. */
    configMap: StoredConfigMap | undefined;
    /** Simulates another writer before a request. */
    before: (method: string) => void;
    /** Overrides the server's answers. */
    answer: (method: string) => { readonly status: number; readonly text: string } | undefined;
    /** Stores another text, as another writer. */
    write(mapRoles: string | undefined): void;
    stop(): Promise<void>;
}

export const TOKEN = "k8s-aws-v1.example";
/** The API server's name when it is reached through a proxy. */
export const HOST = "0123456789abcdef0123456789abcdef.gr7.eu-west-1.eks.amazonaws.com";
const NAME = "/api/v1/namespaces/kube-system/configmaps/aws-auth";

let identity: Promise<{ readonly authority: Authority; readonly server: KeyPair }> | undefined;

async function issued(): Promise<{ readonly authority: Authority; readonly server: KeyPair }> {
    const authority = await createAuthority("kubernetes");
    const server = await issueCertificate(authority, {
        commonName: "kube-apiserver",
        usage: "server",
        dnsNames: [HOST],
        addresses: ["127.0.0.1"],
    });
    return { authority, server };
}

/** @param mapRoles content of the ConfigMap; undefined: it does not exist */
export async function startApiServer(mapRoles?: string): Promise<FakeApiServer> {
    const { authority, server } = await (identity ??= issued());
    const lines: Line[] = [];
    let version = 41;
    const stored = (data: Readonly<Record<string, string>>): StoredConfigMap => ({
        kind: "ConfigMap",
        apiVersion: "v1",
        metadata: {
            name: "aws-auth",
            namespace: "kube-system",
            resourceVersion: String((version += 1)),
            annotations: { "example.com/owner": "platform" },
            // A field of a program that no client library knows.
            futureField: { kept: true },
        },
        data,
    });
    const fake: FakeApiServer = {
        endpoint: "",
        port: 0,
        certificateAuthorityData: Buffer.from(authority.certificate).toString("base64"),
        lines,
        configMap: mapRoles === undefined ? undefined : stored({ mapRoles, mapUsers: "[]\n" }),
        before: () => undefined,
        answer: () => undefined,
        write: (text) => {
            fake.configMap =
                text === undefined
                    ? undefined
                    : stored({ ...fake.configMap?.data, mapRoles: text });
        },
        stop: () =>
            new Promise((resolve) => {
                listener.close(() => resolve());
                listener.closeAllConnections();
            }),
    };

    const respond = (method: string, url: string, token: string, body: string): Reply => {
        fake.before(method);
        if (token !== `Bearer ${TOKEN}`) {
            return status(401, "Unauthorized", "Unauthorized");
        }
        if (method === "GET" && url === NAME) {
            return fake.configMap === undefined ? notFound() : [200, fake.configMap];
        }
        if (method === "POST" && `${url}/aws-auth` === NAME) {
            if (fake.configMap !== undefined) {
                return status(409, "AlreadyExists", 'configmaps "aws-auth" already exists');
            }
            const { data } = JSON.parse(body) as StoredConfigMap;
            fake.configMap = stored(data ?? {});
            return [201, fake.configMap];
        }
        if (method === "PUT" && url === NAME) {
            const sent = JSON.parse(body) as StoredConfigMap;
            if (fake.configMap === undefined) {
                return notFound();
            }
            if (sent.metadata.resourceVersion !== fake.configMap.metadata.resourceVersion) {
                return status(409, "Conflict", "the object has been modified");
            }
            const resourceVersion = String((version += 1));
            fake.configMap = { ...sent, metadata: { ...sent.metadata, resourceVersion } };
            return [200, fake.configMap];
        }
        return status(405, "MethodNotAllowed", `${method} ${url}`);
    };
    const listener = https.createServer(
        { cert: server.certificate, key: server.key },
        (request, response) => {
            const chunks: Buffer[] = [];
            request.on("data", (chunk: Buffer) => chunks.push(chunk));
            request.on("end", () => {
                const { method = "", url = "" } = request;
                lines.push(`${method} ${url}`);
                const forced = fake.answer(method);
                if (forced !== undefined) {
                    response.writeHead(forced.status).end(forced.text);
                    return;
                }
                const token = request.headers.authorization ?? "";
                const [code, body] = respond(method, url, token, Buffer.concat(chunks).toString());
                response
                    .writeHead(code, { "content-type": "application/json" })
                    .end(JSON.stringify(body));
            });
        },
    );
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const { port } = listener.address() as AddressInfo;
    return Object.assign(fake, { port, endpoint: `https://127.0.0.1:${port}` });
}

type Reply = readonly [number, unknown];

function notFound(): Reply {
    return status(404, "NotFound", 'configmaps "aws-auth" not found');
}

function status(code: number, reason: string, message: string): Reply {
    return [code, { kind: "Status", apiVersion: "v1", status: "Failure", message, reason, code }];
}

/** The body of an error in the API server's format. */
export function statusText(code: number, reason: string, message: string): string {
    return JSON.stringify(status(code, reason, message)[1]);
}
