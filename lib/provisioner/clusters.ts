/** What a provisioner may do with some clusters: EKS, their log groups and the aliases of their keys. */
import type { PolicyStatement } from "../iam/documents";
import { controlPlaneLogGroup } from "../cluster/eks";
import { regionalArn, type ProvisionerScope } from "./scope";

const EKS = [
    "eks:AssociateAccessPolicy",
    "eks:AssociateEncryptionConfig",
    "eks:CreateAccessEntry",
    "eks:CreateAddon",
    "eks:CreateCluster",
    "eks:CreateFargateProfile",
    "eks:CreateNodegroup",
    "eks:CreatePodIdentityAssociation",
    "eks:DeleteAccessEntry",
    "eks:DeleteAddon",
    "eks:DeleteCluster",
    "eks:DeleteFargateProfile",
    "eks:DeleteNodegroup",
    "eks:DeletePodIdentityAssociation",
    "eks:DescribeAccessEntry",
    "eks:DescribeAddon",
    "eks:DescribeCluster",
    "eks:DescribeFargateProfile",
    "eks:DescribeNodegroup",
    "eks:DescribePodIdentityAssociation",
    "eks:DescribeUpdate",
    "eks:DisassociateAccessPolicy",
    "eks:ListAssociatedAccessPolicies",
    "eks:ListTagsForResource",
    "eks:TagResource",
    "eks:UntagResource",
    "eks:UpdateAccessEntry",
    "eks:UpdateAddon",
    "eks:UpdateClusterConfig",
    "eks:UpdateClusterVersion",
    "eks:UpdateNodegroupConfig",
    "eks:UpdateNodegroupVersion",
    "eks:UpdatePodIdentityAssociation",
] as const;

/**
 * Types of resources whose ARNs contain the cluster's name.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html
 */
const IN_CLUSTER = [
    "access-entry",
    "addon",
    "fargateprofile",
    "nodegroup",
    "podidentityassociation",
] as const;

const LOGS = [
    "logs:AssociateKmsKey",
    "logs:CreateLogGroup",
    "logs:DeleteLogGroup",
    "logs:DisassociateKmsKey",
    "logs:ListTagsForResource",
    "logs:PutRetentionPolicy",
    "logs:TagResource",
    "logs:UntagResource",
] as const;

export function clusterStatements(
    scope: ProvisionerScope,
    clusterNames: readonly string[],
): readonly PolicyStatement[] {
    const eks = (resource: string): string => regionalArn(scope, "eks", resource);
    const groups = clusterNames.map((name) =>
        regionalArn(scope, "logs", `log-group:${controlPlaneLogGroup(name)}`),
    );
    return [
        {
            Sid: "ManageClusters",
            Effect: "Allow",
            Action: EKS,
            Resource: clusterNames.flatMap((name) => [
                eks(`cluster/${name}`),
                ...IN_CLUSTER.map((type) => eks(`${type}/${name}/*`)),
            ]),
        },
        {
            Sid: "ManageLogGroups",
            Effect: "Allow",
            Action: LOGS,
            // Some actions refer to a log group and everything in it.
            Resource: groups.flatMap((group) => [group, `${group}:*`]),
        },
        {
            Sid: "ListLogGroups",
            Effect: "Allow",
            Action: "logs:DescribeLogGroups",
            Resource: regionalArn(scope, "logs", "log-group:*"),
        },
        {
            Sid: "ManageKeyAliases",
            Effect: "Allow",
            Action: ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"],
            Resource: clusterNames.map((name) => regionalArn(scope, "kms", `alias/eks/${name}`)),
        },
    ];
}
