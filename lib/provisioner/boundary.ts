/** The maximum permissions of the roles that a provisioner creates, whatever policies are attached to them. */
import { policyDocument, type PolicyDocument, type PolicyStatement } from "../iam/documents";
import { ofFleet } from "./conditions";
import {
    boundaryArn,
    clusterRoleArn,
    fleetRoleArn,
    iamArn,
    ownArns,
    type ProvisionerScope,
} from "./scope";

/** Actions of control planes, nodes and the EBS CSI driver, according to AWS's managed policies for them. */
const CLUSTER_SERVICES = [
    "acm:DescribeCertificate",
    "acm:ListCertificates",
    "autoscaling:*",
    "cognito-idp:DescribeUserPoolClient",
    "ec2:*",
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:BatchImportUpstreamImage",
    "ecr:GetAuthorizationToken",
    "ecr:GetDownloadUrlForLayer",
    "eks-auth:AssumeRoleForPodIdentity",
    "eks:DescribeCluster",
    "elasticloadbalancing:*",
    "iam:GetServerCertificate",
    "iam:ListServerCertificates",
    "shield:CreateProtection",
    "shield:DeleteProtection",
    "shield:DescribeProtection",
    "shield:GetSubscriptionState",
    "waf-regional:AssociateWebACL",
    "waf-regional:DisassociateWebACL",
    "waf-regional:GetWebACL*",
    "wafv2:AssociateWebACL",
    "wafv2:DisassociateWebACL",
    "wafv2:GetWebACL*",
] as const;

/** Actions that encrypt Secrets and volumes. */
const KEY_USE = [
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ListGrants",
    "kms:ReEncrypt*",
] as const;

/** The permissions boundary of all roles of a fleet. */
export function boundaryPolicy(scope: ProvisionerScope): PolicyDocument {
    return policyDocument(
        { Sid: "UseClusterServices", Effect: "Allow", Action: CLUSTER_SERVICES, Resource: "*" },
        ...keys(scope),
        ...autoMode(scope),
        {
            Sid: "AssumeFleetRoles",
            Effect: "Allow",
            Action: ["sts:AssumeRole", "sts:TagSession"],
            Resource: ["bootstrap", "deployer-*"].map((suffix) =>
                // Targets are in other accounts.
                fleetRoleArn({ ...scope, accountId: "*" }, suffix),
            ),
        },
        ...runners(scope),
        {
            Sid: "ProtectProvisioner",
            Effect: "Deny",
            Action: ["iam:*", "sts:AssumeRole"],
            Resource: ownArns(scope),
        },
        ...requireBoundary(scope),
    );
}

/**
 * Allows the fleet's keys by their tag. The user's own keys do not have it: they can be used only through EC2 and EKS,
 * for volumes and clusters, not by direct calls to KMS.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
function keys(scope: ProvisionerScope): readonly PolicyStatement[] {
    const use = { Effect: "Allow", Action: KEY_USE, Resource: "*" } as const;
    return [
        { Sid: "UseFleetKeys", ...use, Condition: { StringEquals: ofFleet(scope) } },
        {
            Sid: "UseKeysThroughServices",
            ...use,
            Condition: { StringLike: { "kms:ViaService": ["ec2.*", "eks.*"] } },
        },
    ];
}

/** https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEKSComputePolicy.html */
function autoMode(scope: ProvisionerScope): readonly PolicyStatement[] {
    return [
        {
            Sid: "ManageAutoModeProfiles",
            Effect: "Allow",
            Action: [
                "iam:AddRoleToInstanceProfile",
                "iam:CreateInstanceProfile",
                "iam:DeleteInstanceProfile",
                "iam:GetInstanceProfile",
                "iam:RemoveRoleFromInstanceProfile",
                "iam:TagInstanceProfile",
            ],
            Resource: iamArn(scope, "instance-profile/eks*"),
        },
        ...passToNodes(scope),
        {
            Sid: "CreateServiceLinkedRoles",
            Effect: "Allow",
            Action: "iam:CreateServiceLinkedRole",
            Resource: iamArn(scope, "role/aws-service-role/*"),
            Condition: {
                StringEquals: {
                    "iam:AWSServiceName": [
                        "ec2.amazonaws.com",
                        "elasticloadbalancing.amazonaws.com",
                        "spot.amazonaws.com",
                    ],
                },
            },
        },
    ];
}

/** IAM rejects a statement without resources. */
function passToNodes(scope: ProvisionerScope): readonly PolicyStatement[] {
    return scope.clusterNames.length === 0
        ? []
        : [
              {
                  Sid: "PassNodeRoles",
                  Effect: "Allow",
                  Action: "iam:PassRole",
                  Resource: scope.clusterNames.map((name) => clusterRoleArn(scope, name, "nodes")),
                  Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
              },
          ];
}

/**
 * The user decides what a runner may do, even `iam:*`. Roles and users that a runner creates or grants permissions to
 * must have this boundary too.
 */
function requireBoundary(scope: ProvisionerScope): readonly PolicyStatement[] {
    return [
        {
            Sid: "RequireBoundary",
            Effect: "Deny",
            Action: [
                "iam:AttachRolePolicy",
                "iam:AttachUserPolicy",
                "iam:CreateRole",
                "iam:CreateUser",
                "iam:PutRolePermissionsBoundary",
                "iam:PutRolePolicy",
                "iam:PutUserPermissionsBoundary",
                "iam:PutUserPolicy",
            ],
            Resource: "*",
            // StringNotEquals also matches when there is no boundary at all.
            Condition: { StringNotEquals: { "iam:PermissionsBoundary": boundaryArn(scope) } },
        },
        {
            Sid: "DenyBoundaryRemoval",
            Effect: "Deny",
            Action: ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"],
            Resource: "*",
        },
    ];
}

/**
 * Users write the policies of runner agents: their roles may do only what `runnerActions` lists, nothing by default.
 */
function runners(scope: ProvisionerScope): readonly PolicyStatement[] {
    const { runnerActions = [] } = scope;
    return runnerActions.length === 0
        ? []
        : [
              {
                  Sid: "AllowRunnerActions",
                  Effect: "Allow",
                  Action: runnerActions,
                  Resource: "*",
                  Condition: { ArnLike: { "aws:PrincipalArn": fleetRoleArn(scope, "runner-*") } },
              },
          ];
}
