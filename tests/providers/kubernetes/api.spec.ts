import assert from "node:assert/strict";
import * as https from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

import { renderKubeconfig } from "../../../lib/kubernetes/kubeconfig";
import { UserError } from "../../../lib/userError";
import {
    failure,
    isNotFound,
    sharedKubernetesApi,
    type KubernetesApi,
} from "../../../providers/kubernetes/api";
import { AgainError, UnreachableError } from "../../../providers/kubernetes/errors";
import { startEgressProxy } from "../../../sandbox/src/network/egressProxy";
import { createAuthority, issueCertificate } from "../../../sandbox/src/pki";
import { HOST, TOKEN } from "../awsAuth/apiServer";
import { makeAwsCommand, type AwsCommand } from "../awsAuth/awsCommand";
import { SERVER, status, text } from "./fakeApi";

interface Request {
    readonly line: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
}

describe("The Kubernetes API of dynamic providers", () => {
    const environment = { PATH: process.env["PATH"], HTTPS_PROXY: process.env["HTTPS_PROXY"] };
    let aws: AwsCommand;
    let server: https.Server;
    let port: number;
    let certificateAuthorityData: string;
    let requests: Request[];
    /** The server's answer; undefined: it closes the connection. */
    let answer: { readonly status: number; readonly text: string } | undefined;

    before(async () => {
        const authority = await createAuthority("kubernetes");
        const { certificate, key } = await issueCertificate(authority, {
            commonName: "kube-apiserver",
            usage: "server",
            dnsNames: [HOST],
            addresses: ["127.0.0.1"],
        });
        certificateAuthorityData = Buffer.from(authority.certificate).toString("base64");
        server = https.createServer({ cert: certificate, key }, (request, response) => {
            let body = "";
            request.on("data", (chunk: Buffer) => (body += chunk.toString()));
            request.on("end", () => {
                const { headers, method, url } = request;
                requests.push({ line: `${method} ${url}`, headers, body });
                if (answer === undefined) {
                    request.socket.destroy();
                } else {
                    response.writeHead(answer.status).end(answer.text);
                }
            });
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        ({ port } = server.address() as AddressInfo);
    });
    after(
        () =>
            new Promise<void>((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    );
    beforeEach(async () => {
        requests = [];
        answer = { status: 200, text: '{"kind":"Thing"}' };
        aws = await makeAwsCommand();
        process.env["PATH"] = `${aws.directory}:${environment.PATH}`;
    });
    afterEach(async () => {
        for (const [name, value] of Object.entries(environment)) {
            if (value === undefined) {
                delete process.env[name];
            } else {
                process.env[name] = value;
            }
        }
        await aws.remove();
    });

    let clusters = 0;
    /** A kubeconfig that is unique to each test. */
    function kubeconfig(endpoint = `https://127.0.0.1:${port}`): string {
        return renderKubeconfig({
            clusterName: `cluster-${(clusters += 1)}`,
            region: "eu-west-1",
            endpoint,
            certificateAuthorityData,
        });
    }

    const connect = (endpoint?: string): KubernetesApi => sharedKubernetesApi(kubeconfig(endpoint));

    it("requests one token for all requests with a kubeconfig, and another for another kubeconfig", async () => {
        const [one, other] = [kubeconfig(), kubeconfig()];
        for (const config of [one, one, other, one]) {
            await sharedKubernetesApi(config).send("GET", "/version");
        }
        assert.equal(requests.length, 4);
        assert.deepEqual(
            (await aws.calls()).map((call) => /--cluster-name (\S+)/.exec(call)![1]),
            [one, other].map((config) => /cluster-\d+/.exec(config)![0]),
        );
        assert.deepEqual(
            new Set(requests.map(({ headers }) => headers.authorization)),
            new Set([`Bearer ${TOKEN}`]),
        );
    });

    it("sends a body as JSON, with the given content type", async () => {
        const api = connect();
        const patch = [{ op: "add", path: "/rules", value: ["ü"] }];
        await api.send("PATCH", "/apis/a/b?c=d", patch, "application/json-patch+json");
        await api.send("POST", "/api", { kind: "Review" });
        assert.deepEqual(
            requests.map(({ body, headers, line }) => [line, headers["content-type"], body]),
            [
                [
                    "PATCH /apis/a/b?c=d",
                    "application/json-patch+json",
                    '[{"op":"add","path":"/rules","value":["ü"]}]',
                ],
                ["POST /api", "application/json", '{"kind":"Review"}'],
            ],
        );
    });

    it("sends no content type without a body, and accepts JSON", async () => {
        await connect().send("GET", "/version");
        const { body, headers } = requests[0]!;
        assert.equal(body, "");
        assert.equal("content-type" in headers, false);
        assert.equal(headers.accept, "application/json");
    });

    it("reaches an endpoint with a trailing slash", async () => {
        await connect(`https://127.0.0.1:${port}/`).send("GET", "/version");
        assert.equal(requests[0]!.line, "GET /version");
    });

    it("returns every answer, with the message of a Status or the beginning of the text", async () => {
        const api = connect();
        const page = `<html>${"x".repeat(300)}`;
        const long = JSON.stringify({ kind: "x".repeat(300) });
        const failed = { kind: "Status", message: "no", code: 500 };
        const CASES: readonly (readonly [string, number, unknown, string])[] = [
            ['{"kind":"Thing"}', 200, { kind: "Thing" }, '{"kind":"Thing"}'],
            [JSON.stringify(failed), 500, failed, "no"],
            ['{"message":7}', 418, { message: 7 }, '{"message":7}'],
            ["null", 200, null, "null"],
            [long, 200, JSON.parse(long), long.slice(0, 200)],
            ["", 204, undefined, ""],
            [page, 404, undefined, page.slice(0, 200)],
        ];
        for (const [sent, code, body, message] of CASES) {
            answer = { status: code, text: sent };
            assert.deepEqual(await api.send("GET", "/"), { status: code, body, message });
        }
    });

    it("reports in one sentence why there is no token", async () => {
        await aws.fail("Token has expired and refresh failed.");
        await assert.rejects(connect().send("GET", "/version"), {
            message: `No credential for https://127.0.0.1:${port}: Token has expired and refresh failed.`,
        });
    });

    it("names the server, and the socket's code if it cannot be reached", async () => {
        const closed = https.createServer();
        await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
        const endpoint = `https://127.0.0.1:${(closed.address() as AddressInfo).port}`;
        await new Promise<void>((resolve) => closed.close(() => resolve()));
        const api = connect(endpoint);
        assert.equal(api.server, endpoint);
        await assert.rejects(api.send("GET", "/"), (error) => {
            assert.ok(error instanceof UnreachableError);
            assert.equal(error.code, "ECONNREFUSED");
            return true;
        });
    });

    it("reports a connection that is closed without an answer as unreachable", async () => {
        answer = undefined;
        await assert.rejects(connect().send("GET", "/"), (error) => {
            assert.ok(error instanceof UnreachableError);
            assert.equal(
                error.message,
                `https://127.0.0.1:${port} cannot be reached: socket hang up.`,
            );
            return true;
        });
    });

    it("uses the proxy of HTTPS_PROXY", async () => {
        const proxy = await startEgressProxy({
            source: { name: "test", addresses: [] },
            routes: (hostPort) =>
                hostPort === `${HOST}:443` ? { kind: "service", port } : undefined,
            gate: { mayConnect: () => ({ allowed: true, reason: "" }) },
            log: () => undefined,
        });
        try {
            process.env["HTTPS_PROXY"] = proxy.url;
            await connect(`https://${HOST}`).send("GET", "/version");
            assert.equal(requests[0]!.headers.host, HOST);
            await assert.rejects(
                connect("https://gone.eks.amazonaws.com").send("GET", "/version"),
                // A proxy resolves names itself, so the cause is unknown.
                (error) => error instanceof UnreachableError && error.code === undefined,
            );
        } finally {
            await proxy.stop();
        }
    });
});

describe("An answer of the Kubernetes API", () => {
    it("reports a missing object only if the API server says so", () => {
        assert.equal(isNotFound(status(404, "NotFound", "not found")), true);
        for (const answer of [
            status(404, "Other", "not found"),
            status(403, "NotFound", "not found"),
            { status: 404, body: { kind: "Other", reason: "NotFound" }, message: "" },
            { status: 404, body: null, message: "" },
            text(404, "not found"),
        ]) {
            assert.equal(isNotFound(answer), false);
        }
    });

    it("becomes an error with the remedy for its status, or one to retry, if unexpected", () => {
        const api = { server: SERVER } as KubernetesApi;
        const errorOf = (code: number): Error =>
            failure("Cannot read it", api, text(code, "no"), { 401: "Log in." });
        for (const [code, message] of [
            [401, `Cannot read it at ${SERVER}: 401 no. Log in.`],
            [403, `Cannot read it at ${SERVER}: 403 no.`],
            [499, `Cannot read it at ${SERVER}: 499 no.`],
        ] as const) {
            const error = errorOf(code);
            assert.ok(error instanceof UserError && !(error instanceof AgainError));
            assert.equal(error.message, message);
        }
        assert.equal(errorOf(409).message, "someone changed it in the meantime");
        assert.equal(errorOf(503).message, "the API server answered 503: no");
        for (const code of [409, 429, 500, 503]) {
            assert.ok(errorOf(code) instanceof AgainError, String(code));
        }
    });
});
