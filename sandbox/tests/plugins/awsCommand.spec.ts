import * as assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { parseCommand, UsageError } from "../../src/plugins/cli/arguments";
import { post } from "../../src/plugins/cli/https";
import {
    presignedIdentityUrl,
    signedAction,
    stsHost,
    unsignedAction,
} from "../../src/plugins/cli/signing";
import { assumeRole, stsResult } from "../../src/plugins/cli/sts";
import { clusterToken, execCredential } from "../../src/plugins/cli/token";
import { OWN_VERSION, suitableAwsCommand } from "../../src/plugins/cli/version";

const credentials = { accessKeyId: "ASIAX", secretAccessKey: "s", sessionToken: "t/+=" };
const now = new Date("2026-01-02T03:04:05.678Z");

describe("the command line of the sandbox's aws", () => {
    it("reads a web identity's token from a file only", () => {
        const command = (token: string): readonly string[] => [
            ...["sts", "assume-role-with-web-identity", "--region", "eu-west-1"],
            ...["--role-arn", "arn:r", "--role-session-name", "me"],
            ...["--web-identity-token", token],
        ];
        assert.deepEqual(parseCommand(command("file:///tmp/token"), {}), {
            kind: "assume-role-with-web-identity",
            region: "eu-west-1",
            roleArn: "arn:r",
            sessionName: "me",
            tokenFile: "/tmp/token",
        });
        assert.throws(() => parseCommand(command("a.b.c"), {}), UsageError);
    });

    it("takes get-token with its options anywhere, and --role for --role-arn", () => {
        const expected = {
            kind: "get-token",
            clusterName: "hub",
            region: "eu-west-1",
            roleArn: "arn:r",
        };
        for (const line of [
            "eks get-token --cluster-name hub --region eu-west-1 --output json --role-arn arn:r",
            "--region eu-west-1 eks get-token --cluster-name hub --output json --role arn:r",
        ]) {
            assert.deepEqual(parseCommand(line.split(" "), {}), expected);
        }
    });

    it("defaults to the region of the environment", () => {
        const args = ["sts", "get-caller-identity"];
        assert.deepEqual(parseCommand(args, { AWS_REGION: "eu-west-1" }), {
            kind: "get-caller-identity",
            region: "eu-west-1",
        });
        assert.throws(
            () => parseCommand(args, {}),
            (error) => error instanceof UsageError && error.exitCode === 253,
        );
    });

    it("supports the commands for OIDC providers, spelled as in the AWS CLI", () => {
        const arn = "arn:aws:iam::222222222222:oidc-provider/x";
        const parsed = (...args: readonly string[]): unknown =>
            parseCommand(args, { AWS_REGION: "r" });
        assert.deepEqual(
            parsed("iam", "get-open-id-connect-provider", "--open-id-connect-provider-arn", arn),
            {
                kind: "iam",
                region: "r",
                call: {
                    action: "GetOpenIDConnectProvider",
                    params: { OpenIDConnectProviderArn: arn },
                },
            },
        );
        assert.deepEqual(
            parsed(
                ...["iam", "create-open-id-connect-provider", "--url", "https://x"],
                ...["--client-id-list", "a", "--tags", '[{"Key":"k","Value":"v"}]'],
            ),
            {
                kind: "iam",
                region: "r",
                call: {
                    action: "CreateOpenIDConnectProvider",
                    params: {
                        Url: "https://x",
                        ClientIDList: ["a"],
                        Tags: [{ Key: "k", Value: "v" }],
                    },
                },
            },
        );
        assert.deepEqual(
            parsed(...["sts", "assume-role", "--role-arn", arn, "--role-session-name", "s"]),
            { kind: "assume-role", region: "r", roleArn: arn, sessionName: "s" },
        );
    });

    it("prints its version", () => {
        assert.deepEqual(parseCommand(["--version"], {}), { kind: "version" });
    });

    it("rejects unknown commands with usage and code 252", () => {
        for (const line of [
            "s3 ls",
            "eks get-token",
            "eks get-token --cluster-name x --profile p",
            "eks get-token --cluster-name x --output text",
            "eks get-token --nonsense",
            "iam delete-open-id-connect-provider",
            "iam create-user",
            "iam list-roles more",
            "sts assume-role --role-arn x",
            "",
        ]) {
            assert.throws(
                () => parseCommand(line.split(" ").filter(Boolean), { AWS_REGION: "r" }),
                (error) =>
                    error instanceof UsageError &&
                    error.exitCode === 252 &&
                    error.message.startsWith("usage:"),
                line,
            );
        }
    });
});

describe("versions of the AWS CLI", () => {
    it("are new enough for @pulumi/eks from 1.24 and 2.7 on", () => {
        for (const version of ["1.24.0", "1.45.11", "2.7.0", "2.31.4", "3.0.0"]) {
            assert.equal(suitableAwsCommand(`aws-cli/${version} Python/3`), true, version);
        }
        for (const version of ["1.23.9", "2.6.9", "0.1.0"]) {
            assert.equal(suitableAwsCommand(`aws-cli/${version} Python/3`), false, version);
        }
        assert.equal(suitableAwsCommand("something else"), false);
    });

    it("include the sandbox's own, which says what it is", () => {
        assert.equal(suitableAwsCommand(OWN_VERSION), true);
        assert.match(OWN_VERSION, /sandbox/);
    });
});

describe("cluster tokens", () => {
    it("are a presigned identity request to the region's STS, signed with the cluster's name", async () => {
        const url = new URL(await presignedIdentityUrl(credentials, "eu-west-1", "hub", now));
        assert.equal(url.host, "sts.eu-west-1.amazonaws.com");
        const query = Object.fromEntries(url.searchParams);
        assert.equal(query.Action, "GetCallerIdentity");
        assert.equal(query["X-Amz-Expires"], "60");
        assert.equal(query["X-Amz-SignedHeaders"], "host;x-k8s-aws-id");
        assert.equal(query["X-Amz-Security-Token"], "t/+=");
        assert.match(query["X-Amz-Credential"] ?? "", /\/20260102\/eu-west-1\/sts\/aws4_request$/);
    });

    it("differ by cluster", async () => {
        const url = (cluster: string): Promise<string> =>
            presignedIdentityUrl(credentials, "eu-west-1", cluster, now);
        assert.notEqual(await url("a"), await url("b"));
    });

    it("are the URL in URL-safe base64 without padding, after the version", () => {
        const token = clusterToken("https://x/?a=b~");
        assert.equal(token, `k8s-aws-v1.${Buffer.from("https://x/?a=b~").toString("base64url")}`);
        assert.doesNotMatch(token, /[=+/]/);
    });

    it("are given for 14 minutes, in the version that the client asks for", () => {
        const credential = execCredential(
            "token",
            now,
            '{"apiVersion": "client.authentication.k8s.io/v1"}',
        );
        assert.deepEqual(credential, {
            kind: "ExecCredential",
            apiVersion: "client.authentication.k8s.io/v1",
            spec: {},
            status: { expirationTimestamp: "2026-01-02T03:18:05Z", token: "token" },
        });
        for (const info of [undefined, "", "not json"]) {
            assert.equal(
                execCredential("t", now, info).apiVersion,
                "client.authentication.k8s.io/v1beta1",
            );
        }
    });
});

describe("calls of STS", () => {
    it("are signed for the region's host and ask for JSON", async () => {
        const { host, headers, body } = await signedAction(
            credentials,
            "eu-west-1",
            "AssumeRole",
            { RoleArn: "arn:r" },
            now,
        );
        assert.equal(host, "sts.eu-west-1.amazonaws.com");
        assert.equal(body, "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Ar");
        assert.equal(headers.accept, "application/json");
        assert.match(headers.authorization ?? "", /^AWS4-HMAC-SHA256 Credential=ASIAX\//);
        assert.equal(stsHost("cn-north-1"), "sts.cn-north-1.amazonaws.com.cn");
    });

    it("carry no signature for a web identity", () => {
        const { host, headers, body } = unsignedAction("eu-west-1", "AssumeRoleWithWebIdentity", {
            WebIdentityToken: "a.b.c",
        });
        assert.equal(host, "sts.eu-west-1.amazonaws.com");
        assert.equal(
            body,
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&WebIdentityToken=a.b.c",
        );
        assert.deepEqual(Object.keys(headers).sort(), ["accept", "content-type", "host"]);
    });

    it("give their result, or the refusal as the AWS CLI says it", () => {
        const body = JSON.stringify({ AssumeRoleResponse: { AssumeRoleResult: { a: 1 } } });
        assert.deepEqual(stsResult("AssumeRole", { status: 200, body }), { a: 1 });
        const refusal = JSON.stringify({ Error: { Code: "AccessDenied", Message: "no" } });
        assert.throws(() => stsResult("AssumeRole", { status: 403, body: refusal }), {
            message: "An error occurred (AccessDenied) when calling the AssumeRole operation: no",
        });
    });

    it("give a role's credentials, named as the AWS CLI names the session", async () => {
        let asked: unknown;
        const issued = await assumeRole(
            (_credentials, _region, _action, params) => {
                asked = params;
                return Promise.resolve({
                    Credentials: { AccessKeyId: "a", SecretAccessKey: "b", SessionToken: "c" },
                });
            },
            credentials,
            "eu-west-1",
            "arn:r",
        );
        assert.deepEqual(asked, { RoleArn: "arn:r", RoleSessionName: "EKSGetTokenAuth" });
        assert.deepEqual(issued, {
            accessKeyId: "a",
            secretAccessKey: "b",
            sessionToken: "c",
        });
    });

    it("go through the proxy, whose refusal is an error that names the host", async () => {
        const asked: string[] = [];
        const proxy = createServer();
        proxy.on("connect", (request, socket) => {
            asked.push(request.url ?? "");
            socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
        });
        await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
        const { port } = proxy.address() as AddressInfo;
        try {
            await assert.rejects(
                post({ proxyUrl: `http://127.0.0.1:${port}` }, "sts.test", {}, ""),
                { message: "the proxy rejected sts.test: 403" },
            );
        } finally {
            proxy.close();
        }
        assert.deepEqual(asked, ["sts.test:443"]);
    });
});
