/** What a provisioner may do with KMS keys, and with service-linked roles. */
import type { PolicyStatement } from "../iam/documents";
import { ofFleet, taggedForFleet } from "./conditions";
import { iamArn, regionalArn, type ProvisionerScope } from "./scope";

/** Services that create a service-linked role with the first cluster, node group or Fargate profile of an account. */
const SERVICES_WITH_ROLES = [
    "eks.amazonaws.com",
    "eks-fargate.amazonaws.com",
    "eks-nodegroup.amazonaws.com",
] as const;

/**
 * A key's tags can take up to five minutes to take effect. Actions that follow the creation of a key immediately, and
 * cannot harm other keys, therefore do not require the tag.
 * https://docs.aws.amazon.com/kms/latest/developerguide/abac.html
 */
export function keyStatements(scope: ProvisionerScope): readonly PolicyStatement[] {
    const keys = regionalArn(scope, "kms", "key/*");
    return [
        {
            Sid: "CreateKeys",
            Effect: "Allow",
            Action: "kms:CreateKey",
            Resource: "*",
            Condition: { StringEquals: taggedForFleet(scope) },
        },
        {
            Sid: "TagKeys",
            Effect: "Allow",
            Action: "kms:TagResource",
            Resource: keys,
            Condition: {
                StringEquals: taggedForFleet(scope),
                StringEqualsIfExists: ofFleet(scope),
            },
        },
        {
            Sid: "ReadKeys",
            Effect: "Allow",
            Action: [
                "kms:CreateAlias",
                "kms:DescribeKey",
                "kms:EnableKeyRotation",
                "kms:GetKeyPolicy",
                "kms:GetKeyRotationStatus",
                "kms:ListResourceTags",
            ],
            Resource: keys,
        },
        { Sid: "ListAliases", Effect: "Allow", Action: "kms:ListAliases", Resource: "*" },
        {
            Sid: "GrantKeysToServices",
            Effect: "Allow",
            Action: "kms:CreateGrant",
            Resource: keys,
            Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
        },
        {
            Sid: "ManageFleetKeys",
            Effect: "Allow",
            Action: [
                "kms:DeleteAlias",
                "kms:PutKeyPolicy",
                "kms:ScheduleKeyDeletion",
                "kms:TagResource",
                "kms:UntagResource",
                "kms:UpdateAlias",
                "kms:UpdateKeyDescription",
            ],
            Resource: keys,
            Condition: { StringEquals: ofFleet(scope) },
        },
    ];
}

/** https://docs.aws.amazon.com/eks/latest/userguide/using-service-linked-roles.html */
export function serviceLinkedRoleStatements(scope: ProvisionerScope): readonly PolicyStatement[] {
    const Resource = SERVICES_WITH_ROLES.map((service) =>
        iamArn(scope, `role/aws-service-role/${service}/*`),
    );
    return [
        {
            Sid: "CreateServiceLinkedRoles",
            Effect: "Allow",
            Action: "iam:CreateServiceLinkedRole",
            Resource,
            Condition: { StringEquals: { "iam:AWSServiceName": SERVICES_WITH_ROLES } },
        },
        { Sid: "ReadServiceLinkedRoles", Effect: "Allow", Action: "iam:GetRole", Resource },
    ];
}
