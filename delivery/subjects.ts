/** Subjects, issuers and audiences of the tokens that deployments hold. AWS compares each exactly. */
import type { GithubActionsConfig, PulumiOperation } from "./types";

/** Issuer of the tokens of Pulumi Deployments. https://www.pulumi.com/docs/deployments/guides/oidc/ */
export const PULUMI_ISSUER = "https://api.pulumi.com/oidc";

/** Issuer of the tokens of GitHub Actions. https://docs.github.com/en/actions/reference/security/oidc */
export const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";

/** A stack as Pulumi Cloud knows it. */
export interface CloudStack {
    readonly organization: string;
    readonly project: string;
    readonly stack: string;
}

/**
 * Subjects of the tokens of one stack's deployments, in the order of the operations. Same source. Its page on tokens does
 * not list drift runs: their names here are those of the operations in Pulumi Cloud's API.
 */
export function deploymentSubjects(
    { organization, project, stack }: CloudStack,
    operations: readonly PulumiOperation[],
): readonly string[] {
    return operations.map((operation) =>
        [
            `pulumi:deploy:org:${organization}`,
            `project:${project}`,
            `stack:${stack}`,
            `operation:${operation}`,
            "scope:write",
        ].join(":"),
    );
}

/**
 * Subject of the tokens of jobs in one environment of one repository.
 * @param repository `owner/name`
 */
export function githubSubject(
    repository: string,
    { environment, ids }: GithubActionsConfig,
): string {
    const [owner = "", name = ""] = repository.split("/");
    const named =
        ids === undefined ? repository : `${owner}@${ids.owner}/${name}@${ids.repository}`;
    // GitHub would encode a colon in the name; the schema allows none.
    return `repo:${named}:environment:${environment}`;
}

/** Audience of the tokens of Pulumi Deployments. */
export function deploymentAudience(organization: string): string {
    return organization;
}

/** Audience of the tokens of Pulumi ESC in the same organization. https://www.pulumi.com/docs/esc/guides/configuring-oidc/aws/ */
export function escAudience(organization: string): string {
    return `aws:${organization}`;
}
