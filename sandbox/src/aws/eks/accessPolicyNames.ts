/** The access policies EKS has. EKS user guide, "Review access policy permissions". */
import { invalidParameter } from "./errors";

/** Full control, as the creator of a cluster has it. */
export const CLUSTER_ADMIN = "AmazonEKSClusterAdminPolicy";

/** What Auto Mode's nodes may do; EKS associates it itself. */
export const AUTO_NODE = "AmazonEKSAutoNodePolicy";

/** The policies for people and tools. Those for other AWS services are not modelled. */
export const ACCESS_POLICIES = [
    "AmazonEKSAdminPolicy",
    "AmazonEKSAdminViewPolicy",
    CLUSTER_ADMIN,
    "AmazonEKSEditPolicy",
    "AmazonEKSViewPolicy",
] as const;

/** ARN of an access policy. */
export function policyArn(partition: string, name: string): string {
    return `arn:${partition}:eks::aws:cluster-access-policy/${name}`;
}

/** @throws AwsError InvalidParameterException for an unknown policy, or one of another partition */
export function checkPolicyArn(partition: string, arn: string): void {
    if (!ACCESS_POLICIES.some((name) => policyArn(partition, name) === arn)) {
        throw invalidParameter(
            `The policyArn ${arn} is not valid. You can view the access policies with 'aws eks list-access-policies'.`,
        );
    }
}
