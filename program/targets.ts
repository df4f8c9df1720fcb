/** The targets of this stack, and role argocd's permission for them. */
import type * as pulumi from "@pulumi/pulumi";

import { ArgoRolePermissions, Target } from "../components";
import type { AwsProviders } from "../discovery/awsProviders";
import { deployerArns, type FleetConfig } from "../config/fleet";
import { packPath } from "../lib/fleet/names";
import { accessArgs } from "../lib/kubernetes/access";
import type { HarnessRegistration } from "../lib/harness/registration";
import type { StackOwner } from "../lib/naming/owner";
import type { Discovery } from "../discovery/discover";
import type { StackHub } from "./hub";

/** Stack output of a target. */
export interface TargetOutput {
    readonly clusterArn: string;
    readonly deployerRoleArn: string;
    /** Name of the registration Secret and of the AppProject. */
    readonly registrationName: string;
    /** Entry to paste into aws-auth if the target maps its role by hand. */
    readonly awsAuthEntry?: string;
    /** Settings to enter in Harness, as a table and as a request to its API; undefined if the agent is Argo CD. */
    readonly harness?: pulumi.Output<HarnessRegistration>;
}

export interface StackTargets {
    readonly made: readonly Target[];
    /** Stack outputs, by key. */
    readonly outputs: Readonly<Record<string, TargetOutput>>;
}

/** Creates every target. */
export function fleetTargets(
    config: FleetConfig,
    found: Discovery,
    hub: StackHub,
    owner: StackOwner,
    providers: AwsProviders,
): StackTargets {
    const permissions = new ArgoRolePermissions(
        "argocd",
        {
            role: hub.ref.role,
            deployerRoles: deployerArns(config),
            path: packPath(config.fleet, owner.stack),
        },
        { providers: [providers.for(hub.place)] },
    );
    const made = Object.entries(config.targets).map(([key, target]) => {
        const { cluster } = target;
        const { deletion, namespace, path, repoUrl, targetRevision, targets } = config.guestbook;
        return [
            key,
            // Named by identity, so that a renamed target needs no alias.
            new Target(
                target.identity,
                {
                    ...(target.args === undefined
                        ? {
                              management: true as const,
                              fleet: config.fleet,
                              environment: config.environment,
                              rolePath: cluster.roleSettings.path,
                              permissionsBoundary: cluster.roleSettings.permissionsBoundaryArn,
                          }
                        : { ...target.args, facts: found.targets[key] }),
                    hub: hub.ref,
                    access: accessArgs(target.access),
                    displayName: target.displayName,
                    sourceRepos: target.sourceRepos,
                    labels: target.labels,
                    annotations: target.annotations,
                    shard: target.shard,
                    awsAuth: cluster.kind === "existing" ? cluster.awsAuth : undefined,
                    permissions: permissions.attachments,
                    guestbook: targets.includes(key)
                        ? { deletion, namespace, path, repoUrl, targetRevision }
                        : undefined,
                },
                { providers: [providers.for(cluster)] },
            ),
        ] as const;
    });
    return {
        made: made.map(([, target]) => target),
        outputs: Object.fromEntries(made.map(([key, target]) => [key, outputOf(target)])),
    };
}

function outputOf(target: Target): TargetOutput {
    const { awsAuthEntry, clusterArn, deployerRoleArn, harness, registrationName } = target;
    return {
        clusterArn,
        deployerRoleArn,
        registrationName,
        ...(awsAuthEntry === undefined ? {} : { awsAuthEntry }),
        ...(harness === undefined ? {} : { harness }),
    };
}
