/** Physical names that are part of a contract between accounts, and are therefore deterministic. */
import { createHash } from "node:crypto";

/**
 * Maximum length of the name of an IAM role. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_ROLE_NAME = 64;

/**
 * Maximum length of a target's key: even with the longest fleet name, the role's name fits IAM's limit without being
 * shortened.
 */
export const LONGEST_TARGET_KEY = 32;

/** Role that Argo CD's ServiceAccounts assume, in the hub account. */
export function argoRoleName(fleet: string): string {
    return fit(`${fleet}-argocd`, MAX_ROLE_NAME);
}

/** Role that deploys into one target, in the target's account. */
export function deployerRoleName(fleet: string, targetKey: string): string {
    return fit(`${fleet}-deployer-${targetKey}`, MAX_ROLE_NAME);
}

/** Role that an App-of-Apps uses to write Applications, in the hub account. */
export function bootstrapRoleName(fleet: string): string {
    return fit(`${fleet}-bootstrap`, MAX_ROLE_NAME);
}

/** Role that the pods of a workload identity assume, in one of its accounts. */
export function runnerRoleName(fleet: string, identityKey: string, accountKey: string): string {
    return fit(`${fleet}-runner-${identityKey}-${accountKey}`, MAX_ROLE_NAME);
}

/** Role of a workload identity that has no fleet to be named by. */
export function workloadRoleName(name: string): string {
    return fit(name, MAX_ROLE_NAME);
}

/** Role that a stack's deployments assume, in the stack's home account. */
export function deployRoleName(fleet: string, stack: string): string {
    return fit(`${fleet}-deploy-${stack}`, MAX_ROLE_NAME);
}

/** Role that a stack's GitHub Actions jobs assume, in the same account. No stack name contains an @. */
export function githubRoleName(fleet: string, stack: string): string {
    return fit(`${fleet}-deploy-${stack}@github`, MAX_ROLE_NAME);
}

/** Name of the role that provisions a fleet. */
export function provisionerName(fleet: string): string {
    return `${fleet}-provisioner`;
}

/** Prefixes reserved for the roles that provision a fleet. The names of a cluster's roles begin with the cluster's name. */
export function provisioningNames(fleet: string): readonly string[] {
    return [`${fleet}-deploy-`, provisionerName(fleet)];
}

/** Kubernetes group of a fleet's deployers. It contains the fleet's name, so that two fleets can share a cluster. */
export function deployerGroup(fleet: string): string {
    return `gitops:${fleet}:deployers`;
}

/**
 * Kubernetes user of a deployer. The session name shows in audit logs which pod made a request; EKS requires a colon
 * before the template. https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
 */
export function deployerUserName(fleet: string): string {
    return `gitops:${fleet}:{{SessionName}}`;
}

/** Name of the Role, ClusterRole and bindings behind a fleet's deployers on a target. */
export function deployerRbacName(fleet: string): string {
    return `gitops-${fleet}-deployer`;
}

/**
 * Name of a target's registration Secret and AppProject in the management cluster. Neither part contains a dot, so
 * names of two fleets on one management cluster never collide.
 */
export function registrationName(fleet: string, targetKey: string): string {
    return `${fleet}.${targetKey}`;
}

/** Maximum length of the prefix of such a role's name, before its hyphen. */
const MAX_ROLE_PREFIX = MAX_ROLE_NAME - 26 - 1;

/**
 * Prefix of the name of a role for a cluster; the provider appends 26 digits. Such a role is referred to by its ARN
 * only, so that a new one can be created before the old one is deleted.
 */
export function roleNamePrefix(clusterName: string, purpose: string): string {
    return `${fit(`${clusterName}-${purpose}`, MAX_ROLE_PREFIX)}-`;
}

/** Longest cluster name that the names of all roles for the cluster contain unshortened. */
export const LONGEST_CLUSTER_NAME_UNCUT = MAX_ROLE_PREFIX - "-control-plane".length;

/** Eight hex digits that identify a value. */
export function shortHash(value: string): string {
    return createHash("sha256").update(value).digest("hex").slice(0, 8);
}

/** Shortens a name to a length. A hash of the full name replaces what is cut off, so that names stay distinct. */
export function fit(name: string, length: number): string {
    return name.length <= length ? name : `${name.slice(0, length - 9)}-${shortHash(name)}`;
}
