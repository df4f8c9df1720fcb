import assert from "node:assert/strict";

import { changed, problemsOf, type Raw } from "../../support/config";

const HTTPS = {
    url: "https://git.example.com/apps.git",
    https: { username: "bot", passwordSecret: "appsPassword" },
};
const SSH = { url: "git@git.example.com:apps.git", ssh: { privateKeySecret: "appsKey" } };
const OIDC = { name: "Okta", issuer: "https://acme.okta.com", clientID: "a1" };
const DEX = { connectors: [{ type: "github", id: "github", name: "GitHub" }] };
const URL_OF = "https://argocd.example.com";
const SCM = "applicationsetcontroller.enable.scm.providers";
const FLEET = "https://git.example.com/fleet.git";

/** Repositories, with the secrets that they name. */
function repositories(entries: Raw): Raw {
    const named = ["appsPassword", "appsKey"].filter((key) =>
        JSON.stringify(entries).includes(`"${key}"`),
    );
    return {
        "argocd.repositories": entries,
        ...Object.fromEntries(named.map((key) => [key, "s3cret"])),
    };
}

/** One rule between keys: changes that keep it, changes that break it, and what is said then. */
const RULES: readonly (readonly [title: string, kept: Raw, broken: Raw, problems: string[]])[] = [
    [
        "high availability has three nodes to be on",
        {
            "argocd.highAvailability": true,
            "management.nodes": { minSize: 3, desiredSize: 3 },
        },
        { "argocd.highAvailability": true },
        [
            "p:management.nodes.desiredSize: found 2; argocd.highAvailability needs at least 3 nodes, since each of its three redis servers insists on one of its own; raise desiredSize, or say argocd.highAvailability: false.",
        ],
    ],
    [
        "production has three nodes for Argo CD, or says that it doesn't want them",
        { environment: "production", argocd: { highAvailability: false } },
        { environment: "production", "management.nodes": { minSize: 1, desiredSize: 1 } },
        [
            "p:management.nodes.desiredSize: found 1; Argo CD's high availability, the default in production, needs at least 3 nodes, since each of its three redis servers insists on one of its own; raise desiredSize, or say argocd.highAvailability: false.",
        ],
    ],
    [
        "settings of this program's own are set by their own keys",
        { argocd: { config: { "exec.enabled": true }, params: { "server.insecure": true } } },
        {
            argocd: {
                config: { "cluster.inClusterEnabled": "true", url: URL_OF },
                params: { "application.namespaces": "*" },
            },
        },
        [
            'p:argocd.config.cluster.inClusterEnabled: found "true"; this program sets it: it is false, so that no Application runs a pod under Argo CD\'s own ServiceAccount; register the management cluster as a target.',
            'p:argocd.config.url: found "https://argocd.example.com"; this program sets it: use argocd.sso.url.',
            'p:argocd.params.application.namespaces: found "*"; this program sets it: Applications live in Argo CD\'s own namespace, where their projects bind them.',
        ],
    ],
    [
        "an existing Argo CD is configured elsewhere",
        { argocd: { install: "existing", identity: "irsa", manifests: "./manifests" } },
        {
            argocd: {
                install: "existing",
                adminPassword: "disabled",
                config: { a: "b" },
                highAvailability: false,
                imageRegistry: "mirror.example.com",
                params: { a: "b" },
                proxy: { httpProxy: "http://proxy:3128" },
                rbac: { policyDefault: "" },
                sso: { url: URL_OF, oidc: OIDC },
            },
        },
        [
            "adminPassword",
            "config",
            "highAvailability",
            "imageRegistry",
            "params",
            "proxy",
            "rbac",
            "sso",
        ].map(
            (key) =>
                `p:argocd.${key}: an existing Argo CD is configured where it was installed: leave the key out, or choose install: manifests or helm.`,
        ),
    ],
    [
        "single sign-on has a provider",
        { "argocd.sso": { url: URL_OF, dex: DEX } },
        { "argocd.sso": { url: URL_OF } },
        ["p:argocd.sso: names no identity provider: set oidc, or dex with its connectors."],
    ],
    [
        "single sign-on has one provider",
        { "argocd.sso": { url: URL_OF, oidc: OIDC } },
        { "argocd.sso": { url: URL_OF, oidc: OIDC, dex: DEX } },
        ["p:argocd.sso: has oidc and dex, of which Argo CD uses one: leave out the other."],
    ],
    [
        "generators send credentials to named addresses only",
        {
            "argocd.params": {
                [SCM]: true,
                "applicationsetcontroller.allowed.scm.providers": "https://github.example.com",
            },
        },
        { "argocd.params": { [SCM]: true } },
        [
            `p:argocd.params.${SCM}: found true; name the addresses that generators may send credentials to as well, by applicationsetcontroller.allowed.scm.providers.`,
        ],
    ],
    [
        "a proxy is named",
        { "argocd.proxy": { httpProxy: "http://proxy:3128" } },
        { "argocd.proxy": { noProxy: ["example.com"] } },
        ["p:argocd.proxy: names no proxy: set httpsProxy, httpProxy or both."],
    ],
    [
        "a secret isn't kept under a name of the configuration's own",
        repositories({ apps: HTTPS }),
        repositories({ apps: { ...HTTPS, https: { username: "bot", passwordSecret: "fleet" } } }),
        [
            'p:argocd.repositories.apps.https.passwordSecret: found "fleet"; fleet is a key of the configuration itself: give the secret a name of its own.',
        ],
    ],
    [
        "a repository has a credential",
        repositories({ apps: SSH }),
        repositories({ apps: { url: HTTPS.url } }),
        [
            "p:argocd.repositories.apps: allowed: exactly one of https, ssh, githubApp; a public repository needs no entry.",
        ],
    ],
    [
        "a repository has one credential",
        repositories({ apps: HTTPS }),
        repositories({ apps: { ...HTTPS, ssh: SSH.ssh } }),
        [
            "p:argocd.repositories.apps: allowed: exactly one of https, ssh, githubApp; this has https and ssh.",
            `p:argocd.repositories.apps.url: found "${HTTPS.url}"; with ssh a git repository's "git@host:path" or "ssh://git@host/path" is needed.`,
        ],
    ],
    [
        "a repository with a key is reached by SSH",
        repositories({ apps: { ...SSH, url: "ssh://git@git.example.com:2222/apps.git" } }),
        repositories({ apps: { ...SSH, url: HTTPS.url }, charts: { ...SSH, type: "helm" } }),
        [
            `p:argocd.repositories.apps.url: found "${HTTPS.url}"; with ssh a git repository's "git@host:path" or "ssh://git@host/path" is needed.`,
            `p:argocd.repositories.charts.url: found "${SSH.url}"; with ssh a git repository's "git@host:path" or "ssh://git@host/path" is needed.`,
        ],
    ],
    [
        "a repository with a password is reached by HTTPS",
        repositories({ apps: { ...HTTPS, type: "helm" } }),
        repositories({ apps: { ...HTTPS, url: SSH.url } }),
        [
            `p:argocd.repositories.apps.url: found "${SSH.url}"; an "https://" address is needed, or the credential ssh.`,
        ],
    ],
    [
        "no two repositories are the same for the same projects",
        repositories({ apps: HTTPS, more: { ...HTTPS, project: "acme.testing" } }),
        repositories({ apps: HTTPS, more: HTTPS }),
        [
            `p:argocd.repositories.more.url: found "${HTTPS.url}"; argocd.repositories.apps has the same address for the same projects; leave one of them out.`,
        ],
    ],
    [
        "the bootstrap may read its repository",
        {
            ...repositories({ fleet: { ...HTTPS, url: FLEET } }),
            "argocd.bootstrap": { kind: "appOfApps", repoUrl: FLEET, path: "." },
        },
        {
            ...repositories({ fleet: { ...HTTPS, url: FLEET, project: "acme.testing" } }),
            "argocd.bootstrap": { kind: "appOfApps", repoUrl: FLEET, path: "." },
        },
        [
            'p:argocd.repositories.fleet.project: found "acme.testing"; argocd.bootstrap reads this repository for every project: leave the key out.',
        ],
    ],
];

describe("A rule between keys of argocd:", () => {
    for (const [title, kept, broken, problems] of RULES) {
        it(title, () => {
            assert.deepEqual(problemsOf(changed(kept)), []);
            assert.deepEqual(problemsOf(changed(broken)), problems);
        });
    }

    it("nodes of an existing management cluster aren't counted", () => {
        const { accountId, region, clusterName } = {
            accountId: "111111111111",
            region: "eu-west-1",
            clusterName: "management",
        };
        const management = {
            ...{ existing: true, accountId, region, clusterName },
            egressCidrs: ["198.51.100.7/32"],
        };
        const raw = changed({ management, "argocd.highAvailability": true });
        assert.deepEqual(problemsOf(raw), []);
    });

    it("a section that is refused isn't held against the nodes as well", () => {
        const problems = problemsOf(changed({ environment: "production", argocd: { x: 1 } }));
        assert.equal(problems.length, 1);
        assert.match(problems[0]!, /^p:argocd: unknown key "x"\./);
    });
});
