/** Physical names that are part of a contract between accounts, and therefore deterministic. */
import { createHash } from "node:crypto";

/** Longest name of an IAM role. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_ROLE_NAME = 64;

/** Longest key of a target: with the longest name of a fleet its role's name is within IAM's bounds, uncut. */
export const LONGEST_TARGET_KEY = 32;

/** Role that Argo CD's ServiceAccounts assume, in the management account. */
export function argoRoleName(fleet: string): string {
    return fit(`${fleet}-argocd`, MAX_ROLE_NAME);
}

/** Role that deploys into one target, in the target's account. */
export function deployerRoleName(fleet: string, targetKey: string): string {
    return fit(`${fleet}-deployer-${targetKey}`, MAX_ROLE_NAME);
}

/** Role that an App-of-Apps writes Applications with, in the management account. */
export function bootstrapRoleName(fleet: string): string {
    return fit(`${fleet}-bootstrap`, MAX_ROLE_NAME);
}

/** Role that an identity's pods assume, in one of its accounts. */
export function runnerRoleName(fleet: string, identityKey: string, accountKey: string): string {
    return fit(`${fleet}-runner-${identityKey}-${accountKey}`, MAX_ROLE_NAME);
}

/** Role that a stack's deployments take on, in the stack's home account. */
export function deployRoleName(fleet: string, stack: string): string {
    return fit(`${fleet}-deploy-${stack}`, MAX_ROLE_NAME);
}

/** Role that a stack's jobs of GitHub Actions take on, there too. An @ is in no stack's name. */
export function githubRoleName(fleet: string, stack: string): string {
    return fit(`${fleet}-deploy-${stack}@github`, MAX_ROLE_NAME);
}

/** Kubernetes group of a fleet's deployers: carries the fleet, so that two fleets can share a cluster. */
export function deployerGroup(fleet: string): string {
    return `gitops:${fleet}:deployers`;
}

/**
 * Kubernetes user of a deployer. The session name makes audit logs tell which pod it was; EKS wants a colon before
 * the template. https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
 */
export function deployerUserName(fleet: string): string {
    return `gitops:${fleet}:{{SessionName}}`;
}

/** Name of the Role, ClusterRole and bindings behind a fleet's deployers on a target. */
export function deployerRbacName(fleet: string): string {
    return `gitops-${fleet}-deployer`;
}

/**
 * Name of a target's registration Secret and AppProject in the management cluster. A dot is in neither part, so two
 * fleets on one management cluster never meet.
 */
export function registrationName(fleet: string, targetKey: string): string {
    return `${fleet}.${targetKey}`;
}

/** Longest beginning of such a role's name, before its hyphen. */
const MAX_ROLE_PREFIX = MAX_ROLE_NAME - 26 - 1;

/**
 * Beginning of the name of a role around a cluster, to which the provider adds 26 digits. Such a role is known by its
 * ARN alone, so that a new one can be made before the old one goes.
 */
export function roleNamePrefix(clusterName: string, purpose: string): string {
    return `${fit(`${clusterName}-${purpose}`, MAX_ROLE_PREFIX)}-`;
}

/** Longest name of a cluster that is whole in the names of all roles around it, whatever they are for. */
export const LONGEST_CLUSTER_NAME_UNCUT = MAX_ROLE_PREFIX - "-control-plane".length;

/** Eight hex digits that identify a value. */
export function shortHash(value: string): string {
    return createHash("sha256").update(value).digest("hex").slice(0, 8);
}

/** Cuts a name to a length; what is cut off is replaced by a hash of the whole, so that names stay different. */
export function fit(name: string, length: number): string {
    return name.length <= length ? name : `${name.slice(0, length - 9)}-${shortHash(name)}`;
}
