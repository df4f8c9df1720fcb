import assert from "node:assert/strict";

import {
    repositorySecretData,
    repositorySecretKey,
    repositorySecretName,
} from "../../../lib/argocd/repositories";
import { argoCdSecretNames } from "../../../lib/argocd/secretNames";
import type { RepositoryConfig } from "../../../lib/argocd/types";
import { HOSTILE } from "../../support/argocd";

const HTTPS: RepositoryConfig = {
    url: "https://git.example.com/apps.git",
    type: "git",
    https: { username: "bot", passwordSecret: "appsPassword" },
};
const SSH: RepositoryConfig = {
    url: "git@git.example.com:apps.git",
    type: "git",
    ssh: { privateKeySecret: "appsKey" },
    project: "acme.testing",
};
const APP: RepositoryConfig = {
    url: "https://github.com/acme/apps",
    type: "git",
    githubApp: {
        appId: 1,
        installationId: "2",
        privateKeySecret: "appKey",
        enterpriseBaseUrl: "https://github.example.com/api/v3",
    },
};

describe("The Secret of a repository", () => {
    it("holds user and password", () => {
        assert.deepEqual(repositorySecretData("apps", HTTPS, "s3cret"), {
            name: "apps",
            type: "git",
            url: "https://git.example.com/apps.git",
            username: "bot",
            password: "s3cret",
        });
    });

    it("holds a private key, limited to a project if one is named", () => {
        assert.deepEqual(repositorySecretData("apps", SSH, "KEY"), {
            name: "apps",
            type: "git",
            url: "git@git.example.com:apps.git",
            project: "acme.testing",
            sshPrivateKey: "KEY",
        });
    });

    it("holds a GitHub App's ids and key, and the address of GitHub Enterprise", () => {
        assert.deepEqual(repositorySecretData("apps", APP, "KEY"), {
            name: "apps",
            type: "git",
            url: "https://github.com/acme/apps",
            githubAppID: "1",
            githubAppInstallationID: "2",
            githubAppPrivateKey: "KEY",
            githubAppEnterpriseBaseUrl: "https://github.example.com/api/v3",
        });
    });

    for (const hostile of HOSTILE) {
        it(`keeps ${JSON.stringify(hostile)} inside its own value`, () => {
            assert.equal(repositorySecretData("apps", HTTPS, hostile)["password"], hostile);
        });
    }

    it("has a name that differs between fleets with the same key", () => {
        assert.equal(repositorySecretName("acme", "apps"), "acme.repository.apps");
    });
});

describe("The secret configuration keys that Argo CD's configuration names", () => {
    it("are those of repositories and of the identity provider, sorted, without duplicates", () => {
        assert.deepEqual([HTTPS, SSH, APP].map(repositorySecretKey), [
            "appsPassword",
            "appsKey",
            "appKey",
        ]);
        assert.deepEqual(
            argoCdSecretNames({
                repositories: { a: HTTPS, b: { ...HTTPS, url: "https://b/c" }, ssh: SSH },
                sso: {
                    url: "https://argocd.example.com",
                    oidc: {
                        name: "Okta",
                        issuer: "https://acme.okta.com",
                        clientID: "a1",
                        clientSecretSecret: "oktaSecret",
                    },
                },
            }),
            ["appsKey", "appsPassword", "oktaSecret"],
        );
        assert.deepEqual(argoCdSecretNames({ repositories: {} }), []);
    });
});
