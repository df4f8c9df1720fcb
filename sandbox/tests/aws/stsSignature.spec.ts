import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";

import type { Credentials } from "../../src/aws/contract";
import { fixture, HUB, type Fixture } from "./identitySupport";
import {
    credentialsInXml,
    element,
    form,
    serve,
    signedPost,
    STS_HOST,
    type HttpAnswer,
    type HttpCall,
    type StsServer,
} from "./stsSupport";

const CLUSTER = { "x-k8s-aws-id": "testing" };
const CALLER = `arn:aws:sts::${HUB}:assumed-role/PlatformEngineer/operator`;

describe("Signed requests to STS", () => {
    let identity: Fixture;
    let sts: StsServer;
    let credentials: Required<Credentials>;

    beforeEach(async () => {
        identity = fixture();
        sts = await serve(identity.aws.stsHandler);
        credentials = identity.aws.organisation.operatorCredentials({
            account: HUB,
            durationSeconds: 43200,
        });
    });

    afterEach(() => sts.close());

    const signing = (more: object = {}): Parameters<typeof signedPost>[1] => ({
        credentials,
        date: identity.now(),
        ...more,
    });
    const outcome = async (call: HttpCall): Promise<readonly unknown[]> => {
        const { status, body } = await sts.send(call);
        return [status, element(body, "Code") ?? element(body, "Arn")];
    };
    const MISMATCH = [403, "SignatureDoesNotMatch"];

    it("a signature in the Authorization header names the caller", async () => {
        const { status, body } = await sts.send(
            await signedPost(form("GetCallerIdentity"), signing()),
        );
        assert.equal(status, 200, body);
        assert.equal(element(body, "Arn"), CALLER);
        assert.equal(element(body, "Account"), HUB);
        assert.match(element(body, "UserId") ?? "", /^AROA[A-Z0-9]{17}:operator$/);
        assert.match(
            body,
            /^<GetCallerIdentityResponse xmlns="https:\/\/sts.amazonaws.com\/doc\/2011-06-15\/">/,
        );
    });

    it("accepts a signature computed as documented, without an SDK", async () => {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
        const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
        const hmac = (key: string | Buffer, text: string): Buffer =>
            createHmac("sha256", key).update(text).digest();
        const body = form("GetCallerIdentity");
        const date = "20260304T050607Z";
        const scope = "20260304/eu-west-1/sts/aws4_request";
        const headers = {
            "content-type": "application/x-www-form-urlencoded",
            host: STS_HOST,
            "user-agent": "a  b",
            "x-amz-date": date,
            "x-amz-security-token": credentials.sessionToken,
        };
        const names = Object.keys(headers).join(";");
        const canonical = [
            "POST",
            "/",
            "",
            ...Object.entries({ ...headers, "user-agent": "a b" }).map(
                ([name, value]) => `${name}:${value}`,
            ),
            "",
            names,
            hash(body),
        ].join("\n");
        const toSign = ["AWS4-HMAC-SHA256", date, scope, hash(canonical)].join("\n");
        const key = ["20260304", "eu-west-1", "sts", "aws4_request"].reduce<string | Buffer>(
            hmac,
            `AWS4${credentials.secretAccessKey}`,
        );
        const authorization =
            `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, ` +
            `SignedHeaders=${names}, Signature=${hmac(key, toSign).toString("hex")}`;
        const call = { method: "POST", path: "/", headers: { ...headers, authorization }, body };
        assert.deepEqual(await outcome(call), [200, CALLER]);
        const other = authorization.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
        assert.deepEqual(
            await outcome({ ...call, headers: { ...headers, authorization: other } }),
            MISMATCH,
        );
    });

    it("body, signed headers, method and path cannot be changed afterwards", async () => {
        const call = await signedPost(form("GetCallerIdentity"), signing({ headers: CLUSTER }));
        assert.deepEqual(await outcome(call), [200, CALLER]);
        const { headers } = call;
        // of the same length, since the length is signed too
        const body = "Version=2011-06-15&Action=GetCallerIdentity";
        for (const changed of [
            { ...call, body },
            { ...call, headers: { ...headers, "x-k8s-aws-id": "production" } },
            { ...call, headers: { ...headers, "x-amz-date": "20260304T050608Z" } },
            { ...call, path: "/x" },
            { ...call, path: "/?x=1" },
        ]) {
            assert.deepEqual((await outcome(changed))[1], "SignatureDoesNotMatch");
        }
    });

    it("rejects a body hash that does not match the body, signed or not", async () => {
        const call = await signedPost(
            form("GetCallerIdentity"),
            signing({ headers: { "x-amz-content-sha256": "00" } }),
        );
        assert.deepEqual(await outcome(call), MISMATCH);
        const right = createHash("sha256").update(form("GetCallerIdentity")).digest("hex");
        const good = await signedPost(
            form("GetCallerIdentity"),
            signing({ headers: { "x-amz-content-sha256": right } }),
        );
        assert.deepEqual(await outcome(good), [200, CALLER]);
    });

    it("rejects a wrong secret, an unknown key and the token of another session", async () => {
        const other = identity.aws.organisation.operatorCredentials({ durationSeconds: 900 });
        const trial = async (changed: Partial<Credentials>): Promise<readonly unknown[]> =>
            outcome(
                await signedPost(
                    form("GetCallerIdentity"),
                    signing({ credentials: { ...credentials, ...changed } }),
                ),
            );
        assert.deepEqual(await trial({ secretAccessKey: other.secretAccessKey }), MISMATCH);
        const unknown = [403, "InvalidClientTokenId"];
        assert.deepEqual(await trial({ accessKeyId: "ASIAAAAAAAAAAAAAAAAA" }), unknown);
        assert.deepEqual(await trial({ sessionToken: other.sessionToken }), unknown);
    });

    it("long-lived keys do not exist", async () => {
        const keys = {
            accessKeyId: "AKIAIOSFODNN7EXAMPLE",
            secretAccessKey: credentials.secretAccessKey,
        };
        const call = await signedPost(form("GetCallerIdentity"), signing({ credentials: keys }));
        assert.deepEqual(await outcome(call), [403, "InvalidClientTokenId"]);
    });

    it("an expired session is told so", async () => {
        identity.advance(43200);
        const call = await signedPost(form("GetCallerIdentity"), signing());
        assert.deepEqual(await outcome(call), [403, "ExpiredToken"]);
    });

    it("a request without signature is rejected", async () => {
        const call = {
            method: "GET",
            path: `/?${form("GetCallerIdentity")}`,
            headers: { host: STS_HOST },
        };
        assert.deepEqual(await outcome(call), [403, "MissingAuthenticationToken"]);
        const odd = { ...call, headers: { ...call.headers, authorization: "Bearer x" } };
        assert.deepEqual(await outcome(odd), [400, "IncompleteSignature"]);
    });

    it("a signature is scoped to the region of the host; the global host is us-east-1's", async () => {
        // https://github.com/cognitect-labs/aws-api/issues/27
        const trial = async (host: string, region: string): Promise<HttpAnswer> =>
            sts.send(await signedPost(form("GetCallerIdentity"), signing({ host, region })));
        for (const [host, region] of [
            ["sts.eu-west-1.amazonaws.com", "eu-west-1"],
            ["sts.us-east-2.amazonaws.com", "us-east-2"],
            ["sts.amazonaws.com", "us-east-1"],
        ] as const) {
            assert.equal((await trial(host, region)).status, 200, host);
        }
        for (const [host, region] of [
            ["sts.eu-west-1.amazonaws.com", "us-east-1"],
            ["sts.amazonaws.com", "eu-west-1"],
        ] as const) {
            const { status, body } = await trial(host, region);
            assert.equal(status, 403);
            assert.match(
                element(body, "Message") ?? "",
                new RegExp(`scoped to a valid region, not '${region}'`),
            );
        }
        assert.equal((await trial("sts.example.com", "eu-west-1")).status, 404);
        // another partition: hosts in China end in .cn, and do not know these credentials
        assert.equal((await trial("sts.cn-north-1.amazonaws.com", "cn-north-1")).status, 404);
        const china = await trial("sts.cn-north-1.amazonaws.com.cn", "cn-north-1");
        assert.equal(element(china.body, "Code"), "InvalidClientTokenId");
    });

    it("the clock may be 15 minutes off, either way", async () => {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
        const at = (seconds: number): Date => new Date(identity.now().getTime() + seconds * 1000);
        const trial = async (seconds: number): Promise<HttpAnswer> =>
            sts.send(await signedPost(form("GetCallerIdentity"), signing({ date: at(seconds) })));
        assert.equal((await trial(-900)).status, 200);
        assert.equal((await trial(900)).status, 200);
        const early = await trial(-901);
        assert.equal(early.status, 403);
        assert.equal(
            element(early.body, "Message"),
            "Signature expired: 20260304T045106Z is now earlier than 20260304T045107Z (20260304T050607Z - 15 min.)",
        );
        assert.match((await trial(901)).body, /Signature not yet current/);
    });

    it("AssumeRole reads durations and tags of a form", async () => {
        const RoleArn = `arn:aws:iam::222222222222:role/PlatformEngineer`;
        identity.aws.organisation.operatorCredentials({
            account: "222222222222",
            durationSeconds: 900,
        });
        const operator = identity.aws.organisation.operatorCredentials({ durationSeconds: 900 });
        const body = form("AssumeRole", {
            RoleArn,
            RoleSessionName: "a=b",
            DurationSeconds: "901",
            "Tags.member.1.Key": "team",
            "Tags.member.1.Value": "a",
            "TransitiveTagKeys.member.1": "team",
        });
        const answer = await sts.send(await signedPost(body, signing({ credentials: operator })));
        assert.equal(answer.status, 200, answer.body);
        assert.equal(element(answer.body, "Expiration"), "2026-03-04T05:21:08Z");
        const session = credentialsInXml(answer.body);
        assert.deepEqual(
            await outcome(
                await signedPost(form("GetCallerIdentity"), signing({ credentials: session })),
            ),
            [200, "arn:aws:sts::222222222222:assumed-role/PlatformEngineer/a=b"],
        );
    });

    it("other operations and versions are unknown", async () => {
        const unknown = await sts.send(await signedPost(form("GetSessionToken"), signing()));
        assert.equal(unknown.status, 400);
        assert.equal(
            element(unknown.body, "Message"),
            "Could not find operation GetSessionToken for version 2011-06-15",
        );
        const body = "Action=GetCallerIdentity&Version=2010-01-01";
        assert.deepEqual(await outcome(await signedPost(body, signing())), [400, "InvalidAction"]);
    });

    it("texts in answers are escaped", async () => {
        const call = { method: "POST", path: "/", headers: { host: STS_HOST }, body: form("<&>") };
        assert.match((await sts.send(call)).body, /operation &lt;&amp;&gt; for version/);
    });

    it("a request that is too large is rejected", async () => {
        const body = "x".repeat(300 * 1024);
        const call = { method: "POST", path: "/", headers: { host: STS_HOST }, body };
        assert.equal((await sts.send(call)).status, 413);
    });
});
