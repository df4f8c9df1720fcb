/**
 * Permissions of a provisioner that a run in the sandbox does not use, each with its reason. A permission that is
 * neither used nor listed is superfluous; a listed one that is used must be removed from the list.
 */

/** terraform-provider-aws makes these calls, and its stand-in in the sandbox does not. */
const REAL_PROVIDER: Readonly<Record<string, string>> = {
    "ec2:DescribeAddressesAttribute": "reads an address's reverse name",
    "ec2:DescribeNetworkAcls": "reads the default ACL of a VPC",
    "ec2:DescribeNetworkInterfaces":
        "finds remaining interfaces before a subnet or group is deleted",
    "ec2:DescribePrefixLists": "reads the ranges of a gateway endpoint",
    "ec2:DisassociateAddress":
        "detaches an address that a refresh found in use before releasing it",
    "eks:DescribeUpdate": "waits for an update",
    "eks:ListTagsForResource": "reads tags that EKS's descriptions omit",
    "iam:ListInstanceProfilesForRole": "removes a role from profiles before deleting it",
    "iam:ListRolePolicies": "reads a role's inline policies",
    "iam:UpdateRoleDescription": "updates a role's description",
};

/** AWS requires these of the caller, and the sandbox does not. */
const REQUIRED_BY_AWS: Readonly<Record<string, string>> = {
    "ec2:RunInstances": "EKS tests whether a node group's template can be launched",
    "iam:CreateServiceLinkedRole":
        "the first cluster, node group and Fargate profile of an account",
    "kms:CreateGrant": "EKS encrypts with a cluster's key",
};

/** Changes of a stack file that the run does not make. */
const CHANGES: Readonly<Record<string, string>> = {
    "ec2:DeleteTags": "a removed tag",
    "ec2:ModifyVpcEndpoint": "another zone",
    "ec2:ReplaceRoute": "another NAT gateway",
    "ec2:ReplaceRouteTableAssociation": "another route table",
    "eks:AssociateEncryptionConfig": "a key for a cluster that has none",
    "eks:UntagResource": "a removed tag",
    "eks:UpdateAccessEntry": "other groups in a mapping",
    "eks:UpdateAddon": "another version of an add-on",
    "eks:UpdateClusterConfig": "another allow-list",
    "eks:UpdateClusterVersion": "another version of Kubernetes",
    "eks:UpdateNodegroupConfig": "another size",
    "eks:UpdatePodIdentityAssociation": "another role",
    "iam:AddClientIDToOpenIDConnectProvider": "someone else's provider without the audience",
    "iam:CreatePolicyVersion": "a policy that is updated in place",
    "iam:DeletePolicyVersion": "a policy that is updated in place",
    "iam:RemoveClientIDFromOpenIDConnectProvider": "an audience that a stack added",
    "iam:UntagOpenIDConnectProvider": "a provider that is released to others",
    "iam:UntagPolicy": "a removed tag",
    "iam:UntagRole": "a removed tag",
    "iam:UpdateAssumeRolePolicy": "a changed trust policy",
    "iam:UpdateRole": "another session duration",
    "kms:PutKeyPolicy": "a release with another policy",
    "kms:UntagResource": "a removed tag",
    "kms:UpdateAlias": "another key",
    "kms:UpdateKeyDescription": "a release with another description",
    "logs:AssociateKmsKey": "a key for logs that had none",
    "logs:DisassociateKmsKey": "logs without a key again",
    "logs:UntagResource": "a removed tag",
};

export const NOT_IN_THE_RUN: Readonly<Record<string, string>> = {
    ...REAL_PROVIDER,
    ...REQUIRED_BY_AWS,
    ...CHANGES,
};
