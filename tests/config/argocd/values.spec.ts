import assert from "node:assert/strict";

import { changed, problemsOf, type Raw } from "../../support/config";
import { HOSTILE } from "../../support/argocd";

/** One value: what it accepts, what it refuses, and what it says then. */
interface Rule {
    readonly path: string;
    readonly accepted: readonly unknown[];
    readonly refused: readonly unknown[];
    readonly remedy: string;
    /** What must be there for the value to be looked at. */
    readonly beside?: Raw;
}

const SECRET_NAME =
    'allowed: the name of a secret configuration key of your own, such as "repoPassword"; set it by pulumi config set --secret.';
const PLAIN =
    'allowed: a text of one line that doesn\'t begin with "$": a secret is named by a key that ends in Secret.';
const HTTPS =
    'allowed: an https:// address without user, query and fragment, such as "https://argocd.example.com".';
const PROXY =
    'allowed: http:// or https:// with host and port, such as "http://proxy.example.com:3128", without user and password: pods would show them.';
const GIT =
    'allowed: an address of a git repository: "https://host/path", "ssh://git@host/path" or "git@host:path", without password.';
const OIDC = {
    "argocd.sso.url": "https://argocd.example.com",
    "argocd.sso.oidc": { name: "Okta", issuer: "https://acme.okta.com", clientID: "a1" },
};
const REPOSITORY = {
    "argocd.repositories.apps": {
        url: "https://git.example.com/apps.git",
        https: { username: "bot", passwordSecret: "appsPassword" },
    },
    appsPassword: "s3cret",
};
const APP = {
    "argocd.repositories.apps": {
        url: "https://github.com/acme/apps",
        githubApp: { appId: 1, installationId: 2, privateKeySecret: "appsKey" },
    },
    appsKey: "s3cret",
};
const BOOTSTRAP = {
    "argocd.bootstrap": {
        kind: "applicationSet",
        repoUrl: "https://git.example.com/fleet.git",
        path: "apps",
    },
};

const RULES: readonly Rule[] = [
    {
        path: "argocd.install",
        accepted: ["manifests", "helm", "existing"],
        refused: ["none", ""],
        remedy: "allowed: manifests, helm, existing.",
    },
    {
        path: "argocd.identity",
        accepted: ["irsa", "podIdentity"],
        refused: ["token", true],
        remedy: "allowed: irsa, podIdentity.",
    },
    {
        path: "argocd.adminPassword",
        accepted: ["initial", "generated", "disabled"],
        refused: ["s3cret", false],
        remedy: "allowed: initial, generated, disabled.",
    },
    {
        path: "argocd.chart",
        accepted: ["./argo-cd"],
        refused: ["", " ", 7],
        remedy: "allowed: a directory with the chart argo-cd and its dependencies.",
    },
    {
        path: "argocd.imageRegistry",
        accepted: [
            "mirror.example.com",
            "mirror.example.com:5000/a/b-c",
            { "quay.io": "111111111111.dkr.ecr.eu-west-1.amazonaws.com/quay" },
        ],
        refused: ["https://mirror.example.com", "mirror.example.com/", "a b", 7, "${x}"],
        remedy: 'allowed: a registry\'s host, with a path if need be and without scheme, such as "111111111111.dkr.ecr.eu-west-1.amazonaws.com/quay", or a map of such by the registry that each stands for.',
    },
    {
        path: "argocd.rbac.policyDefault",
        accepted: ["", "role:readonly", "role:my-team"],
        refused: ["readonly", "role:a b", "role:a\nb"],
        remedy: 'allowed: a role, such as "role:readonly", or an empty text for none.',
    },
    {
        path: "argocd.rbac.scopes",
        accepted: [["groups"], ["groups", "email"]],
        refused: [[], "groups"],
        remedy: 'allowed: a list of claims, such as ["groups", "email"].',
    },
    {
        path: "argocd.sso.url",
        accepted: ["https://argocd.example.com", "https://example.com/argocd"],
        refused: ["http://argocd.example.com", "argocd.example.com", "https://u@h", "https://h?q"],
        remedy: HTTPS,
        beside: OIDC,
    },
    {
        path: "argocd.sso.oidc.issuer",
        accepted: ["https://login.example.com/tenant/v2.0"],
        refused: ["http://login.example.com", "$issuer"],
        remedy: HTTPS,
        beside: OIDC,
    },
    {
        path: "argocd.sso.oidc.name",
        accepted: ["Okta", `quotes ' " and {{ braces }}`],
        refused: ["", "$argocd-secret:server.secretkey", "a\nb", " a", 7],
        remedy: PLAIN,
        beside: OIDC,
    },
    {
        path: "argocd.sso.oidc.clientSecretSecret",
        accepted: ["appsPassword"],
        refused: ["a b", "", "$secret", "eks-gitops-fleet:x"],
        remedy: SECRET_NAME,
        beside: { ...OIDC, appsPassword: "s3cret" },
    },
    {
        path: "argocd.sso.oidc.rootCA",
        accepted: ["-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"],
        refused: ["MIIB", "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----"],
        remedy: "allowed: a certificate in PEM form.",
        beside: OIDC,
    },
    {
        path: "argocd.proxy.httpsProxy",
        accepted: ["http://proxy:3128", "https://proxy.example.com", "http://10.0.0.1:8080/"],
        refused: ["proxy:3128", "http://user:pass@proxy:3128", "socks5://proxy", "http://$(X)"],
        remedy: PROXY,
    },
    {
        path: "argocd.proxy.noProxy.0",
        accepted: ["example.com", ".example.com", "*.example.com", "10.0.0.0/8", "fd00::/8", "*"],
        refused: ["a,b", "a b", "$(HOME)", "", "http://a"],
        remedy: 'allowed: a host, a domain (".example.com"), an address or a range, such as "10.0.0.0/8".',
        beside: { "argocd.proxy.httpsProxy": "http://proxy:3128" },
    },
    {
        path: "argocd.repositories.apps.url",
        accepted: ["https://git.example.com/a.git", "https://git.example.com:8443/a/b"],
        refused: ["http://git.example.com/a", "https://u:p@git.example.com/a", "file:///a", "a b"],
        remedy: GIT,
        beside: REPOSITORY,
    },
    {
        path: "argocd.repositories.apps.type",
        accepted: ["git", "helm"],
        refused: ["oci"],
        remedy: "allowed: git, helm.",
        beside: REPOSITORY,
    },
    {
        path: "argocd.repositories.apps.https.username",
        accepted: ["x-access-token", "a@b"],
        refused: ["", "a\nb"],
        remedy: PLAIN,
        beside: REPOSITORY,
    },
    {
        path: "argocd.repositories.apps.project",
        accepted: ["acme.testing", "default"],
        refused: ["Acme", "a b", "-a"],
        remedy: "allowed: the name of a Kubernetes object, 1 to 253 lower-case letters, digits, hyphens and dots.",
        beside: REPOSITORY,
    },
    {
        path: "argocd.repositories.apps.githubApp.appId",
        accepted: [1, "123456"],
        refused: [0, "01", 1.5, "abc"],
        remedy: "allowed: the number that GitHub shows.",
        beside: APP,
    },
    {
        path: "argocd.bootstrap.path",
        accepted: [".", "apps", "a/b.c/d_e-f", ".argocd"],
        refused: ["/apps", "apps/", "../x", "a//b", "{{ .x }}", "a b", ""],
        remedy: 'allowed: a directory of the repository without leading slash, such as "apps", or "." for its root; letters, digits and -_.',
        beside: BOOTSTRAP,
    },
    {
        path: "argocd.bootstrap.targetRevision",
        accepted: ["HEAD", "release/1.0", "v1.2.3"],
        refused: ["{{ .x }}", "a b", ""],
        remedy: "allowed: a branch, tag or commit, without spaces and braces.",
        beside: BOOTSTRAP,
    },
    {
        path: "argocd.bootstrap.repoUrl",
        accepted: ["git@github.com:acme/fleet.git", "ssh://git@git.example.com:2222/fleet.git"],
        refused: ["https://git.example.com/{{ .x }}", "http://a/b"],
        remedy: GIT,
        beside: BOOTSTRAP,
    },
    {
        path: "argocd.bootstrap.onDelete",
        accepted: ["cascade", "orphan"],
        refused: ["keep"],
        remedy: "allowed: cascade, orphan.",
        beside: BOOTSTRAP,
    },
];

/** The one problem of a value, without its path and what was found. */
function remedyOf(raw: Raw): readonly string[] {
    return problemsOf(raw).map((line) => line.replace(/^p:[^:]+: (found .*?; )?(?=allowed)/s, ""));
}

describe("A value of argocd:", () => {
    for (const { path, accepted, refused, remedy, beside = {} } of RULES) {
        it(`${path} takes ${accepted.map((one) => JSON.stringify(one)).join(", ")}`, () => {
            for (const one of accepted) {
                assert.deepEqual(problemsOf(changed({ ...beside, [path]: one })), []);
            }
        });

        it(`${path} refuses ${refused.map((one) => JSON.stringify(one)).join(", ")}`, () => {
            for (const one of refused) {
                const said = remedyOf(changed({ ...beside, [path]: one }));
                assert.ok(
                    said.some((line) => line.startsWith(remedy)),
                    `${JSON.stringify(one)}: ${said.join(" | ")}`,
                );
            }
        });
    }

    it("a policy is refused line by line", () => {
        const policyCsv = "g, platform, role:admin\np, role:x, applicatons, get, *, allow";
        assert.deepEqual(problemsOf(changed({ "argocd.rbac.policyCsv": policyCsv })), [
            'p:argocd.rbac.policyCsv: found "p, role:x, applicatons, get, *, allow"; line 2 names no resource of Argo CD: accounts, applications, applicationsets, certificates, clusters, exec, extensions, gpgkeys, logs, projects, repositories, write-repositories.',
        ]);
    });

    it("a client's secret is never plain", () => {
        const problems = problemsOf(
            changed({ ...OIDC, "argocd.sso.oidc.clientSecret": "s3cret", s3cret: "x" }),
        );
        assert.deepEqual(problems, [
            "p:argocd.sso.oidc: clientSecret is never plain: set a secret configuration key and name it by clientSecretSecret.",
        ]);
    });

    it("a connector's secrets are named and not written, nor read from a Secret of Argo CD's", () => {
        const connector = (config: Raw): Raw => ({
            "argocd.sso": {
                url: "https://argocd.example.com",
                dex: { connectors: [{ type: "ldap", id: "ldap", name: "LDAP", config }] },
            },
        });
        assert.deepEqual(problemsOf(changed(connector({ host: "ldap.example.com" }))), []);
        const path = "p:argocd.sso.dex.connectors.0.config";
        const [bindPW] = problemsOf(changed(connector({ bindPW: "s3cret" })));
        assert.equal(
            bindPW,
            `${path}: bindPW is never plain: leave it out here and list it under secrets.`,
        );
        const [reference] = problemsOf(
            changed(connector({ deep: [{ x: "$argocd-secret:server.secretkey" }] })),
        );
        assert.equal(
            reference,
            `${path}: deep has a text that begins with "$", which Argo CD reads from one of its Secrets: list the field under secrets.`,
        );
    });

    it("a key of the other kind of bootstrap is refused with its name", () => {
        const bootstrap = {
            kind: "appOfApps",
            repoUrl: "https://a/b",
            path: ".",
            perCluster: true,
        };
        assert.deepEqual(problemsOf(changed({ "argocd.bootstrap": bootstrap })), [
            "p:argocd.bootstrap: perCluster is a key of kind applicationSet, and this is appOfApps: leave it out, or choose that kind.",
        ]);
    });

    for (const hostile of HOSTILE) {
        it(`${JSON.stringify(hostile)} is a problem or a value everywhere, and never a crash`, () => {
            for (const { path, beside = {} } of RULES) {
                const problems = problemsOf(changed({ ...beside, [path]: hostile }));
                assert.ok(
                    problems.every((line) => !line.includes("\n")),
                    path,
                );
            }
        });
    }
});
