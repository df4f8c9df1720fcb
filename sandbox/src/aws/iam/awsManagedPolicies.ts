/**
 * AWS's own managed policies that exist in the sandbox. Their ARNs end in these paths and names:
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
import type { PolicyDocument } from "../policy/document";
import { parseArn } from "../policy/arn";
import { parseIdentityPolicy } from "../policy/parse";

/** Text of a policy that allows everything. */
export const ALLOW_ALL = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

/**
 * What service roles need is granted to AWS's services and controllers, which do not run here: such a policy can be
 * attached, and grants nothing that the sandbox evaluates.
 */
const GRANTS_NOTHING: PolicyDocument = { version: "2012-10-17", statements: [] };

/** What of the nodes' policies is asked for here: the Pod Identity agent's call. The rest is for the real kubelet. */
const ALLOW_POD_IDENTITY = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["eks-auth:AssumeRoleForPodIdentity"], Resource: "*" }],
});

/** Policies that grant something, as text by name. */
const TEXTS: Readonly<Record<string, string>> = {
    AdministratorAccess: ALLOW_ALL,
    AmazonEKSWorkerNodePolicy: ALLOW_POD_IDENTITY,
    AmazonEKSWorkerNodeMinimalPolicy: ALLOW_POD_IDENTITY,
};

const SERVICE_POLICIES: ReadonlySet<string> = new Set([
    "AmazonEKSClusterPolicy",
    "AmazonEKSVPCResourceController",
    "AmazonEKSServicePolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSBlockStoragePolicyV2",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
    "AmazonEKS_CNI_Policy",
    "AmazonEKSFargatePodExecutionRolePolicy",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonSSMManagedInstanceCore",
    "CloudWatchAgentServerPolicy",
    "service-role/AmazonEBSCSIDriverPolicy",
    "service-role/AmazonEBSCSIDriverPolicyV2",
    "service-role/AmazonEFSCSIDriverPolicy",
]);

/** ARN of AdministratorAccess in a partition. */
export function administratorAccess(partition: string): string {
    return `arn:${partition}:iam::aws:policy/AdministratorAccess`;
}

/** The document of one of AWS's policies by ARN; undefined when the sandbox knows none of that name. */
export function awsManagedPolicy(arn: string): PolicyDocument | undefined {
    const name = awsPolicyName(arn) ?? "";
    if (Object.hasOwn(TEXTS, name)) {
        return parseIdentityPolicy(TEXTS[name] ?? "");
    }
    return SERVICE_POLICIES.has(name) ? GRANTS_NOTHING : undefined;
}

/** The document's text as GetPolicyVersion answers it. */
export function awsManagedPolicyText(arn: string): string {
    const name = awsPolicyName(arn) ?? "";
    return Object.hasOwn(TEXTS, name)
        ? (TEXTS[name] ?? "")
        : JSON.stringify({ Version: "2012-10-17", Statement: [] });
}

function awsPolicyName(arn: string): string | undefined {
    const { account, resource = "" } = parseArn(arn) ?? {};
    return account === "aws" ? /^policy\/(.+)$/.exec(resource)?.[1] : undefined;
}
