import assert from "node:assert/strict";

import type { Credentials } from "../../src/aws/contract";
import { fixture, HUB, type Fixture } from "./identitySupport";
import {
    element,
    presigned,
    serve,
    STS_HOST,
    type HttpCall,
    type Signing,
    type StsServer,
} from "./stsSupport";

const CLUSTER = { "x-k8s-aws-id": "testing" };
const CALLER = `arn:aws:sts::${HUB}:assumed-role/PlatformEngineer/operator`;

describe("Presigned requests to STS, as in an EKS token", () => {
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

    const signing = (more: object = {}): Signing => ({
        credentials,
        date: identity.now(),
        ...more,
    });
    const outcome = async (call: HttpCall): Promise<readonly unknown[]> => {
        const { status, body } = await sts.send(call);
        return [status, element(body, "Code") ?? element(body, "Arn")];
    };
    const MISMATCH = [403, "SignatureDoesNotMatch"];

    it("names the caller, in JSON for clients that ask for it", async () => {
        const call = await presigned(signing({ headers: CLUSTER }));
        assert.deepEqual(await outcome(call), [200, CALLER]);
        const json = await sts.send({
            ...call,
            headers: { ...call.headers, accept: "application/json" },
        });
        assert.equal(json.contentType, "application/json");
        // the shape that aws-iam-authenticator reads: pkg/token/token.go, getCallerIdentityWrapper
        const { GetCallerIdentityResponse: answer } = JSON.parse(json.body) as {
            readonly GetCallerIdentityResponse: Readonly<
                Record<string, Readonly<Record<string, string>>>
            >;
        };
        assert.equal(answer["GetCallerIdentityResult"]?.["Arn"], CALLER);
        assert.equal(answer["GetCallerIdentityResult"]?.["Account"], HUB);
        assert.match(answer["ResponseMetadata"]?.["RequestId"] ?? "", /^[0-9a-f-]{36}$/);
    });

    it("is rejected by a cluster that it was not signed for", async () => {
        const call = await presigned(signing({ headers: CLUSTER }));
        const json = await sts.send({
            ...call,
            headers: {
                ...call.headers,
                "x-k8s-aws-id": "production",
                accept: "application/json",
            },
        });
        assert.equal(json.status, 403);
        const { Error: error } = JSON.parse(json.body) as {
            readonly Error: Readonly<Record<string, string>>;
        };
        assert.equal(error["Code"], "SignatureDoesNotMatch");
        assert.deepEqual(await outcome({ ...call, headers: { host: STS_HOST } }), MISMATCH);
    });

    it("expires after 15 minutes, whatever X-Amz-Expires says", async () => {
        // aws-iam-authenticator v0.7.18, pkg/token/token.go: "valid for 15 minutes regardless of this parameters value"
        const call = await presigned(signing({ headers: CLUSTER }), 60);
        identity.advance(900);
        assert.equal((await sts.send(call)).status, 200);
        identity.advance(1);
        assert.deepEqual(await outcome(call), MISMATCH);
        const long = await presigned(signing({ headers: CLUSTER }), 3600);
        identity.advance(901);
        assert.deepEqual(await outcome(long), MISMATCH);
    });

    it("cannot request a longer lifetime", async () => {
        const call = await presigned(signing());
        const path = call.path.replace("X-Amz-Expires=60", "X-Amz-Expires=600");
        assert.notEqual(path, call.path);
        assert.deepEqual(await outcome({ ...call, path }), MISMATCH);
    });

    it("that is rejected is logged with the cluster that asked and the key it claims", async () => {
        const call = await presigned(signing({ headers: CLUSTER }));
        await sts.send({ ...call, headers: { ...call.headers, "x-k8s-aws-id": "production" } });
        const { cluster, accessKeyId, caller, status, error } = identity.log.at(-1) ?? {};
        assert.deepEqual(
            [cluster, accessKeyId, caller],
            ["production", credentials.accessKeyId, undefined],
        );
        assert.deepEqual([status, error?.code], MISMATCH);
    });

    it("is logged with the cluster that was signed, and not with one that was not", async () => {
        await sts.send(await presigned(signing({ headers: CLUSTER })));
        assert.equal(identity.log.at(-1)?.cluster, "testing");
        assert.equal(identity.log.at(-1)?.caller, CALLER);
        const call = await presigned(signing());
        await sts.send({ ...call, headers: { ...call.headers, ...CLUSTER } });
        assert.equal(identity.log.at(-1)?.status, 200);
        assert.equal(identity.log.at(-1)?.cluster, undefined);
    });
});
