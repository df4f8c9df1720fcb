/** The names and ARNs by which the parts of a fleet know each other, before any of them exists. */
import { partitionOf, roleArn, type Partition } from "./arn";
import type { AccountConfig } from "./config/cluster/types";
import type { ReferredHub } from "./config/hub/types";
import type { FleetConfig } from "./config/types";
import type { HubContract } from "./hubContract";
import { deployerPacks, packCapacity, type Pack } from "./iam/packs";
import { argoRoleName, deployerRoleName, LONGEST_TARGET_KEY, registrationName } from "./names";

export interface TargetNames {
    readonly deployerRoleName: string;
    readonly deployerRoleArn: string;
    /** Name of the Secret and of the AppProject. */
    readonly registrationName: string;
}

/** What the names of a fleet's roles are made of. */
export interface RoleNaming {
    readonly fleet: string;
    readonly partition: Partition;
    /** Path of the roles, `/` or `/some/path/`. */
    readonly rolePath: string;
}

/** Names of one target. */
export function targetNames(
    naming: RoleNaming,
    target: { readonly identity: string; readonly accountId: string },
): TargetNames {
    const name = deployerRoleName(naming.fleet, target.identity);
    return {
        deployerRoleName: name,
        deployerRoleArn: roleArn(naming.partition, target.accountId, name, naming.rolePath),
        registrationName: registrationName(naming.fleet, target.identity),
    };
}

/** Names of every target, by its key. */
export function fleetTargetNames(config: FleetConfig): Readonly<Record<string, TargetNames>> {
    return Object.fromEntries(
        Object.entries(config.targets).map(([key, { identity, cluster }]) => [
            key,
            targetNames(config, { identity, accountId: cluster.accountId }),
        ]),
    );
}

/** ARNs of the Deployer roles of some targets. */
export function deployerRoleArns(
    naming: RoleNaming,
    targets: readonly { readonly identity: string; readonly accountId: string }[],
): readonly string[] {
    return targets.map((target) => targetNames(naming, target).deployerRoleArn);
}

/** ARN of role argocd. */
export function argoRoleArn(naming: RoleNaming, managementAccountId: string): string {
    return roleArn(
        naming.partition,
        managementAccountId,
        argoRoleName(naming.fleet),
        naming.rolePath,
    );
}

/** Number of Deployer roles in a pack of this fleet: follows from the longest key that a target can have. */
export function fleetPackCapacity(naming: RoleNaming): number {
    const longest = targetNames(naming, {
        identity: "k".repeat(LONGEST_TARGET_KEY),
        accountId: "0".repeat(12),
    });
    return packCapacity(longest.deployerRoleArn.length);
}

/** The permission for every target of a stack. @param identity of the agent: Pod Identity's sessions carry tags */
export function stackPacks(config: FleetConfig, identity: "irsa" | "podIdentity"): readonly Pack[] {
    const arns = Object.values(fleetTargetNames(config)).map((names) => names.deployerRoleArn);
    return deployerPacks(arns, fleetPackCapacity(config), identity === "podIdentity");
}

/** The management account as this stack works in it, where the hub is another stack's. */
export function hubAccount(
    hub: ReferredHub,
    contract: Pick<HubContract, "accountId" | "region">,
): AccountConfig {
    const { accountId, region } = contract;
    const role = provisionerRoleArn(
        { accountId, region, provisionerRoleArn: hub.provisionerRoleArn },
        hub,
    );
    return { accountId, region, ...(role === undefined ? {} : { provisionerRoleArn: role }) };
}

/** Path of the policies that one stack attaches to role argocd: whoever looks at the role sees whose they are. */
export function packPath(fleet: string, stack: string): string {
    return `/eks-gitops-fleet/${fleet}/${stack}/`;
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
