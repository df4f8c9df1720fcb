import assert from "node:assert/strict";
import { parse } from "yaml";

import {
    argoCdSettings,
    OWNED_CONFIG,
    OWNED_PARAMS,
    settingsAnnotations,
} from "../../../lib/argocd/settings";
import { ARGO_CD, HOSTILE } from "../../support/argocd";

const URL_OF = "https://argocd.example.com";
const OIDC = { name: "Okta", issuer: "https://acme.okta.com", clientID: "a1" };

describe("Argo CD's settings", () => {
    it("deploy to external clusters only, respect RBAC, and give no Secrets to generators", () => {
        assert.deepEqual(argoCdSettings(ARGO_CD), {
            config: {
                "application.resourceTrackingMethod": "annotation",
                "cluster.inClusterEnabled": "false",
                "resource.respectRBAC": "normal",
            },
            params: {
                "applicationsetcontroller.enable.scm.providers": "false",
                "applicationsetcontroller.enable.tokenref.strict.mode": "true",
            },
            rbac: {},
        });
    });

    it("hold text, whatever YAML takes a value for", () => {
        const { config, params } = argoCdSettings({
            ...ARGO_CD,
            config: { "exec.enabled": false },
            params: { "controller.status.processors": 50 },
        });
        assert.equal(config["exec.enabled"], "false");
        assert.equal(params["controller.status.processors"], "50");
    });

    it("carry what is passed through", () => {
        const { config, params } = argoCdSettings({
            ...ARGO_CD,
            config: { "timeout.reconciliation": "60s" },
            params: {
                "server.insecure": "true",
                "applicationsetcontroller.enable.scm.providers": "true",
            },
        });
        assert.equal(config["timeout.reconciliation"], "60s");
        assert.equal(params["server.insecure"], "true");
        assert.equal(params["applicationsetcontroller.enable.scm.providers"], "true");
    });

    it("take precedence over passed-through settings, even if a rule ever allowed a conflict", () => {
        const hostile = (owned: Readonly<Record<string, string>>): Record<string, string> =>
            Object.fromEntries(Object.keys(owned).map((key) => [key, "hostile"]));
        const { config, params } = argoCdSettings({
            ...ARGO_CD,
            config: hostile(OWNED_CONFIG),
            params: hostile(OWNED_PARAMS),
        });
        assert.equal(config["cluster.inClusterEnabled"], "false");
        assert.equal(config["resource.respectRBAC"], "normal");
        assert.equal(config["application.resourceTrackingMethod"], "annotation");
        assert.equal(params["applicationsetcontroller.enable.tokenref.strict.mode"], "true");
    });

    it("enable the admin unless disabled", () => {
        for (const adminPassword of ["initial", "generated"] as const) {
            assert.ok(!("admin.enabled" in argoCdSettings({ ...ARGO_CD, adminPassword }).config));
        }
        const { config } = argoCdSettings({ ...ARGO_CD, adminPassword: "disabled" });
        assert.equal(config["admin.enabled"], "false");
    });

    it("tell the provider and where it sends users back to", () => {
        const { config } = argoCdSettings({ ...ARGO_CD, sso: { url: URL_OF, oidc: OIDC } });
        assert.equal(config["url"], "https://argocd.example.com");
        assert.equal(
            config["oidc.config"],
            '{"name":"Okta","issuer":"https://acme.okta.com","clientID":"a1"}',
        );
        assert.ok(!("dex.config" in config));
        const dex = argoCdSettings({
            ...ARGO_CD,
            sso: { url: URL_OF, dex: { connectors: [] } },
        }).config;
        assert.equal(dex["dex.config"], '{"connectors":[]}');
        assert.ok(!("oidc.config" in dex));
    });

    it("contain the RBAC policy", () => {
        const policyCsv = "g, platform, role:admin";
        const rbac = { policyCsv, policyDefault: "role:readonly", scopes: ["groups", "email"] };
        assert.deepEqual(argoCdSettings({ ...ARGO_CD, rbac }).rbac, {
            "policy.csv": policyCsv,
            "policy.default": "role:readonly",
            scopes: '["groups","email"]',
        });
    });

    for (const hostile of HOSTILE) {
        it(`read ${JSON.stringify(hostile)} as one claim`, () => {
            const { rbac } = argoCdSettings({ ...ARGO_CD, rbac: { scopes: [hostile] } });
            assert.deepEqual(parse(rbac["scopes"]!), [hostile]);
        });
    }
});

describe("The annotation of Argo CD's settings", () => {
    const hashOf = (changes: Partial<typeof ARGO_CD>): string =>
        settingsAnnotations(argoCdSettings({ ...ARGO_CD, ...changes }))[
            "eks-gitops-fleet/settings-hash"
        ]!;
    const before = hashOf({});

    it("changes with settings that pods read at startup", () => {
        assert.notEqual(hashOf({ params: { "server.insecure": "true" } }), before);
        assert.notEqual(hashOf({ config: { "timeout.reconciliation": "60s" } }), before);
    });

    it("does not change with settings that pods watch, or with the order of keys", () => {
        assert.equal(hashOf({ config: { "exec.enabled": "false" } }), before);
        assert.equal(hashOf({ rbac: { policyDefault: "role:readonly" } }), before);
        assert.equal(
            hashOf({ params: { a: "1", b: "2" } }),
            hashOf({ params: { b: "2", a: "1" } }),
        );
    });
});
