/** Actions on roles that ask for nothing but the right role. */

export const READING_ROLES = [
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListInstanceProfilesForRole",
    "iam:ListRolePolicies",
] as const;

/** Only of roles with the fleet's tag: IAM knows no boundary for these. */
export const CHANGING_ROLES = [
    "iam:DeleteRole",
    // Tags of a role that is there: a request names those alone that change.
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
] as const;
