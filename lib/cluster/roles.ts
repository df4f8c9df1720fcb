/** The roles around a cluster: who takes them on, and which of AWS's own policies they carry. */
import { clusterArn, partitionOf, type Partition } from "../aws/arn";
import type { NodeStrategy } from "./types";
import { policyDocument, type PolicyDocument } from "../iam/documents";

/** A service's role: its trust, and names of AWS's managed policies with their path. */
export interface ServiceRolePlan {
    readonly trust: PolicyDocument;
    readonly policies: readonly string[];
}

/** What Auto Mode does with the control plane's role. https://docs.aws.amazon.com/eks/latest/userguide/auto-cluster-iam-role.html */
const AUTO_MODE_POLICIES = [
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
];

/** Role of a control plane. */
export function controlPlaneRole(strategy: NodeStrategy): ServiceRolePlan {
    return {
        trust: trustOf("eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"]),
        policies: [
            "AmazonEKSClusterPolicy",
            ...(strategy === "autoMode" ? AUTO_MODE_POLICIES : []),
        ],
    };
}

/** Role of managed nodes. https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html */
export function managedNodeRole(): ServiceRolePlan {
    return {
        trust: trustOf("ec2.amazonaws.com"),
        policies: [
            "AmazonEKSWorkerNodePolicy",
            "AmazonEKS_CNI_Policy",
            "AmazonEC2ContainerRegistryPullOnly",
        ],
    };
}

/** Role of Auto Mode's nodes. https://docs.aws.amazon.com/eks/latest/userguide/auto-create-node-role.html */
export function autoModeNodeRole(): ServiceRolePlan {
    return {
        trust: trustOf("ec2.amazonaws.com"),
        policies: ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"],
    };
}

/** Where a cluster is, before it exists. */
export interface ClusterLocation {
    readonly accountId: string;
    readonly region: string;
    readonly clusterName: string;
}

/**
 * Role under which Fargate starts pods, for one cluster's profiles alone.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html
 */
export function podExecutionRole(cluster: ClusterLocation): ServiceRolePlan {
    const { region, accountId, clusterName } = cluster;
    return {
        trust: policyDocument({
            Effect: "Allow",
            Principal: { Service: "eks-fargate-pods.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: {
                ArnLike: {
                    "aws:SourceArn": `arn:${partitionOf(region)}:eks:${region}:${accountId}:fargateprofile/${clusterName}/*`,
                },
            },
        }),
        policies: ["AmazonEKSFargatePodExecutionRolePolicy"],
    };
}

function trustOf(
    service: string,
    actions: string | readonly string[] = "sts:AssumeRole",
): PolicyDocument {
    return policyDocument({ Effect: "Allow", Principal: { Service: service }, Action: actions });
}

/** What a control plane does with the key that encrypts its Secrets. */
export function secretsKeyPermission(keyArn: string): PolicyDocument {
    return policyDocument({
        Sid: "EncryptSecrets",
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:ListGrants"],
        Resource: keyArn,
    });
}

/**
 * Policy of a key that IAM policies of its account decide about, and nobody else.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function accountKeyPolicy(partition: Partition, accountId: string): PolicyDocument {
    return policyDocument({
        Sid: "EnableIamPolicies",
        Effect: "Allow",
        Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
        Action: "kms:*",
        Resource: "*",
    });
}

/**
 * Role of an add-on's ServiceAccount by EKS Pod Identity: for that ServiceAccount of that cluster alone.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function addonRole(
    cluster: ClusterLocation,
    addon: {
        readonly namespace: string;
        readonly serviceAccount: string;
        readonly policy: string;
    },
): ServiceRolePlan {
    const { region, accountId, clusterName } = cluster;
    return {
        trust: policyDocument({
            Effect: "Allow",
            Principal: { Service: "pods.eks.amazonaws.com" },
            Action: ["sts:AssumeRole", "sts:TagSession"],
            Condition: {
                StringEquals: {
                    "aws:RequestTag/eks-cluster-arn": clusterArn(region, accountId, clusterName),
                    "aws:RequestTag/kubernetes-namespace": addon.namespace,
                    "aws:RequestTag/kubernetes-service-account": addon.serviceAccount,
                },
            },
        }),
        policies: [addon.policy],
    };
}
