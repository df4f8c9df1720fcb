/**
 * Permissions of a provisioner that a run in the sandbox does not use, each with its reason. A permission that is
 * neither used nor listed is superfluous; a listed one that is used must be removed from the list.
 */

/** terraform-provider-aws makes these calls, and its stand-in in the sandbox does not. */
const REAL_PROVIDER: Readonly<Record<string, string>> = {
    "ec2:DescribeAddressesAttribute": "an address's reverse name is read with it",
    "ec2:DescribeNetworkAcls": "the default ACL of a VPC is read with it",
    "ec2:DescribeNetworkInterfaces":
        "what AWS left in a subnet or group is looked for before it goes",
    "ec2:DescribePrefixLists": "the ranges of a gateway endpoint are read with it",
    "ec2:DisassociateAddress":
        "an address that is refreshed in use is let go before it is released",
    "eks:DescribeUpdate": "an update is awaited",
    "eks:ListTagsForResource": "tags of what EKS describes without them",
    "iam:ListInstanceProfilesForRole": "a role is taken out of profiles before it goes",
    "iam:ListRolePolicies": "a role is read with its inline policies",
    "iam:UpdateRoleDescription": "a role's description has a call of its own",
};

/** AWS requires these of the caller, and the sandbox does not. */
const ASKED_BY_AWS: Readonly<Record<string, string>> = {
    "ec2:RunInstances": "EKS tries whether a node group's template can be launched",
    "iam:CreateServiceLinkedRole":
        "the first cluster, node group and Fargate profile of an account",
    "kms:CreateGrant": "EKS encrypts with a cluster's key",
};

/** Changes of a stack file that the run does not make. */
const CHANGES: Readonly<Record<string, string>> = {
    "ec2:DeleteTags": "a tag that goes",
    "ec2:ModifyVpcEndpoint": "another zone",
    "ec2:ReplaceRoute": "another NAT gateway",
    "ec2:ReplaceRouteTableAssociation": "another route table",
    "eks:AssociateEncryptionConfig": "a key for a cluster that has none",
    "eks:UntagResource": "a tag that goes",
    "eks:UpdateAccessEntry": "other groups of a mapping",
    "eks:UpdateAddon": "another version of an add-on",
    "eks:UpdateClusterConfig": "another allow-list",
    "eks:UpdateClusterVersion": "another version of Kubernetes",
    "eks:UpdateNodegroupConfig": "another size",
    "eks:UpdatePodIdentityAssociation": "another role",
    "iam:AddClientIDToOpenIDConnectProvider": "a provider of somebody else's without the audience",
    "iam:CreatePolicyVersion": "a policy that is changed in place",
    "iam:DeletePolicyVersion": "a policy that is changed in place",
    "iam:RemoveClientIDFromOpenIDConnectProvider": "an audience that a stack added",
    "iam:UntagOpenIDConnectProvider": "a provider that is left to others",
    "iam:UntagPolicy": "a tag that goes",
    "iam:UntagRole": "a tag that goes",
    "iam:UpdateAssumeRolePolicy": "a role that is trusted anew",
    "iam:UpdateRole": "another length of sessions",
    "kms:PutKeyPolicy": "a release with another policy",
    "kms:UntagResource": "a tag that goes",
    "kms:UpdateAlias": "another key",
    "kms:UpdateKeyDescription": "a release with another description",
    "logs:AssociateKmsKey": "a key for logs that had none",
    "logs:DisassociateKmsKey": "logs without a key again",
    "logs:UntagResource": "a tag that goes",
};

export const NOT_IN_THE_RUN: Readonly<Record<string, string>> = {
    ...REAL_PROVIDER,
    ...ASKED_BY_AWS,
    ...CHANGES,
};
