/** Delivery of other stacks: their deploy roles, and what Pulumi Deployments is told of each. */
import * as pulumi from "@pulumi/pulumi";
import * as pulumiservice from "@pulumi/pulumiservice";

import { TrustedIssuer } from "../components";
import { DeployRole } from "./deployRole";
import { Delivery } from "./delivery";
import type { AwsProviders } from "../discovery/awsProviders";
import { ConfigError } from "../lib/problems";
import type { DeliveredStackConfig, DeliveryConfig } from "../config/delivery/types";
import type { FleetConfig } from "../config/types";
import {
    githubTokensKey,
    homePlace,
    pulumiTokensKey,
    wantedTokens,
    type WantedTokens,
} from "./issuers";
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
import { findDeliveredStacks } from "./deliveredStacks";
import type { ReadStackFile } from "./stackFiles";
import { findTokenIssuers } from "./tokenIssuers";

/** What a delivery stack tells of a stack. */
export interface DeliveredOutput {
    /** The role that its deployments take on: provisioner roles trust it. */
    readonly deployRoleArn: string;
    /** Subjects of the tokens that the role trusts. */
    readonly subjects: readonly string[];
    /** The same for jobs of GitHub Actions, where they have a role. */
    readonly githubActions?: { readonly deployRoleArn: string; readonly subject: string };
    /** Command that starts the first deployment. */
    readonly start: string;
}

/**
 * Builds delivery.
 * @returns what the stack tells of each delivered one; undefined where this is no stack of delivery
 * @throws ConfigError with everything that is wrong with the delivered stacks' files
 */
export async function deliveries(
    config: FleetConfig,
    owner: StackOwner,
    providers: AwsProviders,
    readStackFile: ReadStackFile,
): Promise<Readonly<Record<string, DeliveredOutput>> | undefined> {
    const { delivery } = config;
    if (delivery === undefined) {
        return undefined;
    }
    const stacks = await findDeliveredStacks(delivery, owner, readStackFile);
    if (stacks.problems !== undefined) {
        throw new ConfigError(stacks.problems, owner.project);
    }
    const { facts, warnings } = stacks.value;
    const issuers = await findTokenIssuers(
        wantedTokens(delivery, facts),
        delivery,
        owner,
        providers,
    );
    if (issuers.problems !== undefined) {
        throw new ConfigError(issuers.problems, owner.project);
    }
    for (const warning of warnings) {
        await pulumi.log.warn(warning);
    }

    const trusted = trustedTokens(issuers.value, config, delivery, owner);
    const cloudProvider = new pulumiservice.Provider("pulumi-cloud");
    return Object.fromEntries(
        Object.entries(delivery.stacks).map(([name, stack]) => {
            const cloud = {
                organization: delivery.organization,
                project: delivery.project ?? owner.project,
                stack: name,
            };
            const roles = deployRoles(
                cloud,
                stack,
                facts[name]!,
                { config, delivery, trusted },
                providers,
            );
            new Delivery(
                name,
                {
                    cloud,
                    delivery,
                    stack,
                    roleArn: roles.deployments.roleArn,
                    deployRole: roles.deployments,
                },
                { providers: [cloudProvider] },
            );
            return [name, output(cloud, stack, delivery, roles)];
        }),
    );
}

type TrustedTokens = ReadonlyMap<string, pulumi.Output<string>>;

/** Every account's trust in every issuer, each once. @returns ARNs of the IAM OIDC providers */
function trustedTokens(
    tokens: readonly WantedTokens[],
    config: FleetConfig,
    { addAudience, oidcProvider }: DeliveryConfig,
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
                tags: config.tags,
                audience,
                choice: oidcProvider,
                addAudience,
            },
            // Both look after the same provider: one after the other.
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

/** The role that a stack's deployments take on, and the one of its jobs on GitHub. */
function deployRoles(
    cloud: CloudStack,
    stack: DeliveredStackConfig,
    facts: StackFacts,
    from: {
        readonly config: FleetConfig;
        readonly delivery: DeliveryConfig;
        readonly trusted: TrustedTokens;
    },
    providers: AwsProviders,
): StackRoles {
    const { config, delivery, trusted } = from;
    const { fleet, home, partition, provisionerRoleArns } = facts;
    const { accountId } = home;
    const common = {
        roleSettings: roleSettings(partition, accountId, {
            rolePath: config.rolePath,
            permissionsBoundary: delivery.permissionsBoundary,
        }),
        partition,
        accountId,
        provisionerRoleArns,
        permissions: facts.direct === undefined ? {} : provisionerPolicies(facts.direct),
        // IAM takes no less.
        maxSessionDuration: Math.max(3600, stack.sessionDuration),
    };
    const opts = { providers: [providers.for(homePlace(delivery, facts))] };
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
    const { repository } = delivery;
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
    stack: DeliveredStackConfig,
    { repository }: DeliveryConfig,
    { deployments, githubActions }: StackRoles,
): DeliveredOutput {
    return {
        deployRoleArn: deployments.roleArn,
        subjects: deploymentSubjects(cloud, stack.operations),
        ...(githubActions === undefined || repository.kind !== "github"
            ? {}
            : {
                  githubActions: {
                      deployRoleArn: githubActions.roleArn,
                      subject: githubSubject(repository.name, stack.githubActions!),
                  },
              }),
        start: startCommand(cloud, stack),
    };
}
