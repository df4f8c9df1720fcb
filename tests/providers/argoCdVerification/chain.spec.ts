import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";

import type { Chain } from "../../../lib/argocd/chain";
import { verifyChain } from "../../../providers/argoCdVerification/chain";
import { createAuthority, issueCertificate } from "../../../sandbox/src/pki";
import { FakeApi, status } from "../kubernetes/fakeApi";

const SESSION = {
    Credentials: { AccessKeyId: "ASIA1", SecretAccessKey: "secret", SessionToken: "session" },
};
const TOKEN = { status: { token: "k8s-aws-v1.chain" } };
const WEB_IDENTITY = "header.payload.signature";

interface Review {
    readonly token: string | undefined;
    readonly attributes: unknown;
}

/** The chain against an in-memory hub, a fake `aws` command and a target that answers access reviews. */
describe("verifyChain", () => {
    const hub = new FakeApi();
    let directory: string;
    let target: Server;
    let chain: Chain;
    let reviews: Review[];
    /** Answers of the target, in order; the last one repeats. */
    let answers: { readonly status: number; readonly allowed?: boolean }[];
    let slept: number;
    let now: number;

    before(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "chain-"));
        const authority = await createAuthority("kubernetes");
        const { certificate: cert, key } = await issueCertificate(authority, {
            commonName: "kube-apiserver",
            usage: "server",
            addresses: ["127.0.0.1"],
        });
        target = createServer({ cert, key }, (request, response) => {
            const chunks: Buffer[] = [];
            request.on("data", (chunk: Buffer) => chunks.push(chunk));
            request.on("end", () => {
                const body = JSON.parse(Buffer.concat(chunks).toString()) as {
                    readonly spec: { readonly resourceAttributes: unknown };
                };
                reviews.push({
                    token: request.headers.authorization,
                    attributes: body.spec.resourceAttributes,
                });
                const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
                response.writeHead(answer.status, { "content-type": "application/json" });
                response.end(
                    JSON.stringify(
                        answer.allowed === undefined
                            ? { kind: "Status", message: "Unauthorized" }
                            : { status: { allowed: answer.allowed } },
                    ),
                );
            });
        });
        await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
        const { port } = target.address() as AddressInfo;
        chain = {
            serviceAccount: { namespace: "argocd", name: "argocd-application-controller" },
            argoRoleArn: "arn:aws:iam::111111111111:role/acme-argocd",
            deployerRoleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
            clusterName: "testing",
            region: "eu-central-1",
            endpoint: `https://127.0.0.1:${port}`,
            certificateAuthorityData: Buffer.from(authority.certificate).toString("base64"),
            resource: { group: "apps", resource: "deployments" },
            namespaces: ["default", "shop"],
        };
    });

    after(async () => {
        target.closeAllConnections();
        target.close();
        await rm(directory, { recursive: true, force: true });
    });

    beforeEach(async () => {
        hub.requests.splice(0);
        hub.answer = () => ({
            status: 201,
            body: { status: { token: WEB_IDENTITY } },
            message: "",
        });
        reviews = [];
        answers = [{ status: 201, allowed: true }];
        slept = 0;
        now = 0;
        await command({});
    });

    /** Writes the `aws` command: what each service answers, or its error message. */
    async function command(refusals: {
        readonly sts?: string;
        readonly eks?: string;
    }): Promise<void> {
        const file = path.join(directory, "aws");
        const log = path.join(directory, "calls");
        await rm(log, { force: true });
        const answer = (service: "sts" | "eks", result: unknown): string =>
            refusals[service] === undefined
                ? `printf '%s' '${JSON.stringify(result)}'`
                : `echo '${refusals[service]}' >&2; exit 254`;
        await writeFile(
            file,
            [
                "#!/bin/sh",
                `for last in "$@"; do case "$last" in file://*) cp "\${last#file://}" '${directory}/seen'; ls -l "\${last#file://}" | cut -c1-10 > '${directory}/mode'; echo "\${last#file://}" > '${directory}/where';; esac; done`,
                `echo "$* | $AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN $AWS_PROFILE $AWS_REGION" >> '${log}'`,
                `case "$1" in sts) ${answer("sts", SESSION)};; eks) ${answer("eks", TOKEN)};; esac`,
                "",
            ].join("\n"),
        );
        await chmod(file, 0o755);
    }

    async function calls(): Promise<readonly string[]> {
        const text = await readFile(path.join(directory, "calls"), "utf8");
        return text.trimEnd().split("\n");
    }

    function verify(change: Partial<Chain> = {}): Promise<void> {
        return verifyChain(
            hub,
            { ...chain, ...change },
            {
                environment: {
                    PATH: `${directory}:${process.env["PATH"]}`,
                    AWS_ACCESS_KEY_ID: "AKIAOPERATOR",
                    AWS_PROFILE: "operator",
                },
                now: () => now,
                sleep: (milliseconds) => {
                    slept += 1;
                    now += milliseconds;
                    return Promise.resolve();
                },
            },
        );
    }

    it("takes the ServiceAccount's token through both roles to the target, and checks every namespace", async () => {
        await verify();
        assert.deepEqual(
            hub.requests.map(({ method, path, body }) => ({ method, path, body })),
            [
                {
                    method: "POST",
                    path: "/api/v1/namespaces/argocd/serviceaccounts/argocd-application-controller/token",
                    body: {
                        apiVersion: "authentication.k8s.io/v1",
                        kind: "TokenRequest",
                        spec: { audiences: ["sts.amazonaws.com"], expirationSeconds: 600 },
                    },
                },
            ],
        );
        const [exchange, token, ...others] = await calls();
        assert.match(
            exchange!,
            /^sts assume-role-with-web-identity --region eu-central-1 --role-arn arn:aws:iam::111111111111:role\/acme-argocd --role-session-name eks-gitops-fleet-verification --web-identity-token file:\/\/\S+ --output json/,
        );
        assert.equal(
            token,
            "eks get-token --cluster-name testing --region eu-central-1 --role-arn arn:aws:iam::222222222222:role/acme-deployer-testing --output json | ASIA1 secret session  eu-central-1",
        );
        assert.deepEqual(others, []);
        assert.deepEqual(
            reviews,
            ["default", "shop"].map((namespace) => ({
                token: "Bearer k8s-aws-v1.chain",
                attributes: {
                    verb: "create",
                    namespace,
                    group: "apps",
                    resource: "deployments",
                },
            })),
        );
        assert.equal(slept, 0);
    });

    it("keeps the token in a file that only the user can read, during the call only", async () => {
        await verify();
        assert.equal(await readFile(path.join(directory, "seen"), "utf8"), WEB_IDENTITY);
        assert.equal((await readFile(path.join(directory, "mode"), "utf8")).trim(), "-rw-------");
        const where = (await readFile(path.join(directory, "where"), "utf8")).trim();
        assert.ok(!existsSync(path.dirname(where)));
        assert.doesNotMatch((await calls()).join("\n"), new RegExp(WEB_IDENTITY));
    });

    it("checks the whole cluster if no namespace is named", async () => {
        await verify({ namespaces: [] });
        assert.deepEqual(
            reviews.map(({ attributes }) => (attributes as { namespace: string }).namespace),
            [""],
        );
    });

    for (const [link, refusals, expected] of [
        [
            "role argocd's trust",
            {
                sts: "An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: no",
            },
            /is broken: the agent's ServiceAccount may not assume arn:aws:iam::111111111111:role\/acme-argocd/,
        ],
        [
            "the way between the roles",
            { eks: "An error occurred (AccessDenied) when calling the AssumeRole operation: no" },
            /is broken: arn:aws:iam::111111111111:role\/acme-argocd may not assume arn:aws:iam::222222222222:role\/acme-deployer-testing/,
        ],
    ] as const) {
        it(`names ${link} after 90 seconds, with the remedy`, async () => {
            await command(refusals);
            await assert.rejects(verify(), (error: Error) => {
                assert.match(error.message, expected);
                assert.match(error.message, /run pulumi up --refresh to restore it\.$/);
                return true;
            });
            assert.equal(now, 90_000);
            assert.deepEqual(reviews, []);
        });
    }

    it("names the mapping when the target rejects the token", async () => {
        answers = [{ status: 401 }];
        await assert.rejects(verify(), /cluster testing does not accept .* \(401 Unauthorized\)/);
    });

    it("names RBAC when the target denies access, with the namespace", async () => {
        answers = [
            { status: 201, allowed: true },
            { status: 201, allowed: false },
        ];
        await assert.rejects(verify({ namespaces: ["default", "shop"] }), /does not allow/);
    });

    it("waits for a link that takes effect late", async () => {
        answers = [
            { status: 401 },
            { status: 201, allowed: false },
            { status: 201, allowed: true },
        ];
        await verify({ namespaces: ["default"] });
        assert.equal(slept, 2);
    });

    it("fails immediately if the hub returns no token, or the command fails for another reason", async () => {
        await command({ sts: "Unable to parse config file" });
        await assert.rejects(verify(), /Unable to parse config file/);
        hub.answer = () => status(403, "Forbidden", "forbidden");
        await assert.rejects(
            verify(),
            /Cannot get a token of ServiceAccount argocd\/argocd-application-controller/,
        );
        assert.equal(slept, 0);
    });
});
