/** What a provisioner may do with clusters that it did not create: give roles access, and nothing else. */
import type { PolicyStatement } from "../iam/documents";
import { regionalArn, type ProvisionerScope } from "./scope";

/** Before access entries and associations exist, EKS checks these actions against the cluster only. */
const ON_CLUSTER = [
    "eks:CreateAccessEntry",
    "eks:CreatePodIdentityAssociation",
    "eks:DescribeCluster",
] as const;

const INSIDE = [
    "eks:DeleteAccessEntry",
    "eks:DeletePodIdentityAssociation",
    "eks:DescribeAccessEntry",
    "eks:DescribePodIdentityAssociation",
    "eks:ListTagsForResource",
    "eks:TagResource",
    "eks:UntagResource",
    "eks:UpdateAccessEntry",
    "eks:UpdatePodIdentityAssociation",
] as const;

/** Access policies are not included: a deployer's permissions come from Kubernetes RBAC. */
export function usedClusterStatements(
    scope: ProvisionerScope,
    clusterNames: readonly string[],
): readonly PolicyStatement[] {
    const eks = (resource: string): string => regionalArn(scope, "eks", resource);
    return [
        {
            Sid: "CreateAccessEntries",
            Effect: "Allow",
            Action: ON_CLUSTER,
            Resource: clusterNames.map((name) => eks(`cluster/${name}`)),
        },
        {
            Sid: "ManageAccessEntries",
            Effect: "Allow",
            Action: INSIDE,
            Resource: clusterNames.flatMap((name) => [
                eks(`access-entry/${name}/*`),
                eks(`podidentityassociation/${name}/*`),
            ]),
        },
    ];
}
