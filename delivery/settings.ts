/** Pulumi Deployments' settings of one stack, as plain values. */
import type * as pulumiservice from "@pulumi/pulumiservice";

import type { DeliveredStackConfig, DeliveryConfig } from "../config/delivery/types";
import { fit } from "../lib/naming/names";
import type { CloudStack } from "./subjects";

/** Longest name of a session. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const MAX_SESSION_NAME = 64;

/** Where the program is, within the folder of Pulumi.yaml: what every stack's result follows from. */
const PROGRAM: readonly string[] = [
    "Pulumi.yaml",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "tsconfig.pulumi.json",
    "index.ts",
    "components/**",
    "config/**",
    "delivery/**",
    "discovery/**",
    "lib/**",
    "program/**",
    "providers/**",
];

/**
 * Files whose change deploys a stack: the program, and the stack's own file. Other stacks' files, tests and pages
 * change nothing of it. Globs over whole paths: https://www.pulumi.com/docs/deployments/concepts/settings/path-filtering/
 */
export function pathFilter(folder: string, stack: string): readonly string[] {
    const within = folder === "." ? "" : `${folder}/`;
    return [`Pulumi.${stack}.yaml`, ...PROGRAM].map((path) => `${within}${path}`);
}

/** A length of time as Pulumi Cloud gives it back: "2h0m0s". Another spelling would be a difference at every preview. */
export function durationText(seconds: number): string {
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const rest = `${seconds % 60}s`;
    if (hours > 0) {
        return `${hours}h${minutes}m${rest}`;
    }
    return minutes > 0 ? `${minutes}m${rest}` : rest;
}

/** What `pulumiservice.DeploymentSettings` is made with. */
export function deploymentSettings(
    cloud: CloudStack,
    delivery: DeliveryConfig,
    stack: DeliveredStackConfig,
    roleArn: string,
): pulumiservice.DeploymentSettingsArgs {
    const { repository, folder, preRunCommands, cachedDependencies } = delivery;
    return {
        ...cloud,
        sourceContext: {
            git: {
                ...(repository.kind === "git" ? { repoUrl: repository.url } : {}),
                branch: `refs/heads/${stack.branch}`,
                repoDir: folder,
            },
        },
        // In place of `vcs`, which says the same: this is what Pulumi Cloud gives back for its GitHub app.
        ...(repository.kind === "github"
            ? {
                  github: {
                      repository: repository.name,
                      deployCommits: stack.pushToDeploy,
                      previewPullRequests: stack.prPreviews,
                      // A review stack of every pull request would have no role of its own, and no stack file.
                      pullRequestTemplate: false,
                      paths: [...(stack.paths ?? pathFilter(folder, cloud.stack))],
                  },
              }
            : {}),
        operationContext: {
            oidc: {
                aws: {
                    roleARN: roleArn,
                    sessionName: fit(`pulumi-${cloud.stack}`, MAX_SESSION_NAME),
                    duration: durationText(stack.sessionDuration),
                },
            },
            ...(preRunCommands.length === 0 ? {} : { preRunCommands: [...preRunCommands] }),
        },
        cacheOptions: { enable: cachedDependencies },
        ...(stack.agentPool === undefined ? {} : { agentPoolId: stack.agentPool.id }),
    };
}

/** The command that starts a stack's first deployment. */
export function startCommand(
    { organization, project, stack }: CloudStack,
    { agentPool }: Pick<DeliveredStackConfig, "agentPool">,
): string {
    const pool = agentPool === undefined ? "" : ` --agent-pool-id ${agentPool.id}`;
    return `pulumi deployment run update --stack ${organization}/${project}/${stack}${pool}`;
}
