/** The resources of delivery: trust in token issuers, deploy roles, and the settings of Pulumi Deployments. */
import type * as pulumi from "@pulumi/pulumi";
import * as pulumiservice from "@pulumi/pulumiservice";

import { TrustedIssuer } from "../components/cluster/trustedIssuer";
import { DeployRole } from "./deployRole";
import { Delivery } from "./delivery";
import type { AwsProviders } from "../discovery/awsProviders";
import { githubTokensKey, homePlace, pulumiTokensKey, type WantedTokens } from "./issuers";
import { startCommand } from "./settings";
import type { StackFacts } from "./stackFacts";
import {
    deploymentAudience,
    deploymentSubjects,
    GITHUB_ISSUER,
    githubSubject,
    PULUMI_ISSUER,
    type CloudStack,
} from "./subjects";
import { roleSettings } from "../lib/iam/settings";
import { STS_AUDIENCE } from "../lib/iam/trust";
import { deployRoleName, githubRoleName } from "../lib/naming/names";
import { provisionerPolicies } from "../lib/provisioner/permissions";
import { ownerName, type StackOwner } from "../lib/naming/owner";
import type { DeliveryConfig, StackConfig } from "./types";

/** Output of a delivered stack. */
export interface DeliveredOutput {
    /** The role that its deployments assume; provisioner roles must trust it. */
    readonly deployRoleArn: string;
    /** Subjects of the tokens that the role trusts. */
    readonly subjects: readonly string[];
    /** The role for jobs of GitHub Actions, if the stack has one. */
    readonly githubActions?:
        { readonly deployRoleArn: string; readonly subject: string } | undefined;
    /** Command that starts the first deployment. */
    readonly start: string;
}

/** What was found before anything is created. */
export interface Discovered {
    /** By name of the stack. */
    readonly facts: Readonly<Record<string, StackFacts>>;
    /** Issuers that the home accounts must trust. */
    readonly issuers: readonly WantedTokens[];
    readonly owner: StackOwner;
}

/**
 * Creates roles and settings of every delivered stack.
 * @returns what each stack's user needs to know, by name of the stack
 */
export function deliverStacks(
    config: DeliveryConfig,
    { facts, issuers, owner }: Discovered,
    providers: AwsProviders,
): Readonly<Record<string, DeliveredOutput>> {
    const trusted = trustIssuers(issuers, config, owner);
    const cloudProvider = new pulumiservice.Provider("pulumi-cloud");
    return Object.fromEntries(
        Object.entries(config.stacks).map(([name, stack]) => {
            const { organization, project } = config;
            const cloud = { organization, project, stack: name };
            const roles = createDeployRoles(
                cloud,
                stack,
                facts[name]!,
                { config, trusted },
                providers,
            );
            new Delivery(
                name,
                {
                    cloud,
                    delivery: config,
                    stack,
                    roleArn: roles.deployments.roleArn,
                    deployRole: roles.deployments,
                },
                { providers: [cloudProvider] },
            );
            return [name, output(cloud, stack, config, roles)];
        }),
    );
}

type TrustedTokens = ReadonlyMap<string, pulumi.Output<string>>;

/** Has every account trust every issuer, each once. @returns ARNs of the IAM OIDC providers, by the tokens' key */
function trustIssuers(
    tokens: readonly WantedTokens[],
    { addAudience, oidcProvider, tags }: DeliveryConfig,
    owner: StackOwner,
): TrustedTokens {
    const made = new Map<string, TrustedIssuer>();
    const arns = new Map<string, pulumi.Output<string>>();
    for (const { audience, issuer, key, place } of tokens) {
        const id = `${issuer} ${place.accountId}`;
        const first = made.get(id);
        const trusted = new TrustedIssuer(
            key,
            {
                issuerUrl: issuer,
                accountId: place.accountId,
                region: place.region,
                provisionerRoleArn: place.provisionerRoleArn,
                owner: ownerName(owner),
                tags,
                audience,
                choice: oidcProvider,
                addAudience,
            },
            // Both manage the same provider, so they must not run at the same time.
            first === undefined ? {} : { dependsOn: [first] },
        );
        made.set(id, first ?? trusted);
        arns.set(key, trusted.arn);
    }
    return arns;
}

interface StackRoles {
    readonly deployments: DeployRole;
    readonly githubActions: DeployRole | undefined;
}

/** The role that a stack's deployments assume, and the one for its jobs on GitHub. */
function createDeployRoles(
    cloud: CloudStack,
    stack: StackConfig,
    facts: StackFacts,
    from: { readonly config: DeliveryConfig; readonly trusted: TrustedTokens },
    providers: AwsProviders,
): StackRoles {
    const { config, trusted } = from;
    const { fleet, home, partition, provisionerRoleArns } = facts;
    const { accountId } = home;
    const common = {
        roleSettings: roleSettings(partition, accountId, {
            rolePath: config.rolePath,
            permissionsBoundary: config.permissionsBoundary,
        }),
        partition,
        accountId,
        provisionerRoleArns,
        permissions: facts.direct === undefined ? {} : provisionerPolicies(facts.direct),
        // IAM accepts no less.
        maxSessionDuration: Math.max(3600, stack.sessionDuration),
    };
    const opts = { providers: [providers.for(homePlace(config, facts))] };
    const name = cloud.stack;
    const deployments = new DeployRole(
        `${name}-deploy`,
        {
            ...common,
            roleName: deployRoleName(fleet, name),
            description: `Taken on by Pulumi Deployments of stack ${cloud.project}/${name}`,
            trust: {
                issuer: PULUMI_ISSUER,
                audience: deploymentAudience(cloud.organization),
                subjects: deploymentSubjects(cloud, stack.operations),
            },
            oidcProviderArn: trusted.get(pulumiTokensKey(accountId))!,
        },
        opts,
    );
    const { repository } = config;
    const githubActions =
        stack.githubActions === undefined || repository.kind !== "github"
            ? undefined
            : new DeployRole(
                  `${name}-github`,
                  {
                      ...common,
                      roleName: githubRoleName(fleet, name),
                      description: `Taken on by GitHub Actions for stack ${cloud.project}/${name}`,
                      trust: {
                          issuer: GITHUB_ISSUER,
                          audience: STS_AUDIENCE,
                          subjects: [githubSubject(repository.name, stack.githubActions)],
                      },
                      oidcProviderArn: trusted.get(githubTokensKey(accountId))!,
                  },
                  opts,
              );
    return { deployments, githubActions };
}

function output(
    cloud: CloudStack,
    stack: StackConfig,
    { repository }: DeliveryConfig,
    { deployments, githubActions }: StackRoles,
): DeliveredOutput {
    return {
        deployRoleArn: deployments.roleArn,
        subjects: deploymentSubjects(cloud, stack.operations),
        githubActions:
            githubActions === undefined || repository.kind !== "github"
                ? undefined
                : {
                      deployRoleArn: githubActions.roleArn,
                      subject: githubSubject(repository.name, stack.githubActions!),
                  },
        start: startCommand(cloud, stack),
    };
}
