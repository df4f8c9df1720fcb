/** What a provisioner may do in EC2: networks, and launch templates of nodes. */
import type { PolicyStatement } from "../iam/documents";
import { ofFleet, taggedForFleet } from "./conditions";
import { regionalArn, type ProvisionerScope } from "./scope";

/** IAM supports no resource-level permissions for these. */
const READING = [
    "ec2:DescribeAddresses",
    "ec2:DescribeAddressesAttribute",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeInternetGateways",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:DescribeLaunchTemplates",
    "ec2:DescribeNatGateways",
    "ec2:DescribeNetworkAcls",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribePrefixLists",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroupRules",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcAttribute",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeVpcs",
] as const;

/** Types of the resources that each action creates. */
const MADE_ALONE: Readonly<Record<string, string>> = {
    "ec2:AllocateAddress": "elastic-ip",
    "ec2:CreateInternetGateway": "internet-gateway",
    "ec2:CreateLaunchTemplate": "launch-template",
    "ec2:CreateVpc": "vpc",
};

/**
 * The same for resources that are created inside another one. No action of a group refers to a type of the same group.
 */
const MADE_INSIDE: readonly Readonly<Record<string, string>>[] = [
    {
        "ec2:CreateRouteTable": "route-table",
        "ec2:CreateSecurityGroup": "security-group",
        "ec2:CreateSubnet": "subnet",
    },
    { "ec2:CreateNatGateway": "natgateway", "ec2:CreateVpcEndpoint": "vpc-endpoint" },
];

const MADE = [MADE_ALONE, ...MADE_INSIDE];

/** Other actions. All resources that they refer to must have the fleet's tag. */
const CHANGING = [
    "ec2:AssociateRouteTable",
    "ec2:AttachInternetGateway",
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:CreateLaunchTemplateVersion",
    "ec2:CreateRoute",
    "ec2:CreateTags",
    "ec2:DeleteInternetGateway",
    "ec2:DeleteLaunchTemplate",
    "ec2:DeleteNatGateway",
    "ec2:DeleteRoute",
    "ec2:DeleteRouteTable",
    "ec2:DeleteSecurityGroup",
    "ec2:DeleteSubnet",
    "ec2:DeleteTags",
    "ec2:DeleteVpc",
    "ec2:DeleteVpcEndpoints",
    "ec2:DetachInternetGateway",
    "ec2:DisassociateAddress",
    "ec2:DisassociateRouteTable",
    "ec2:ModifyLaunchTemplate",
    "ec2:ModifySubnetAttribute",
    "ec2:ModifyVpcAttribute",
    "ec2:ModifyVpcEndpoint",
    "ec2:ReleaseAddress",
    "ec2:ReplaceRoute",
    "ec2:ReplaceRouteTableAssociation",
    "ec2:RevokeSecurityGroupEgress",
    "ec2:RevokeSecurityGroupIngress",
    "ec2:RunInstances",
] as const;

/**
 * EC2 generates its ids, so the fleet's resources are recognized by their tag: resources must be created with the tag,
 * and only tagged ones can be changed or deleted.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function networkStatements(scope: ProvisionerScope): readonly PolicyStatement[] {
    const ec2 = (types: readonly string[]): readonly string[] =>
        types.map((type) => regionalArn(scope, "ec2", `${type}/*`));
    const parents = MADE_INSIDE.flatMap((made) => Object.keys(made));
    return [
        { Sid: "ReadEc2", Effect: "Allow", Action: READING, Resource: "*" },
        ...MADE.map((made, index): PolicyStatement => ({
            Sid: `CreateTagged${index + 1}`,
            Effect: "Allow",
            Action: Object.keys(made),
            Resource: ec2(Object.values(made)),
            Condition: { StringEquals: taggedForFleet(scope) },
        })),
        {
            Sid: "TagOnCreate",
            Effect: "Allow",
            Action: "ec2:CreateTags",
            Resource: ec2(MADE.flatMap((made) => Object.values(made))),
            Condition: {
                StringEquals: {
                    ...taggedForFleet(scope),
                    "ec2:CreateAction": MADE.flatMap((made) =>
                        Object.keys(made).map((action) => action.slice("ec2:".length)),
                    ),
                },
            },
        },
        {
            Sid: "ManageFleetResources",
            Effect: "Allow",
            Action: [...parents, ...CHANGING],
            Resource: regionalArn(scope, "ec2", "*"),
            Condition: { StringEquals: ofFleet(scope) },
        },
        ...launching(scope, ec2),
        {
            // A rule does not have the tag. Its security group does, and IAM checks it as well.
            Sid: "ManageSecurityGroupRules",
            Effect: "Allow",
            Action: [
                "ec2:AuthorizeSecurityGroupIngress",
                "ec2:RevokeSecurityGroupEgress",
                "ec2:RevokeSecurityGroupIngress",
            ],
            Resource: ec2(["security-group-rule"]),
        },
    ];
}

/**
 * EKS tests whether the creator of a node group may launch instances from its template. Allows the fleet's templates.
 * https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
 */
function launching(
    scope: ProvisionerScope,
    ec2: (types: readonly string[]) => readonly string[],
): readonly PolicyStatement[] {
    const launched = ["instance", "network-interface", "volume"];
    return [
        {
            Sid: "LaunchFromTemplates",
            Effect: "Allow",
            Action: "ec2:RunInstances",
            Resource: [
                ...ec2([...launched, "security-group", "subnet"]),
                `arn:${scope.partition}:ec2:*::image/*`,
            ],
            Condition: {
                ArnLike: { "ec2:LaunchTemplate": regionalArn(scope, "ec2", "launch-template/*") },
            },
        },
        {
            Sid: "TagOnLaunch",
            Effect: "Allow",
            Action: "ec2:CreateTags",
            Resource: ec2(launched),
            Condition: { StringEquals: { "ec2:CreateAction": "RunInstances" } },
        },
    ];
}
