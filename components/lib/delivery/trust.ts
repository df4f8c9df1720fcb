/** Who takes on a deploy role, and which roles it takes on in turn. */
import { policyDocument, type PolicyDocument } from "../iam/documents";

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

/** Permission to take on exactly these provisioner roles. @param roleArns one at least */
export function assumeProvisioners(roleArns: readonly string[]): PolicyDocument {
    return policyDocument({
        Sid: "AssumeProvisioners",
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Resource: [...roleArns],
    });
}
