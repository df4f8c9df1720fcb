/** The EKS add-ons this program knows how to run. */

export const ADDON_NAMES = [
    "vpc-cni",
    "kube-proxy",
    "coredns",
    "eks-pod-identity-agent",
    "aws-ebs-csi-driver",
    "metrics-server",
] as const;

export type AddonName = (typeof ADDON_NAMES)[number];
