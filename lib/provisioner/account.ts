/** What a provisioner does with packs of role argocd and with issuers; and that it never does anything to itself. */
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
            Sid: "Packs",
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

/** Of an issuer there is one provider in an account, whoever needs it: see lib/iam/trustedIssuer. */
export function issuerStatements(scope: ProvisionerScope): readonly PolicyStatement[] {
    const Resource = iamArn(scope, "oidc-provider/oidc.eks.*");
    return [
        {
            Sid: "UseIssuers",
            Effect: "Allow",
            Action: [
                "iam:AddClientIDToOpenIDConnectProvider",
                "iam:GetOpenIDConnectProvider",
                "iam:RemoveClientIDFromOpenIDConnectProvider",
            ],
            Resource,
        },
        {
            Sid: "MakeIssuers",
            Effect: "Allow",
            Action: ["iam:CreateOpenIDConnectProvider", "iam:TagOpenIDConnectProvider"],
            Resource,
            // IAM doesn't tell a new provider from one without tags.
            Condition: {
                Null: { [`aws:RequestTag/${OWNER_TAG}`]: "false" },
                StringEqualsIfExists: ofFleet(scope),
            },
        },
        {
            Sid: "ChangeIssuers",
            Effect: "Allow",
            Action: CHANGING_ISSUERS,
            Resource,
            Condition: {
                Null: { [`aws:ResourceTag/${OWNER_TAG}`]: "false" },
                StringEqualsIfExists: ofFleet(scope),
            },
        },
        {
            // The last stack that uses one takes it away, whichever fleet's stack made it.
            Sid: "ReleasedIssuers",
            Effect: "Allow",
            Action: CHANGING_ISSUERS,
            Resource,
            Condition: { StringEquals: { [`aws:ResourceTag/${OWNER_TAG}`]: RELEASED } },
        },
        {
            Sid: "ListRolesAndIssuers",
            Effect: "Allow",
            Action: ["iam:ListOpenIDConnectProviders", "iam:ListRoles"],
            Resource: "*",
        },
    ];
}

/** Whatever else is attached to it: a provisioner neither widens what it may do, nor what its roles may. */
export function neverItself(scope: ProvisionerScope): readonly PolicyStatement[] {
    return [
        {
            Sid: "NeverItself",
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
            Sid: "NeverUnbound",
            Effect: "Deny",
            Action: ["iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"],
            Resource: "*",
        },
    ];
}
