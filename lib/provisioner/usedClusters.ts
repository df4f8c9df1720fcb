/** What a provisioner does with clusters that it did not make: it lets roles in, and leaves the rest to their owner. */
import type { PolicyStatement } from "../iam/documents";
import { regionalArn, type ProvisionerScope } from "./scope";

/** EKS knows no resource of these before they are made but the cluster. */
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

/** No access policy among them: a deployer's rights are Kubernetes's own. */
export function usedClusterStatements(
    scope: ProvisionerScope,
    clusterNames: readonly string[],
): readonly PolicyStatement[] {
    const eks = (resource: string): string => regionalArn(scope, "eks", resource);
    return [
        {
            Sid: "UseClusters",
            Effect: "Allow",
            Action: ON_CLUSTER,
            Resource: clusterNames.map((name) => eks(`cluster/${name}`)),
        },
        {
            Sid: "LetRolesIn",
            Effect: "Allow",
            Action: INSIDE,
            Resource: clusterNames.flatMap((name) => [
                eks(`access-entry/${name}/*`),
                eks(`podidentityassociation/${name}/*`),
            ]),
        },
    ];
}
