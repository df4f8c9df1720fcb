/**
 * What a provisioner may do with role argocd's packs and with IAM OIDC providers, and that it may never change its own
 * permissions.
 */
import type { PolicyStatement } from "../iam/documents";
import { OWNER_TAG, RELEASED } from "../naming/owner";
import { ofFleet } from "./conditions";
import { iamArn, ownArns, packsArn, type ProvisionerScope } from "./scope";

const CHANGING_ISSUERS = [
    "iam:DeleteOpenIDConnectProvider",
    "iam:TagOpenIDConnectProvider",
    "iam:UntagOpenIDConnectProvider",
] as const;

export function packStatements(scope: ProvisionerScope): readonly PolicyStatement[] {
    return [
        {
            Sid: "ManagePacks",
            Effect: "Allow",
            Action: [
                "iam:CreatePolicy",
                "iam:CreatePolicyVersion",
                "iam:DeletePolicy",
                "iam:DeletePolicyVersion",
                "iam:GetPolicy",
                "iam:GetPolicyVersion",
                "iam:ListPolicyVersions",
                "iam:TagPolicy",
                "iam:UntagPolicy",
            ],
            Resource: packsArn(scope),
        },
    ];
}

/** An account has only one OIDC provider per issuer, whoever needs it: see lib/iam/trustedIssuer. */
export function issuerStatements(scope: ProvisionerScope): readonly PolicyStatement[] {
    const Resource = iamArn(scope, "oidc-provider/oidc.eks.*");
    return [
        {
            Sid: "UseOidcProviders",
            Effect: "Allow",
            Action: [
                "iam:AddClientIDToOpenIDConnectProvider",
                "iam:GetOpenIDConnectProvider",
                "iam:RemoveClientIDFromOpenIDConnectProvider",
            ],
            Resource,
        },
        {
            Sid: "CreateOidcProviders",
            Effect: "Allow",
            Action: ["iam:CreateOpenIDConnectProvider", "iam:TagOpenIDConnectProvider"],
            Resource,
            // IAM cannot distinguish a new provider from an existing one without tags.
            Condition: {
                Null: { [`aws:RequestTag/${OWNER_TAG}`]: "false" },
                StringEqualsIfExists: ofFleet(scope),
            },
        },
        {
            Sid: "ChangeOidcProviders",
            Effect: "Allow",
            Action: CHANGING_ISSUERS,
            Resource,
            Condition: {
                Null: { [`aws:ResourceTag/${OWNER_TAG}`]: "false" },
                StringEqualsIfExists: ofFleet(scope),
            },
        },
        {
            // The last stack that uses a released provider deletes it, even if another fleet's stack created it.
            Sid: "ChangeReleasedProviders",
            Effect: "Allow",
            Action: CHANGING_ISSUERS,
            Resource,
            Condition: { StringEquals: { [`aws:ResourceTag/${OWNER_TAG}`]: RELEASED } },
        },
        {
            Sid: "ListRolesAndProviders",
            Effect: "Allow",
            Action: ["iam:ListOpenIDConnectProviders", "iam:ListRoles"],
            Resource: "*",
        },
    ];
}

/** Prevents a provisioner from extending its own permissions or those of its roles, whatever else is attached to it. */
export function protectProvisioner(scope: ProvisionerScope): readonly PolicyStatement[] {
    return [
        {
            Sid: "ProtectProvisioner",
            Effect: "Deny",
            Action: [
                "iam:Add*",
                "iam:Attach*",
                "iam:Create*",
                "iam:Delete*",
                "iam:Detach*",
                "iam:PassRole",
                "iam:Put*",
                "iam:Set*",
                "iam:Tag*",
                "iam:Untag*",
                "iam:Update*",
            ],
            Resource: ownArns(scope),
        },
        {
            Sid: "DenyBoundaryChanges",
            Effect: "Deny",
            Action: ["iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"],
            Resource: "*",
        },
    ];
}
