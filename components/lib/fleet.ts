/** The names and ARNs by which the parts of a fleet know each other, before any of them exists. */
import { partitionOf, roleArn, type Partition } from "./arn";
import type { FleetConfig } from "./config/types";
import { argoRoleName, deployerRoleName, registrationName } from "./names";

export interface TargetNames {
    readonly deployerRoleName: string;
    /** Name of the Secret and of the AppProject. */
    readonly registrationName: string;
}

export interface FleetNames {
    readonly argoRoleName: string;
    readonly argoRoleArn: string;
    /** ARN of each Deployer role by target key. */
    readonly deployerRoleArns: Readonly<Record<string, string>>;
    /** By target key. */
    readonly targets: Readonly<Record<string, TargetNames>>;
}

/** Derives every name from the configuration alone. */
export function fleetNames(config: FleetConfig): FleetNames {
    const { fleet, management, partition } = config;
    const targets = Object.entries(config.targets);
    return {
        argoRoleName: argoRoleName(fleet),
        argoRoleArn: roleArn(partition, management.accountId, argoRoleName(fleet)),
        deployerRoleArns: deployerRoleArns(fleet, partition, config.targets),
        targets: Object.fromEntries(
            targets.map(([key]) => [
                key,
                {
                    deployerRoleName: deployerRoleName(fleet, key),
                    registrationName: registrationName(fleet, key),
                },
            ]),
        ),
    };
}

/** ARN of each Deployer role by target key. */
export function deployerRoleArns(
    fleet: string,
    partition: Partition,
    targets: Readonly<Record<string, { readonly accountId: string }>>,
): Readonly<Record<string, string>> {
    return Object.fromEntries(
        Object.entries(targets).map(([key, { accountId }]) => [
            key,
            roleArn(partition, accountId, deployerRoleName(fleet, key)),
        ]),
    );
}

interface Provisioned {
    readonly accountId: string;
    readonly region: string;
    readonly provisionerRoleArn?: string | undefined;
}

/** ARN of the role that Pulumi assumes in a cluster's account; undefined where it uses its own credentials. */
export function provisionerRoleArn(
    cluster: Provisioned,
    fleet: { readonly provisionerRoleName?: string | undefined },
): string | undefined {
    if (cluster.provisionerRoleArn !== undefined) {
        return cluster.provisionerRoleArn;
    }
    return fleet.provisionerRoleName === undefined
        ? undefined
        : roleArn(partitionOf(cluster.region), cluster.accountId, fleet.provisionerRoleName);
}
