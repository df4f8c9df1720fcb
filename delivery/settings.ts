/** Pulumi Deployments' settings of one stack, as plain values. */
import type * as pulumiservice from "@pulumi/pulumiservice";

import { fit } from "../lib/naming/names";
import type { CloudStack } from "./subjects";
import type { DeliveryConfig, StackConfig } from "./types";

/** Longest name of a session. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const MAX_SESSION_NAME = 64;

/** The fleet's program, within the folder of its Pulumi.yaml: every stack depends on it. */
const PROGRAM: readonly string[] = [
    "Pulumi.yaml",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "tsconfig.pulumi.json",
    "index.ts",
    "components/**",
    "config/**",
    "discovery/**",
    "lib/**",
    "program/**",
    "providers/**",
];

/**
 * Files whose change deploys a stack: the program, and the stack's own file. Other stacks' files, tests and documentation
 * don't change it. Globs over whole paths: https://www.pulumi.com/docs/deployments/concepts/settings/path-filtering/
 */
export function pathFilter(folder: string, stack: string): readonly string[] {
    const within = folder === "." ? "" : `${folder}/`;
    return [`Pulumi.${stack}.yaml`, ...PROGRAM].map((path) => `${within}${path}`);
}

/** A duration as Pulumi Cloud returns it: "2h0m0s". Any other form would show a difference at every preview. */
export function durationText(seconds: number): string {
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const rest = `${seconds % 60}s`;
    if (hours > 0) {
        return `${hours}h${minutes}m${rest}`;
    }
    return minutes > 0 ? `${minutes}m${rest}` : rest;
}

/** Arguments of `pulumiservice.DeploymentSettings`. */
export function deploymentSettings(
    cloud: CloudStack,
    delivery: DeliveryConfig,
    stack: StackConfig,
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
        // Not `vcs`, which means the same: this is what Pulumi Cloud returns for its GitHub app.
        ...(repository.kind === "github"
            ? {
                  github: {
                      repository: repository.name,
                      deployCommits: stack.pushToDeploy,
                      previewPullRequests: stack.prPreviews,
                      // A review stack of a pull request would have neither a role nor a stack file.
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
    { agentPool }: Pick<StackConfig, "agentPool">,
): string {
    const pool = agentPool === undefined ? "" : ` --agent-pool-id ${agentPool.id}`;
    return `pulumi deployment run update --stack ${organization}/${project}/${stack}${pool}`;
}
