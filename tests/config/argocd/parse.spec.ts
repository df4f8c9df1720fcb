import assert from "node:assert/strict";

import type { ArgoCdConfig } from "../../../lib/argocd/types";
import { parseConfig } from "../../../config/parse";
import { ARGO_CD } from "../../support/argocd";
import { changed, type Raw } from "../../support/config";

const THREE_NODES = { minSize: 3, desiredSize: 3 };

function argocd(section: Raw, changes: Raw = {}): ArgoCdConfig {
    const { hub } = parseConfig(
        changed({ argocd: { namespace: "gitops", ...section }, ...changes }),
        "p",
    );
    assert.ok(hub.kind === "own" && hub.agent.engine === "argocd");
    return hub.agent.config;
}

describe("Argo CD as configured", () => {
    it("has every default where nothing is said", () => {
        assert.deepEqual(argocd({}), ARGO_CD);
    });

    it("is installed as is said, from where is said", () => {
        assert.deepEqual(argocd({ install: "helm", chart: "./argo-cd" }), {
            ...ARGO_CD,
            install: "helm",
            chart: "./argo-cd",
        });
    });

    it("is highly available in production, and wherever that is said", () => {
        const nodes = { "management.nodes": THREE_NODES };
        const production = { environment: "production", ...nodes };
        assert.equal(argocd({}, nodes).highAvailability, false);
        assert.equal(argocd({}, production).highAvailability, true);
        assert.equal(argocd({ highAvailability: false }, production).highAvailability, false);
        assert.equal(argocd({ highAvailability: true }, nodes).highAvailability, true);
        assert.equal(argocd({ install: "existing" }, production).highAvailability, false);
    });

    it("is known by the names that its parts have", () => {
        const controller = { kind: "Deployment", name: "ctl" };
        assert.deepEqual(argocd({ install: "existing", workloads: { controller } }).workloads, {
            ...ARGO_CD.workloads,
            controller: { ...controller, serviceAccount: "argocd-application-controller" },
        });
    });

    it("takes images from one mirror, or from one for each registry", () => {
        for (const imageRegistry of [
            "mirror.example.com/cache",
            { "quay.io": "mirror.example.com/quay" },
        ]) {
            assert.deepEqual(argocd({ imageRegistry }).imageRegistry, imageRegistry);
        }
    });

    it("knows a provider by upstream's names, its secret by a key", () => {
        const oidc = { name: "Okta", issuer: "https://acme.okta.com", clientID: "a1" };
        const sso = { url: "https://argocd.example.com", oidc };
        assert.deepEqual(argocd({ sso }).sso, sso);
        const secret = { ...sso, oidc: { ...oidc, clientSecretSecret: "oktaSecret" } };
        assert.deepEqual(argocd({ sso: secret }, { oktaSecret: "s3cret" }).sso, secret);
    });

    it("knows Dex's connectors", () => {
        const connector = {
            type: "github",
            id: "github",
            name: "GitHub",
            config: { orgs: [{ name: "acme" }] },
            secrets: [{ field: "clientSecret", valueSecret: "githubSecret" }],
        };
        const sso = { url: "https://argocd.example.com", dex: { connectors: [connector] } };
        assert.deepEqual(argocd({ sso }, { githubSecret: "s3cret" }).sso, sso);
    });

    it("defaults the type of repositories to git", () => {
        const repositories = {
            apps: {
                url: "https://git.example.com/apps.git",
                https: { username: "bot", passwordSecret: "appsPassword" },
            },
            charts: {
                url: "git@git.example.com:charts.git",
                ssh: { privateKeySecret: "chartsKey" },
                project: "acme.testing",
            },
            hub: {
                url: "https://github.com/acme/hub",
                githubApp: { appId: 1, installationId: "2", privateKeySecret: "appKey" },
            },
        };
        const secrets = { appsPassword: "a", chartsKey: "b", appKey: "c" };
        assert.deepEqual(argocd({ repositories }, secrets).repositories, {
            apps: { ...repositories.apps, type: "git" },
            charts: { ...repositories.charts, type: "git" },
            hub: { ...repositories.hub, type: "git" },
        });
    });

    it("starts with an App-of-Apps or an ApplicationSet", () => {
        const source = { repoUrl: "https://git.example.com/fleet.git", path: "apps" };
        const defaults = { ...source, targetRevision: "HEAD", onDelete: "cascade" };
        assert.deepEqual(argocd({ bootstrap: { kind: "appOfApps", ...source } }).bootstrap, {
            kind: "appOfApps",
            ...defaults,
            recurse: false,
        });
        assert.deepEqual(argocd({ bootstrap: { kind: "applicationSet", ...source } }).bootstrap, {
            kind: "applicationSet",
            ...defaults,
            perCluster: false,
            clusterLabels: {},
        });
    });

    it("lets an ApplicationSet's repository into every target, and an App-of-Apps' own into none", () => {
        const repos = (kind: string): readonly string[] => {
            const bootstrap = { kind, repoUrl: "https://git.example.com/fleet.git", path: "." };
            const { targets } = parseConfig(
                changed({ argocd: { bootstrap }, "guestbook.targets": [] }),
                "p",
            );
            return targets["testing"]!.sourceRepos;
        };
        assert.deepEqual(repos("applicationSet"), ["https://git.example.com/fleet.git"]);
        assert.deepEqual(repos("appOfApps"), []);
    });

    it("goes out by a proxy", () => {
        const proxy = { httpsProxy: "http://proxy.example.com:3128" };
        assert.deepEqual(argocd({ proxy }).proxy, { ...proxy, noProxy: [] });
    });
});

describe("What Argo CD's configuration warns of:", () => {
    const warnings = (section: Raw, changes: Raw = {}): readonly string[] =>
        parseConfig(changed({ argocd: section, ...changes }), "p").warnings.filter((line) =>
            line.startsWith("argocd."),
        );

    it("nothing by default", () => {
        assert.deepEqual(warnings({}), []);
        assert.deepEqual(warnings({ rbac: { policyDefault: "role:readonly" } }), []);
    });

    it("everybody an administrator", () => {
        assert.deepEqual(warnings({ rbac: { policyDefault: "role:admin" } }), [
            "argocd.rbac.policyDefault: role:admin makes everybody who can log in an administrator of Argo CD, and so of every target; give the role to a group by policyCsv.",
        ]);
    });

    it("an existing Argo CD's own settings, for targets of some namespaces those that these need", () => {
        const inCluster =
            "argocd.install: existing leaves Argo CD's own settings as they are; unless its argocd-cm has cluster.inClusterEnabled false and its project default is empty, an Application of that project can deploy to every target, or run a pod under Argo CD's own ServiceAccount and so as role argocd.";
        assert.deepEqual(warnings({ install: "existing" }), [
            inCluster,
            'argocd.install: existing: its argocd-cm needs resource.respectRBAC "normal", or whatever it lists fails with "is forbidden" on targets of some namespaces only: testing.',
        ]);
        assert.deepEqual(
            warnings({ install: "existing" }, { "targets.testing.access": "cluster" }),
            [inCluster],
        );
    });
});
