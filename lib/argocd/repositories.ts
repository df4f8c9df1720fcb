/** The Secrets by which Argo CD knows private repositories. https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories */
import type { RepositoryConfig } from "./types";

/** Label by which Argo CD finds the Secret. */
export const REPOSITORY_SECRET_LABEL = { "argocd.argoproj.io/secret-type": "repository" } as const;

/** Name of a repository's Secret; the fleet is part of it, since an Argo CD may be more than one fleet's. */
export function repositorySecretName(fleet: string, key: string): string {
    return `${fleet}.repository.${key}`;
}

/** Secret configuration key of a repository's credential. */
export function repositorySecretKey({ credential }: RepositoryConfig): string {
    return credential.kind === "https" ? credential.passwordSecret : credential.privateKeySecret;
}

/**
 * The Secret's values, before they are encoded.
 * @param key the repository's; Argo CD wants a name for Helm repositories
 * @param secret the password or the private key
 */
export function repositorySecretData(
    key: string,
    repository: RepositoryConfig,
    secret: string,
): Readonly<Record<string, string>> {
    return {
        name: key,
        type: repository.type,
        url: repository.url,
        ...(repository.project === undefined ? {} : { project: repository.project }),
        ...credentialData(repository, secret),
    };
}

function credentialData(
    { credential }: RepositoryConfig,
    secret: string,
): Readonly<Record<string, string>> {
    switch (credential.kind) {
        case "https":
            return { username: credential.username, password: secret };
        case "ssh":
            return { sshPrivateKey: secret };
        case "githubApp":
            return {
                githubAppID: credential.appId,
                githubAppInstallationID: credential.installationId,
                githubAppPrivateKey: secret,
                ...(credential.enterpriseBaseUrl === undefined
                    ? {}
                    : { githubAppEnterpriseBaseUrl: credential.enterpriseBaseUrl }),
            };
    }
}
