/** Trust policies: who may assume a role. One function per role, each as narrow as the role's purpose. */
import { policyDocument, type PolicyDocument } from "./documents";

/** Tokens of one issuer that a role trusts. */
export interface TokenTrust {
    /** ARN of the IAM OIDC provider, in the role's own account. */
    readonly oidcProviderArn: string;
    /** With or without `https://`. */
    readonly issuer: string;
    readonly audience: string;
    /** At least one; each is matched exactly. */
    readonly subjects: readonly string[];
}

/**
 * Trusts tokens with exactly these subjects. Subject and audience are compared with StringEquals: a pattern for the
 * subject could also match other stacks or other operations.
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
 * Trusts web identity tokens of exactly these ServiceAccounts. Both `sub` and `aud` are compared with StringEquals:
 * without `aud` any token of the pods would be accepted, and StringLike on `sub` would accept anyone who may create a
 * ServiceAccount in the namespace.
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

/** What role argocd trusts if its pods use EKS Pod Identity. */
export interface PodIdentityTrust {
    /** ARN of the management cluster. */
    readonly clusterArn: string;
    readonly namespace: string;
    /** Names of the ServiceAccounts; each is matched exactly. */
    readonly serviceAccounts: readonly string[];
}

/**
 * Trusts EKS Pod Identity for exactly these ServiceAccounts of exactly this cluster. Without the conditions, every
 * cluster in the account could obtain the role's credentials. EKS sets the tags that the conditions compare; pods
 * cannot set them. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
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

/** What a Deployer role trusts. */
export interface DeployerTrust {
    /** ARN of role argocd. */
    readonly argoRoleArn: string;
    /** Role argocd's unique id (`AROA...`). */
    readonly argoRoleUniqueId: string;
    /** Whether role argocd's sessions carry transitive tags, as those of EKS Pod Identity do. @default false */
    readonly tagSession?: boolean;
}

/**
 * Trusts role argocd only. IAM stores the principal's unique id, so a recreated role of the same name is not trusted
 * although the text is the same. The id in the Sid changes the text, so that the trust policy is updated.
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

/** Trusts an AWS service. */
export function serviceTrust(service: string): PolicyDocument {
    return policyDocument({
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
    });
}
