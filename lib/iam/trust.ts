/** Trust policies: who may assume a role. One function a role, each as narrow as its role's purpose. */
import { policyDocument, type PolicyDocument } from "./documents";

/** Tokens of one issuer that a role trusts. */
export interface TokenTrust {
    /** ARN of the IAM OIDC provider, in the role's own account. */
    readonly oidcProviderArn: string;
    /** With or without `https://`. */
    readonly issuer: string;
    readonly audience: string;
    /** Each is matched exactly. One at least. */
    readonly subjects: readonly string[];
}

/**
 * Trust for exactly these subjects' tokens. Both are compared with StringEquals: with a pattern over the subject,
 * a stack of another name, or an operation that nobody meant, would do.
 */
export function tokenTrust(trust: TokenTrust): PolicyDocument {
    const issuer = trust.issuer.replace(/^https:\/\//, "");
    return policyDocument({
        Effect: "Allow",
        Principal: { Federated: trust.oidcProviderArn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
            StringEquals: {
                [`${issuer}:aud`]: trust.audience,
                [`${issuer}:sub`]: [...trust.subjects],
            },
        },
    });
}

/** What role argocd trusts. */
export interface WebIdentityTrust {
    /** ARN of the IAM OIDC provider, in the role's own account. */
    readonly oidcProviderArn: string;
    /** Issuer of the management cluster, with or without `https://`. */
    readonly issuer: string;
    readonly namespace: string;
    /** Names of the ServiceAccounts; each is matched exactly. */
    readonly serviceAccounts: readonly string[];
}

/** Audience of the tokens that EKS's webhook asks for. */
export const STS_AUDIENCE = "sts.amazonaws.com";

/**
 * Trust for exactly these ServiceAccounts' web identity tokens.
 * Both `sub` and `aud` are compared with StringEquals: without `aud` any token of the pods would do, and StringLike
 * on `sub` would let in whoever may create a ServiceAccount in the namespace.
 */
export function webIdentityTrust(trust: WebIdentityTrust): PolicyDocument {
    return tokenTrust({
        oidcProviderArn: trust.oidcProviderArn,
        issuer: trust.issuer,
        audience: STS_AUDIENCE,
        subjects: [...trust.serviceAccounts]
            .sort()
            .map((name) => `system:serviceaccount:${trust.namespace}:${name}`),
    });
}

/** What role argocd trusts where its pods' identity is EKS Pod Identity. */
export interface PodIdentityTrust {
    /** ARN of the management cluster. */
    readonly clusterArn: string;
    readonly namespace: string;
    /** Names of the ServiceAccounts; each is matched exactly. */
    readonly serviceAccounts: readonly string[];
}

/**
 * Trust for EKS Pod Identity on behalf of exactly these ServiceAccounts of exactly this cluster. Without the conditions
 * every cluster of the account could hand out the role; the tags they look at are EKS's own, and no pod can set them.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function podIdentityTrust(trust: PodIdentityTrust): PolicyDocument {
    return policyDocument({
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
            StringEquals: {
                "aws:RequestTag/eks-cluster-arn": trust.clusterArn,
                "aws:RequestTag/kubernetes-namespace": trust.namespace,
                "aws:RequestTag/kubernetes-service-account": [...trust.serviceAccounts].sort(),
            },
        },
    });
}

/** What a role deployer trusts. */
export interface DeployerTrust {
    /** ARN of role argocd. */
    readonly argoRoleArn: string;
    /** Role argocd's unique id (`AROA...`). */
    readonly argoRoleUniqueId: string;
    /** Whether role argocd's sessions carry tags, which go along the chain: Pod Identity's do. @default false */
    readonly tagSession?: boolean;
}

/**
 * Trust for role argocd and nobody else.
 * IAM stores the principal's unique id, so a recreated role of the same name is not trusted although the text is
 * the same. The id in the Sid changes the text, and the trust is written again.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function deployerTrust(trust: DeployerTrust): PolicyDocument {
    return policyDocument({
        Sid: `TrustArgoCd${trust.argoRoleUniqueId}`,
        Effect: "Allow",
        Principal: { AWS: trust.argoRoleArn },
        Action: trust.tagSession === true ? ["sts:AssumeRole", "sts:TagSession"] : "sts:AssumeRole",
    });
}

/** Trust for an AWS service. */
export function serviceTrust(service: string): PolicyDocument {
    return policyDocument({
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
    });
}
