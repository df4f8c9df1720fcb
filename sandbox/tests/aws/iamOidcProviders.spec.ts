import assert from "node:assert/strict";

import type { Result } from "../../src/aws/service";
import { isIssuerTrusted } from "../../src/aws/iam/oidcProviders";
import { fixture, HUB, refused, TARGET, type Call } from "./identitySupport";

const ISSUER = "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
const ARN = `arn:aws:iam::${HUB}:oidc-provider/${ISSUER.slice("https://".length)}`;
const AT = { OpenIDConnectProviderArn: ARN };

function create(call: Call, Url = ISSUER): Promise<Result> {
    return call("iam:CreateOpenIDConnectProvider", {
        Url,
        ClientIDList: ["sts.amazonaws.com"],
        Tags: [{ Key: "a", Value: "b" }],
    });
}

describe("IAM OIDC providers", () => {
    it("a provider's ARN and the URL it shows are the issuer without its scheme", async () => {
        const call = fixture().as(HUB);
        assert.equal((await create(call))["OpenIDConnectProviderArn"], ARN);
        assert.deepEqual(await call("iam:GetOpenIDConnectProvider", AT), {
            Url: ISSUER.slice("https://".length),
            ClientIDList: ["sts.amazonaws.com"],
            ThumbprintList: [],
            CreateDate: "2026-03-04T05:06:07.000Z",
            Tags: [{ Key: "a", Value: "b" }],
        });
        assert.deepEqual(await call("iam:ListOpenIDConnectProviders"), {
            OpenIDConnectProviderList: [{ Arn: ARN }],
        });
    });

    it("an account has one provider for an issuer, and other accounts have theirs", async () => {
        const { as } = fixture();
        await create(as(HUB));
        await refused(
            create(as(HUB)),
            "EntityAlreadyExists",
            `Provider with url ${ISSUER} already exists.`,
        );
        await create(as(TARGET));
    });

    it("a provider is found in its own account alone", async () => {
        const { as } = fixture();
        await create(as(HUB));
        const get = (account: string, arn: string): Promise<Result> =>
            as(account)("iam:GetOpenIDConnectProvider", { OpenIDConnectProviderArn: arn });
        await refused(get(TARGET, ARN), "AccessDenied");
        const own = ARN.replace(HUB, TARGET);
        await refused(
            get(TARGET, own),
            "NoSuchEntity",
            `OpenIDConnect Provider not found for arn ${own}`,
        );
        await get(HUB, ARN);
    });

    it("an issuer is an https URL without port or query", async () => {
        // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
        const call = fixture().as(HUB);
        for (const url of [
            "http://a.example/id",
            "a.example/id",
            "https://a.example:8443/id",
            "https://a.example/id?x=1",
        ]) {
            await refused(
                create(call, url),
                "ValidationError",
                "Invalid Open ID Connect Provider URL",
            );
        }
        await create(call, "https://a.example/id");
    });

    it("an account has at most 100", async () => {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        const call = fixture().as(HUB);
        for (let index = 0; index < 100; index += 1) {
            await create(call, `https://a.example/${index}`);
        }
        await refused(create(call, "https://a.example/100"), "LimitExceeded", ": 100");
    });

    it("client ids, thumbprints and tags change in place", async () => {
        const call = fixture().as(HUB);
        await create(call);
        await call("iam:AddClientIDToOpenIDConnectProvider", { ...AT, ClientID: "other" });
        await call("iam:AddClientIDToOpenIDConnectProvider", { ...AT, ClientID: "other" });
        await call("iam:RemoveClientIDFromOpenIDConnectProvider", {
            ...AT,
            ClientID: "sts.amazonaws.com",
        });
        await call("iam:UpdateOpenIDConnectProviderThumbprint", { ...AT, ThumbprintList: ["00"] });
        await call("iam:TagOpenIDConnectProvider", { ...AT, Tags: [{ Key: "c", Value: "d" }] });
        await call("iam:UntagOpenIDConnectProvider", { ...AT, TagKeys: ["a"] });
        const found = await call("iam:GetOpenIDConnectProvider", AT);
        assert.deepEqual(found["ClientIDList"], ["other"]);
        assert.deepEqual(found["ThumbprintList"], ["00"]);
        assert.deepEqual(found["Tags"], [{ Key: "c", Value: "d" }]);
    });

    it("notifies watchers of an issuer when its providers are created and deleted", async () => {
        const told: (readonly [string, boolean])[] = [];
        const { aws, as } = fixture({
            onProvidersChanged: (issuer) => {
                told.push([issuer, isIssuerTrusted(aws.store, issuer)]);
                return Promise.resolve();
            },
        });
        await create(as(HUB));
        await create(as(TARGET));
        await as(HUB)("iam:DeleteOpenIDConnectProvider", AT);
        await as(TARGET)("iam:DeleteOpenIDConnectProvider", {
            OpenIDConnectProviderArn: ARN.replace(HUB, TARGET),
        });
        assert.deepEqual(told, [
            [ISSUER, true],
            [ISSUER, true],
            [ISSUER, true],
            [ISSUER, false],
        ]);
    });

    it("does not keep a provider whose watcher fails", async () => {
        const { as } = fixture({
            onProvidersChanged: () => Promise.reject(new Error("no webhook")),
        });
        await assert.rejects(create(as(HUB)), /no webhook/);
        await refused(as(HUB)("iam:GetOpenIDConnectProvider", AT), "NoSuchEntity");
    });
});
