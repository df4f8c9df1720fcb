/** The names and ARNs by which the parts of a fleet know each other, before any of them exists. */
import { roleArn } from "./arn";
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
        deployerRoleArns: Object.fromEntries(
            targets.map(([key, { accountId }]) => [
                key,
                roleArn(partition, accountId, deployerRoleName(fleet, key)),
            ]),
        ),
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
