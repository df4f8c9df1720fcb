/** Names and ARNs by which the parts of a fleet refer to each other before any of them exists. */
import type { AgentIdentity } from "../agent/types";
import { parsePrincipalArn, roleArn, type Partition } from "../aws/arn";
import { deployerPacks, packCapacity, type Pack } from "../iam/packs";
import {
    argoRoleName,
    deployerRoleName,
    LONGEST_TARGET_KEY,
    registrationName,
} from "../naming/names";

export { provisionerRoleArn } from "../aws/provisioner";

export interface TargetNames {
    readonly deployerRoleName: string;
    readonly deployerRoleArn: string;
    /** Name of the registration Secret and of the AppProject. */
    readonly registrationName: string;
}

/** What the names of a fleet's roles are derived from. */
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

/** Number of Deployer roles in a pack of this fleet, derived from the longest key that a target can have. */
export function fleetPackCapacity(naming: RoleNaming): number {
    return packCapacity(longestDeployerArn(naming));
}

function longestDeployerArn(naming: RoleNaming): number {
    const longest = targetNames(naming, {
        identity: "k".repeat(LONGEST_TARGET_KEY),
        accountId: "0".repeat(12),
    });
    return longest.deployerRoleArn.length;
}

/**
 * Role argocd's permission to assume Deployer roles of a fleet, cut into policies. Where it is cut depends on the longest
 * name that a Deployer role of the fleet can have, so that a new target changes its own policy and no other.
 * @param roleArns ARNs of the Deployer roles. A name longer than the fleet's own makes every policy hold fewer of them.
 */
export function fleetPacks(
    fleet: string,
    roleArns: readonly string[],
    identity: AgentIdentity,
): readonly Pack[] {
    const longest = Math.max(0, ...roleArns.map((arn) => longestArn(fleet, arn)));
    return deployerPacks(roleArns, packCapacity(longest), identity === "podIdentity");
}

/** Characters of the longest ARN that a Deployer role of a fleet can have under a role's path, and at least of its own. */
function longestArn(fleet: string, arn: string): number {
    const parsed = parsePrincipalArn(arn);
    return parsed === undefined
        ? arn.length
        : Math.max(
              arn.length,
              longestDeployerArn({ fleet, partition: parsed.partition, rolePath: parsed.path }),
          );
}

/** Path of the policies that one stack attaches to role argocd. It shows which stack owns each policy. */
export function packPath(fleet: string, stack: string): string {
    return `/eks-gitops-fleet/${fleet}/${stack}/`;
}
