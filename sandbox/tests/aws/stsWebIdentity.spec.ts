import assert from "node:assert/strict";

import { exportJWK, generateKeyPair, SignJWT, type JSONWebKeySet } from "jose";

import { element, form, serve, STS_HOST, type HttpAnswer, type StsServer } from "./stsSupport";
import { fixture, HUB, policy, TARGET, type Fixture } from "./identitySupport";

const ISSUER = "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
const NAME = ISSUER.slice("https://".length);
const SUBJECT = "system:serviceaccount:argocd:argocd-server";
const ROLE = `arn:aws:iam::${HUB}:role/argocd`;
const provider = (account: string): string => `arn:aws:iam::${account}:oidc-provider/${NAME}`;

function trust(account: string, sub: string | readonly string[] = SUBJECT): string {
    return policy({
        Effect: "Allow",
        Principal: { Federated: provider(account) },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { [`${NAME}:sub`]: sub, [`${NAME}:aud`]: "sts.amazonaws.com" } },
    });
}

describe("sts:AssumeRoleWithWebIdentity", () => {
    let keys: JSONWebKeySet | undefined;
    let sign: (claims?: object, issuer?: string) => Promise<string>;
    let identity: Fixture;
    let sts: StsServer;

    beforeEach(async () => {
        const pair = await generateKeyPair("RS256", { extractable: true });
        keys = {
            keys: [{ ...(await exportJWK(pair.publicKey)), kid: "k1", alg: "RS256", use: "sig" }],
        };
        identity = fixture({
            issuerKeys: (issuer) => Promise.resolve(issuer === ISSUER ? keys : undefined),
        });
        const seconds = identity.now().getTime() / 1000;
        sign = (claims = {}, issuer = ISSUER) =>
            new SignJWT({
                sub: SUBJECT,
                aud: ["sts.amazonaws.com"],
                iss: issuer,
                iat: seconds,
                exp: seconds + 600,
                ...claims,
            })
                .setProtectedHeader({ alg: "RS256", kid: "k1" })
                .sign(pair.privateKey);
        sts = await serve(identity.aws.stsHandler);
        const hub = identity.as(HUB);
        await hub("iam:CreateOpenIDConnectProvider", {
            Url: ISSUER,
            ClientIDList: ["sts.amazonaws.com"],
        });
        await hub("iam:CreateRole", { RoleName: "argocd", AssumeRolePolicyDocument: trust(HUB) });
    });

    afterEach(() => sts.close());

    /** As an SDK asks: unsigned, in a form. */
    const assume = async (
        token: string,
        params: Record<string, string> = {},
    ): Promise<HttpAnswer> =>
        sts.send({
            method: "POST",
            path: "/",
            headers: {
                host: STS_HOST,
                "content-type": "application/x-www-form-urlencoded",
                "user-agent": "test/1",
            },
            body: form("AssumeRoleWithWebIdentity", {
                RoleArn: ROLE,
                RoleSessionName: "argocd",
                WebIdentityToken: token,
                ...params,
            }),
        });

    const refusal = async (answer: Promise<HttpAnswer>): Promise<readonly unknown[]> => {
        const { status, body } = await answer;
        return [status, element(body, "Code"), element(body, "Message")];
    };

    it("the ServiceAccount that the trust names gets a session of the role", async () => {
        const { status, contentType, body } = await assume(await sign());
        assert.equal(status, 200, body);
        assert.equal(contentType, "text/xml");
        assert.equal(element(body, "Arn"), `arn:aws:sts::${HUB}:assumed-role/argocd/argocd`);
        assert.equal(element(body, "SubjectFromWebIdentityToken"), SUBJECT);
        assert.equal(element(body, "Provider"), provider(HUB));
        assert.equal(element(body, "Audience"), "sts.amazonaws.com");
        assert.equal(element(body, "Expiration"), "2026-03-04T06:06:07Z");
        assert.match(element(body, "AccessKeyId") ?? "", /^ASIA[A-Z0-9]{16}$/);
    });

    it("logs subject, audience, role, decision and the issued key", async () => {
        const { body } = await assume(await sign());
        assert.deepEqual(identity.log.at(-1), {
            time: "2026-03-04T05:06:07.000Z",
            via: STS_HOST,
            region: "eu-west-1",
            action: "sts:AssumeRoleWithWebIdentity",
            userAgent: "test/1",
            role: ROLE,
            resource: ROLE,
            sessionName: "argocd",
            sub: SUBJECT,
            aud: ["sts.amazonaws.com"],
            trust: "principal",
            permission: "none",
            sameAccount: true,
            issued: element(body, "AccessKeyId"),
            status: 200,
        });
    });

    it("rejects any other ServiceAccount", async () => {
        const token = await sign({ sub: "system:serviceaccount:default:argocd-server" });
        assert.deepEqual(await refusal(assume(token)), [
            403,
            "AccessDenied",
            "Not authorized to perform sts:AssumeRoleWithWebIdentity",
        ]);
        assert.equal(identity.log.at(-1)?.trust, "silent");
    });

    it("rejects a missing role with the same text", async () => {
        const RoleArn = `arn:aws:iam::${HUB}:role/missing`;
        assert.deepEqual((await refusal(assume(await sign(), { RoleArn })))[1], "AccessDenied");
    });

    it("a token for an audience that the provider does not list is rejected", async () => {
        const token = await sign({ aud: ["https://kubernetes.default.svc"] });
        const wanted = [400, "InvalidIdentityToken", "Incorrect token audience"];
        assert.deepEqual(await refusal(assume(token)), wanted);
    });

    it("an audience that the provider lists and the trust does not is rejected by the trust", async () => {
        await identity.as(HUB)("iam:AddClientIDToOpenIDConnectProvider", {
            OpenIDConnectProviderArn: provider(HUB),
            ClientID: "other",
        });
        assert.equal((await refusal(assume(await sign({ aud: ["other"] }))))[1], "AccessDenied");
    });

    it("an expired token is rejected", async () => {
        const token = await sign();
        identity.advance(599);
        assert.equal((await assume(token)).status, 200);
        identity.advance(1);
        const now = identity.now().getTime() / 1000;
        assert.deepEqual(await refusal(assume(token)), [
            400,
            "ExpiredTokenException",
            `Token expired: current date/time ${now} must be before the expiration date/time ${now}`,
        ]);
    });

    it("a token of another key, or changed, is rejected", async () => {
        const other = await generateKeyPair("RS256");
        const forged = await new SignJWT({
            sub: SUBJECT,
            aud: "sts.amazonaws.com",
            iss: ISSUER,
            exp: identity.now().getTime() / 1000 + 600,
        })
            .setProtectedHeader({ alg: "RS256", kid: "k1" })
            .sign(other.privateKey);
        assert.equal((await refusal(assume(forged)))[1], "InvalidIdentityToken");
        const [header = "", , signature = ""] = (await sign({ sub: "x" })).split(".");
        const [, payload = ""] = (await sign()).split(".");
        const mixed = await refusal(assume([header, payload, signature].join(".")));
        assert.equal(mixed[1], "InvalidIdentityToken");
        const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`;
        assert.equal((await refusal(assume(none)))[1], "InvalidIdentityToken");
    });

    it("rejects text that is not a token", async () => {
        for (const text of ["x", "a.b.c"]) {
            const [status, code, message] = await refusal(assume(text));
            assert.deepEqual([status, code], [400, "InvalidIdentityToken"]);
            assert.match(String(message), /not a valid JWT/);
        }
    });

    it("an issuer that has no provider in the role's account is rejected", async () => {
        const issuer = `${ISSUER.slice(0, -1)}0`;
        assert.deepEqual(await refusal(assume(await sign({}, issuer))), [
            400,
            "InvalidIdentityToken",
            `No OpenIDConnect provider found in your account for ${issuer}`,
        ]);
    });

    it("the provider must be in the account of the role, not of the cluster", async () => {
        // https://docs.aws.amazon.com/eks/latest/userguide/cross-account-access.html
        const RoleArn = `arn:aws:iam::${TARGET}:role/runner`;
        const target = identity.as(TARGET);
        // as IAM does, it stores a trust that names the other account's provider
        await target("iam:CreateRole", {
            RoleName: "runner",
            AssumeRolePolicyDocument: trust(HUB),
        });
        const token = await sign();
        assert.match(
            String((await refusal(assume(token, { RoleArn })))[2]),
            /No OpenIDConnect provider/,
        );
        await target("iam:CreateOpenIDConnectProvider", {
            Url: ISSUER,
            ClientIDList: ["sts.amazonaws.com"],
        });
        assert.equal((await refusal(assume(token, { RoleArn })))[1], "AccessDenied");
        await target("iam:UpdateAssumeRolePolicy", {
            RoleName: "runner",
            PolicyDocument: trust(TARGET),
        });
        assert.equal((await assume(token, { RoleArn })).status, 200);
    });

    it("keys that cannot be read are an error of the identity provider", async () => {
        keys = undefined;
        const [status, code, message] = await refusal(assume(await sign()));
        assert.deepEqual([status, code], [400, "InvalidIdentityToken"]);
        assert.match(String(message), /Couldn't retrieve verification key/);
    });

    it("a session lasts as long as the role allows, and no longer", async () => {
        await identity.as(HUB)("iam:UpdateRole", { RoleName: "argocd", MaxSessionDuration: 7200 });
        const token = await sign();
        assert.equal((await assume(token, { DurationSeconds: "7200" })).status, 200);
        assert.deepEqual(await refusal(assume(token, { DurationSeconds: "7201" })), [
            400,
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ]);
    });

    it("several ServiceAccounts may be named, each exactly", async () => {
        await identity.as(HUB)("iam:UpdateAssumeRolePolicy", {
            RoleName: "argocd",
            PolicyDocument: trust(HUB, [SUBJECT, "system:serviceaccount:argocd:other"]),
        });
        const with_ = async (sub: string): Promise<number> =>
            (await assume(await sign({ sub }))).status;
        assert.equal(await with_("system:serviceaccount:argocd:other"), 200);
        assert.equal(await with_("system:serviceaccount:argocd:others"), 403);
    });
});
