/** What a provisioner may do with every role that it creates, whatever the role is for. */
import type { PolicyStatement } from "../iam/documents";
import { ofFleet, taggedForFleet } from "./conditions";
import { boundaryArn, type ProvisionerScope } from "./scope";

const READING_ROLES = [
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListInstanceProfilesForRole",
    "iam:ListRolePolicies",
] as const;

/** Allowed for roles with the fleet's tag only: IAM has no boundary condition for these actions. */
const CHANGING_ROLES = [
    "iam:DeleteRole",
    // For tags of an existing role: a request contains only the tags that change.
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
] as const;

/** Condition: the role has the boundary. */
export function withBoundary(scope: ProvisionerScope): Readonly<Record<string, string>> {
    return { "iam:PermissionsBoundary": boundaryArn(scope) };
}

/** Allows creating roles, only with the boundary and the fleet's tag. @param roles patterns of their ARNs */
export function createRoleStatements(
    scope: ProvisionerScope,
    roles: readonly string[],
): readonly PolicyStatement[] {
    const bounded = withBoundary(scope);
    return [
        {
            Sid: "CreateRoles",
            Effect: "Allow",
            Action: "iam:CreateRole",
            Resource: roles,
            Condition: { StringEquals: { ...bounded, ...taggedForFleet(scope) } },
        },
        {
            Sid: "TagRoles",
            Effect: "Allow",
            Action: "iam:TagRole",
            Resource: roles,
            Condition: {
                StringEquals: taggedForFleet(scope),
                StringEqualsIfExists: ofFleet(scope),
            },
        },
    ];
}

/** Allows reading roles, and changing and deleting those of the fleet. @param roles patterns of their ARNs */
export function manageRoleStatements(
    scope: ProvisionerScope,
    roles: readonly string[],
): readonly PolicyStatement[] {
    return [
        { Sid: "ReadRoles", Effect: "Allow", Action: READING_ROLES, Resource: roles },
        {
            Sid: "ChangeRoles",
            Effect: "Allow",
            Action: CHANGING_ROLES,
            Resource: roles,
            Condition: { StringEquals: ofFleet(scope) },
        },
    ];
}
