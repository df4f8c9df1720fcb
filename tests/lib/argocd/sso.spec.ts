import assert from "node:assert/strict";
import { parse } from "yaml";

import { dexText, oidcText, ssoSecrets } from "../../../lib/argocd/sso";
import type { DexConfig } from "../../../lib/argocd/types";
import { HOSTILE } from "../../support/argocd";

const DEX: DexConfig = {
    connectors: [
        {
            type: "github",
            id: "github",
            name: "GitHub",
            config: { clientID: "a1", orgs: [{ name: "acme" }] },
            secrets: [{ field: "clientSecret", valueSecret: "githubClientSecret" }],
        },
        {
            type: "ldap",
            id: "ldap",
            name: "Directory",
            config: { host: "ldap.example.com:636" },
            secrets: [{ field: "bindPW", valueSecret: "ldapPassword" }],
        },
    ],
};

const PUBLIC = { name: "Okta", issuer: "https://acme.okta.com", clientID: "a1" };

describe("The configuration of an OpenID Connect provider", () => {
    const settings = PUBLIC;

    it("refers to the client's secret and never holds it", () => {
        const text = oidcText({ ...settings, clientSecretSecret: "oktaSecret" });
        assert.deepEqual(parse(text), {
            ...settings,
            clientSecret: "$argocd-sso:oidc.clientSecret",
        });
    });

    it("of a public client refers to none", () => {
        assert.deepEqual(parse(oidcText(settings)), settings);
    });

    for (const name of HOSTILE) {
        it(`keeps ${JSON.stringify(name)} inside its own value`, () => {
            const text = oidcText({ ...settings, name });
            assert.deepEqual(parse(text), { ...settings, name });
            assert.ok(!text.includes("\n"));
        });
    }
});

describe("The configuration of Dex", () => {
    it("refers to each connector's secrets", () => {
        assert.deepEqual(parse(dexText(DEX)), {
            connectors: [
                {
                    type: "github",
                    id: "github",
                    name: "GitHub",
                    config: {
                        clientID: "a1",
                        orgs: [{ name: "acme" }],
                        clientSecret: "$argocd-sso:dex.github.clientSecret",
                    },
                },
                {
                    type: "ldap",
                    id: "ldap",
                    name: "Directory",
                    config: { host: "ldap.example.com:636", bindPW: "$argocd-sso:dex.ldap.bindPW" },
                },
            ],
        });
    });

    for (const hostile of HOSTILE) {
        it(`keeps ${JSON.stringify(hostile)} inside its own value`, () => {
            const [connector] = DEX.connectors;
            const text = dexText({
                connectors: [
                    { ...connector!, name: hostile, config: { [hostile]: hostile }, secrets: [] },
                ],
            });
            const parsed = parse(text) as { connectors: Record<string, unknown>[] };
            assert.deepEqual(parsed.connectors, [
                { type: "github", id: "github", name: hostile, config: { [hostile]: hostile } },
            ]);
        });
    }
});

describe("The secrets of an identity provider", () => {
    const url = "https://argocd.example.com";

    it("are the keys that its configuration refers to, each with the configuration key that holds it", () => {
        assert.deepEqual(ssoSecrets({ url, dex: DEX }), {
            "dex.github.clientSecret": "githubClientSecret",
            "dex.ldap.bindPW": "ldapPassword",
        });
        const oidc = { ...PUBLIC, clientSecretSecret: "oktaSecret" };
        assert.deepEqual(ssoSecrets({ url, oidc }), {
            "oidc.clientSecret": "oktaSecret",
        });
    });

    it("are none without a provider, or with a public client", () => {
        assert.deepEqual(ssoSecrets(undefined), {});
        assert.deepEqual(ssoSecrets({ url, oidc: PUBLIC }), {});
    });
});
