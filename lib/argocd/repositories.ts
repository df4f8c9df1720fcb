/** The Secrets by which Argo CD knows private repositories. https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories */
import type { RepositoryConfig } from "./types";

/** Label by which Argo CD finds the Secret. */
export const REPOSITORY_SECRET_LABEL = { "argocd.argoproj.io/secret-type": "repository" } as const;

/** Name of a repository's Secret; the fleet is part of it, since an Argo CD may be more than one fleet's. */
export function repositorySecretName(fleet: string, key: string): string {
    return `${fleet}.repository.${key}`;
}

/** Name of the secret of a repository's credential; undefined if it has none, which a rule refuses. */
export function repositorySecretKey({
    githubApp,
    https,
    ssh,
}: RepositoryConfig): string | undefined {
    return https?.passwordSecret ?? ssh?.privateKeySecret ?? githubApp?.privateKeySecret;
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
    { githubApp, https }: RepositoryConfig,
    secret: string,
): Readonly<Record<string, string>> {
    if (https !== undefined) {
        return { username: https.username, password: secret };
    }
    if (githubApp === undefined) {
        return { sshPrivateKey: secret };
    }
    return {
        githubAppID: String(githubApp.appId),
        githubAppInstallationID: String(githubApp.installationId),
        githubAppPrivateKey: secret,
        ...(githubApp.enterpriseBaseUrl === undefined
            ? {}
            : { githubAppEnterpriseBaseUrl: githubApp.enterpriseBaseUrl }),
    };
}
