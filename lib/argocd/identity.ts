/** Annotations of ServiceAccounts and pod templates by which Argo CD's pods get role argocd. */
import type { AgentIdentity } from "../agent/types";
import { shortHash } from "../naming/names";

export interface AgentRole {
    readonly identity: AgentIdentity;
    /** ARN of role argocd. */
    readonly roleArn: string;
}

/** EKS's webhook gives the pods of a ServiceAccount with this annotation a role. */
const ROLE_ARN_ANNOTATION = "eks.amazonaws.com/role-arn";
/** Annotation that makes the SDKs use the region's STS. https://docs.aws.amazon.com/eks/latest/userguide/configure-sts-endpoint.html */
const REGIONAL_STS_ANNOTATION = "eks.amazonaws.com/sts-regional-endpoints";
/** Pod annotation that changes with the role, so that pods restart and get their environment anew. */
const ROLE_HASH_ANNOTATION = "eks-gitops-fleet/role-arn-hash";

/** Annotations of the ServiceAccounts. Pod Identity has none: its associations name the ServiceAccounts. */
export function serviceAccountAnnotations(role: AgentRole): Readonly<Record<string, string>> {
    return role.identity === "irsa"
        ? { [ROLE_ARN_ANNOTATION]: role.roleArn, [REGIONAL_STS_ANNOTATION]: "true" }
        : {};
}

/** Annotations of the pods: pods get their credentials when they start, so another role must start them again. */
export function podAnnotations(role: AgentRole): Readonly<Record<string, string>> {
    const source = role.identity === "irsa" ? role.roleArn : `${role.identity} ${role.roleArn}`;
    return { [ROLE_HASH_ANNOTATION]: shortHash(source) };
}
