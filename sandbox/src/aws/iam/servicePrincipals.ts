/**
 * Service principals a trust can name here. IAM refuses names it does not know; so does the sandbox, whose list is
 * the services that assume roles around EKS. https://docs.aws.amazon.com/eks/latest/userguide/security-iam.html
 */
const SERVICES: ReadonlySet<string> = new Set([
    "eks",
    "eks-fargate-pods",
    "eks-nodegroup",
    "pods.eks",
    "capabilities.eks",
    "ec2",
    "ssm",
    "sts",
    "autoscaling",
    "spot",
    "elasticloadbalancing",
    "events",
    "lambda",
    "codebuild",
    "cloudformation",
    "vpc-flow-logs",
    "backup",
    "delivery.logs",
]);

/** True for a service's principal such as `ec2.amazonaws.com`, in China also `ec2.amazonaws.com.cn`. */
export function isServicePrincipal(value: string): boolean {
    return SERVICES.has(/^(.+)\.amazonaws\.com(?:\.cn)?$/.exec(value)?.[1] ?? "");
}
