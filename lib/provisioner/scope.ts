/** Where a provisioner works, and the ARNs that its policies refer to. */
import { LONGEST_CLUSTER_NAME_UNCUT, provisionerName, roleNamePrefix } from "../naming/names";

export { provisionerName } from "../naming/names";

/**
 * All values are plain strings. A value may be a placeholder that a template fills in later, such as
 * `${AWS::AccountId}`.
 */
export interface ProvisionerScope {
    readonly partition: string;
    readonly accountId: string;
    readonly fleet: string;
    /**
     * Names of the fleet's clusters in the account, or patterns with `*`. If a cluster's name has more than 23
     * characters, its roles contain only a part of it, which a pattern does not match: give the full name of such a
     * cluster.
     */
    readonly clusterNames: readonly string[];
    /** Names of clusters there that someone else created, and that the fleet's roles get access to. @default none */
    readonly usedClusterNames?: readonly string[];
    /** Name of the boundary that every role must have, including its path if it has one. */
    readonly boundaryName: string;
    /** Path of the roles that the program creates, `/` or `/some/path/`. */
    readonly rolePath: string;
    /** IAM actions, or patterns of them, that the roles of runner agents may have at most. @default none */
    readonly runnerActions?: readonly string[];
}

/** Purposes of a cluster's roles, as they appear in the roles' names. */
export const CLUSTER_ROLES = {
    controlPlane: "control-plane",
    nodes: "nodes",
    ebsCsi: "ebs-csi",
    fargate: "pods-",
} as const;

/** Characters of a shortened name before the hash. */
const UNCUT = 28;

/** Infix of the names of the deploy roles. */
const DELIVERY = "deploy";

export function iamArn({ partition, accountId }: ProvisionerScope, resource: string): string {
    return `arn:${partition}:iam::${accountId}:${resource}`;
}

/** ARN of a resource in any region. */
export function regionalArn(
    { partition, accountId }: ProvisionerScope,
    service: string,
    resource: string,
): string {
    return `arn:${partition}:${service}:*:${accountId}:${resource}`;
}

/** ARN of a role of the fleet. @param suffix the part of its name after the fleet's name */
export function fleetRoleArn(scope: ProvisionerScope, suffix: string): string {
    return iamArn(scope, `role${scope.rolePath}${scope.fleet}-${suffix}`);
}

/** ARN pattern of a cluster's roles of one kind. */
export function clusterRoleArn(
    scope: ProvisionerScope,
    clusterName: string,
    kind: keyof typeof CLUSTER_ROLES,
): string {
    return iamArn(scope, `role${scope.rolePath}${rolePrefix(clusterName, kind)}*`);
}

/** ARN pattern of all roles of a cluster. Their names share a prefix derived from the cluster's name. */
export function clusterRolesArn(scope: ProvisionerScope, clusterName: string): string {
    const whole = isPattern(clusterName) || clusterName.length <= LONGEST_CLUSTER_NAME_UNCUT;
    const prefix = whole ? `${clusterName}-` : clusterName.slice(0, UNCUT);
    return iamArn(scope, `role${scope.rolePath}${prefix}*`);
}

/** ARN of the permissions boundary of every role. */
export function boundaryArn(scope: ProvisionerScope): string {
    return iamArn(scope, `policy/${scope.boundaryName.replace(/^\//, "")}`);
}

/** ARN pattern of role argocd's policies that the fleet's stacks created. */
export function packsArn(scope: ProvisionerScope): string {
    return iamArn(scope, `policy/eks-gitops-fleet/${scope.fleet}/*`);
}

/** ARNs of the provisioner, the deploy roles, their policies, and the boundary. */
export function ownArns(scope: ProvisionerScope): readonly string[] {
    const { fleet } = scope;
    // Deploy roles have the path of the stack that creates them, which may differ from this scope's.
    return [
        iamArn(scope, `role/${provisionerName(fleet)}`),
        iamArn(scope, `role/${fleet}-${DELIVERY}-*`),
        iamArn(scope, `role/*/${fleet}-${DELIVERY}-*`),
        iamArn(scope, `policy/${provisionerName(fleet)}-*`),
        iamArn(scope, `policy/${fleet}-${DELIVERY}-*`),
        iamArn(scope, `policy/*/${fleet}-${DELIVERY}-*`),
        boundaryArn(scope),
    ];
}

/** Prefix of the names of a cluster's roles of one kind. Long cluster names are shortened in it. */
function rolePrefix(clusterName: string, kind: keyof typeof CLUSTER_ROLES): string {
    const purpose = CLUSTER_ROLES[kind];
    if (isPattern(clusterName) || clusterName.length <= LONGEST_CLUSTER_NAME_UNCUT) {
        return `${clusterName}-${purpose}${purpose.endsWith("-") ? "" : "-"}`;
    }
    return kind === "fargate"
        ? // The part that is cut off also depends on the name of the profile; this prefix does not.
          `${clusterName}-${purpose}`.slice(0, UNCUT)
        : roleNamePrefix(clusterName, purpose);
}

function isPattern(clusterName: string): boolean {
    return /[*$]/.test(clusterName);
}
