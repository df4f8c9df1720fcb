/** What the roles that a provisioner makes may do at most, whatever is attached to them. */
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

/** Services that control planes, nodes and the EBS CSI driver work in, by AWS's own policies for them. */
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

/** What encrypts Secrets and volumes. */
const KEY_USE = [
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ListGrants",
    "kms:ReEncrypt*",
] as const;

/** Sessions that pods and controllers take up from a role: no statement here is about anybody else's. */
export function boundaryPolicy(scope: ProvisionerScope): PolicyDocument {
    return policyDocument(
        { Sid: "Clusters", Effect: "Allow", Action: CLUSTER_SERVICES, Resource: "*" },
        ...keys(scope),
        ...autoMode(scope),
        {
            Sid: "DeployInTheFleet",
            Effect: "Allow",
            Action: ["sts:AssumeRole", "sts:TagSession"],
            Resource: ["bootstrap", "deployer-*"].map((suffix) =>
                // Targets are in other accounts.
                fleetRoleArn({ ...scope, accountId: "*" }, suffix),
            ),
        },
        ...runners(scope),
        {
            Sid: "NeverProvision",
            Effect: "Deny",
            Action: ["iam:*", "sts:AssumeRole"],
            Resource: ownArns(scope),
        },
        ...neverUnbound(scope),
    );
}

/**
 * The fleet's keys by their tag. Keys of the user's own have none: they are reached through the service that a volume or a
 * cluster is in, never by a call to KMS. https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
function keys(scope: ProvisionerScope): readonly PolicyStatement[] {
    const use = { Effect: "Allow", Action: KEY_USE, Resource: "*" } as const;
    return [
        { Sid: "FleetsKeys", ...use, Condition: { StringEquals: ofFleet(scope) } },
        {
            Sid: "KeysThroughServices",
            ...use,
            Condition: { StringLike: { "kms:ViaService": ["ec2.*", "eks.*"] } },
        },
    ];
}

/** https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEKSComputePolicy.html */
function autoMode(scope: ProvisionerScope): readonly PolicyStatement[] {
    return [
        {
            Sid: "AutoModeProfiles",
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
            Sid: "ServicesRoles",
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

/** IAM refuses a statement without resources. */
function passToNodes(scope: ProvisionerScope): readonly PolicyStatement[] {
    return scope.clusterNames.length === 0
        ? []
        : [
              {
                  Sid: "PassToNodes",
                  Effect: "Allow",
                  Action: "iam:PassRole",
                  Resource: scope.clusterNames.map((name) => clusterRoleArn(scope, name, "nodes")),
                  Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
              },
          ];
}

/** What a runner may is the user's to say, `iam:*` too: whom it makes or permits something is within the boundary as it is. */
function neverUnbound(scope: ProvisionerScope): readonly PolicyStatement[] {
    return [
        {
            Sid: "BoundLikeThis",
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
            // Of a request or a role without any it is true as well.
            Condition: { StringNotEquals: { "iam:PermissionsBoundary": boundaryArn(scope) } },
        },
        {
            Sid: "NeverUnbound",
            Effect: "Deny",
            Action: ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"],
            Resource: "*",
        },
    ];
}

/** Policies of runner agents are the user's own: how far they may reach is said, or they reach nothing. */
function runners(scope: ProvisionerScope): readonly PolicyStatement[] {
    const { runnerActions = [] } = scope;
    return runnerActions.length === 0
        ? []
        : [
              {
                  Sid: "Runners",
                  Effect: "Allow",
                  Action: runnerActions,
                  Resource: "*",
                  Condition: { ArnLike: { "aws:PrincipalArn": fleetRoleArn(scope, "runner-*") } },
              },
          ];
}
