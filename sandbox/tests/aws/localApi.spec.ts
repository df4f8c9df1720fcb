import assert from "node:assert/strict";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { serveApi, type Api } from "../../src/aws/api";
import { callAws } from "../../src/aws/client";
import type { ApiRequest, Credentials } from "../../src/aws/contract";
import { fixture, HUB, refused, REGION, TRUST_EC2, type Fixture } from "./identitySupport";

describe("The private API's socket", () => {
    let directory: string;
    let socket: string;
    let identity: Fixture;
    let api: Api;
    let credentials: Credentials;

    beforeEach(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "sandbox-aws-"));
        socket = path.join(directory, "aws.sock");
        // what a process that was killed leaves behind
        await writeFile(socket, "");
        identity = fixture();
        api = await serveApi(identity.aws, socket);
        credentials = identity.aws.organisation.operatorCredentials({
            account: HUB,
            durationSeconds: 900,
        });
    });

    afterEach(async () => {
        await api.close();
        await rm(directory, { recursive: true });
    });

    const request = (action: string, params: ApiRequest["params"] = {}): ApiRequest => ({
        credentials,
        region: REGION,
        action,
        params,
    });

    it("answers results", async () => {
        const identityAnswer = await callAws(socket, request("sts:GetCallerIdentity"));
        assert.equal(identityAnswer["Account"], HUB);
        const created = await callAws(
            socket,
            request("iam:CreateRole", { RoleName: "argocd", AssumeRolePolicyDocument: TRUST_EC2 }),
        );
        assert.deepEqual(
            await callAws(socket, request("iam:GetRole", { RoleName: "argocd" })),
            created,
        );
    });

    it("answers errors with code, text and status", async () => {
        const error = await refused(
            callAws(socket, request("iam:GetRole", { RoleName: "missing" })),
            "NoSuchEntity",
            "The role with name missing cannot be found.",
        );
        assert.equal(error.status, 404);
    });

    it("logs each call with the client's user agent", async () => {
        await callAws(socket, request("iam:ListRoles"), "pulumi-resource-aws/1");
        assert.deepEqual(identity.log.at(-1), {
            time: "2026-03-04T05:06:07.000Z",
            via: "socket",
            region: REGION,
            action: "iam:ListRoles",
            userAgent: "pulumi-resource-aws/1",
            caller: `arn:aws:sts::${HUB}:assumed-role/PlatformEngineer/operator`,
            accessKeyId: credentials.accessKeyId,
            resource: "*",
            trust: "none",
            permission: "allow",
            sameAccount: true,
            status: 200,
        });
    });

    it("reports internal errors as a failure of the sandbox", async () => {
        await api.close();
        api = await serveApi({ call: () => Promise.reject(new TypeError("oops")) }, socket);
        const error = await refused(
            callAws(socket, request("iam:ListRoles")),
            "InternalFailure",
            "sandbox: oops",
        );
        assert.equal(error.status, 500);
    });

    it("rejects malformed requests", async () => {
        const post = (body: string, method = "POST", at = "/"): Promise<number | undefined> =>
            new Promise((resolve, reject) => {
                const call = httpRequest(
                    { socketPath: socket, method, path: at, agent: false },
                    (response) => {
                        response.resume();
                        resolve(response.statusCode);
                    },
                );
                call.on("error", reject);
                call.end(body);
            });
        for (const body of [
            "",
            "{",
            "[]",
            "{}",
            JSON.stringify({ ...request("a:b"), params: [] }),
        ]) {
            assert.equal(await post(body), 400, body);
        }
        assert.equal(await post(JSON.stringify(request("iam:ListRoles")), "PUT"), 404);
        assert.equal(await post(JSON.stringify(request("iam:ListRoles")), "POST", "/x"), 404);
        assert.equal(await post(JSON.stringify(request("iam:ListRoles"))), 200);
    });

    it("is accessible to its owner only, and is deleted on close", async () => {
        assert.equal((await stat(socket)).mode & 0o777, 0o600);
        await api.close();
        await assert.rejects(stat(socket), { code: "ENOENT" });
        await assert.rejects(callAws(socket, request("iam:ListRoles")), { code: "ENOENT" });
        api = await serveApi(identity.aws, socket);
    });
});
