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

const SERVICE_POLICIES: ReadonlySet<string> = new Set([
    "AmazonEKSClusterPolicy",
    "AmazonEKSVPCResourceController",
    "AmazonEKSServicePolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSBlockStoragePolicyV2",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKSWorkerNodeMinimalPolicy",
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
    const { account, resource = "" } = parseArn(arn) ?? {};
    const name = /^policy\/(.+)$/.exec(resource)?.[1];
    if (account !== "aws" || name === undefined) {
        return undefined;
    }
    if (name === "AdministratorAccess") {
        return parseIdentityPolicy(ALLOW_ALL);
    }
    return SERVICE_POLICIES.has(name) ? GRANTS_NOTHING : undefined;
}

/** The document's text as GetPolicyVersion answers it. */
export function awsManagedPolicyText(arn: string): string {
    return arn === administratorAccess(parseArn(arn)?.partition ?? "")
        ? ALLOW_ALL
        : JSON.stringify({ Version: "2012-10-17", Statement: [] });
}
