/** Where a provisioner works, and the ARNs of what it works on. */
import { LONGEST_CLUSTER_NAME_UNCUT, roleNamePrefix } from "../naming/names";

/**
 * All plain strings: a value may be a placeholder of a template, such as `${AWS::AccountId}`, that is filled in later.
 */
export interface ProvisionerScope {
    readonly partition: string;
    readonly accountId: string;
    readonly fleet: string;
    /**
     * Names of the fleet's clusters in the account, or patterns with `*`. The roles around a cluster whose name has more
     * than 23 characters carry only a part of it, which a pattern misses: such a cluster is named in full.
     */
    readonly clusterNames: readonly string[];
    /** Names of clusters there that somebody else made, and that roles are let into. @default none */
    readonly usedClusterNames?: readonly string[];
    /** Name, with its path where it has one, of the boundary that every role must have. */
    readonly boundaryName: string;
    /** Path of the roles that the program makes, `/` or `/some/path/`. */
    readonly rolePath: string;
    /** IAM actions, or patterns of them, that runner agents' roles may have at most. @default none */
    readonly runnerActions?: readonly string[];
}

/** What the roles around a cluster are for, as their names have it. */
export const CLUSTER_ROLES = {
    controlPlane: "control-plane",
    nodes: "nodes",
    ebsCsi: "ebs-csi",
    fargate: "pods-",
} as const;

/** Characters of a cut name before the hash. */
const UNCUT = 28;

/** Suffix of the provisioner's own name, and of the roles that deliver. */
const PROVISIONER = "provisioner";
const DELIVERY = "deploy";

export function iamArn({ partition, accountId }: ProvisionerScope, resource: string): string {
    return `arn:${partition}:iam::${accountId}:${resource}`;
}

/** ARN of something of any region. */
export function regionalArn(
    { partition, accountId }: ProvisionerScope,
    service: string,
    resource: string,
): string {
    return `arn:${partition}:${service}:*:${accountId}:${resource}`;
}

/** ARN of a role of the fleet by what follows the fleet's name in its own. */
export function fleetRoleArn(scope: ProvisionerScope, suffix: string): string {
    return iamArn(scope, `role${scope.rolePath}${scope.fleet}-${suffix}`);
}

/** Pattern of the roles of one kind around a cluster. */
export function clusterRoleArn(
    scope: ProvisionerScope,
    clusterName: string,
    kind: keyof typeof CLUSTER_ROLES,
): string {
    return iamArn(scope, `role${scope.rolePath}${rolePrefix(clusterName, kind)}*`);
}

/** Pattern of all roles around a cluster: they differ in what follows its name. */
export function clusterRolesArn(scope: ProvisionerScope, clusterName: string): string {
    const whole = isPattern(clusterName) || clusterName.length <= LONGEST_CLUSTER_NAME_UNCUT;
    const prefix = whole ? `${clusterName}-` : clusterName.slice(0, UNCUT);
    return iamArn(scope, `role${scope.rolePath}${prefix}*`);
}

/** ARN of the policy that bounds every role. */
export function boundaryArn(scope: ProvisionerScope): string {
    return iamArn(scope, `policy/${scope.boundaryName.replace(/^\//, "")}`);
}

/** Policies of role argocd that the fleet's stacks made. */
export function packsArn(scope: ProvisionerScope): string {
    return iamArn(scope, `policy/eks-gitops-fleet/${scope.fleet}/*`);
}

/** Name of the role that a fleet is provisioned under. */
export function provisionerName(fleet: string): string {
    return `${fleet}-${PROVISIONER}`;
}

/** Beginnings of names that belong to who provisions a fleet: a cluster's roles begin with its name. */
export function provisioningNames(fleet: string): readonly string[] {
    return [`${fleet}-${DELIVERY}-`, provisionerName(fleet)];
}

/** The provisioner itself, whoever delivers through it, their policies, and what bounds the roles. */
export function ownArns(scope: ProvisionerScope): readonly string[] {
    const { fleet } = scope;
    // Deploy roles have the path of the stack that makes them, which is not this scope's.
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

/** Beginning of the names of the roles of one kind around a cluster: a cluster's name that is long is cut in them. */
function rolePrefix(clusterName: string, kind: keyof typeof CLUSTER_ROLES): string {
    const purpose = CLUSTER_ROLES[kind];
    if (isPattern(clusterName) || clusterName.length <= LONGEST_CLUSTER_NAME_UNCUT) {
        return `${clusterName}-${purpose}${purpose.endsWith("-") ? "" : "-"}`;
    }
    return kind === "fargate"
        ? // What is cut off depends on the profile's name as well: this much stays.
          `${clusterName}-${purpose}`.slice(0, UNCUT)
        : roleNamePrefix(clusterName, purpose);
}

function isPattern(clusterName: string): boolean {
    return /[*$]/.test(clusterName);
}
