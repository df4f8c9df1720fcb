/** Quotas of an account that AWS raises on request; the others are constants beside their rules. */
export interface IamQuotas {
    /** Managed policies attached to one role. */
    readonly attachedPolicies: number;
    /** Non-whitespace characters of a trust policy. */
    readonly trustPolicySize: number;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const DEFAULT_QUOTAS: IamQuotas = { attachedPolicies: 10, trustPolicySize: 2048 };
