/** Default security groups of eks.Cluster. Source: pulumi-eks nodejs/eks/cluster/cluster.ts, nodes/securitygroup.ts. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterArgs, Tags } from "./eksArguments";

type RuleArgs = Omit<aws.ec2.SecurityGroupRuleArgs, "securityGroupId">;

const EVERYWHERE: RuleArgs = {
    description: "Allow internet access.",
    type: "egress",
    fromPort: 0,
    toPort: 0,
    protocol: "-1",
    cidrBlocks: ["0.0.0.0/0"],
};

/** The group of the control plane's interfaces. */
export function clusterSecurityGroup(
    name: string,
    args: ClusterArgs,
    parent: pulumi.ComponentResource,
): aws.ec2.SecurityGroup {
    const groupName = `${name}-eksClusterSecurityGroup`;
    const group = new aws.ec2.SecurityGroup(
        groupName,
        {
            vpcId: args.vpcId,
            revokeRulesOnDelete: true,
            tags: merged({ Name: groupName }, args.clusterSecurityGroupTags, args.tags),
        },
        { parent },
    );
    new aws.ec2.SecurityGroupRule(
        `${name}-eksClusterInternetEgressRule`,
        { ...EVERYWHERE, securityGroupId: group.id },
        { parent },
    );
    return group;
}

/** The group of nodes, and the rule that lets them reach the API server. */
export function nodeSecurityGroup(
    name: string,
    args: ClusterArgs,
    clusterGroup: aws.ec2.SecurityGroup,
    cluster: aws.eks.Cluster,
    parent: pulumi.ComponentResource,
): {
    readonly group: aws.ec2.SecurityGroup;
    readonly clusterIngressRule: aws.ec2.SecurityGroupRule;
} {
    const groupName = `${name}-nodeSecurityGroup`;
    const group = new aws.ec2.SecurityGroup(
        groupName,
        {
            vpcId: args.vpcId,
            revokeRulesOnDelete: true,
            tags: pulumi
                .all([cluster.name, merged({}, args.nodeSecurityGroupTags, args.tags)])
                .apply(([clusterName, tags]) => ({
                    Name: groupName,
                    [`kubernetes.io/cluster/${clusterName}`]: "owned",
                    ...tags,
                })),
        },
        { parent },
    );
    const rule = (
        suffix: string,
        securityGroupId: pulumi.Input<string>,
        ruleArgs: RuleArgs,
    ): aws.ec2.SecurityGroupRule =>
        new aws.ec2.SecurityGroupRule(
            `${name}-${suffix}`,
            { ...ruleArgs, securityGroupId },
            { parent },
        );
    rule("eksNodeIngressRule", group.id, {
        description: "Allow nodes to communicate with each other",
        ...{ type: "ingress", fromPort: 0, toPort: 0, protocol: "-1", self: true },
    });
    rule("eksNodeClusterIngressRule", group.id, {
        description:
            "Allow worker Kubelets and pods to receive communication from the cluster control plane",
        ...{ type: "ingress", fromPort: 1025, toPort: 65535, protocol: "tcp" },
        sourceSecurityGroupId: clusterGroup.id,
    });
    rule("eksExtApiServerClusterIngressRule", group.id, {
        description:
            "Allow pods running extension API servers on port 443 to receive communication from cluster control plane",
        ...{ type: "ingress", fromPort: 443, toPort: 443, protocol: "tcp" },
        sourceSecurityGroupId: clusterGroup.id,
    });
    rule("eksNodeInternetEgressRule", group.id, EVERYWHERE);
    const clusterIngressRule = rule("eksClusterIngressRule", clusterGroup.id, {
        description: "Allow pods to communicate with the cluster API Server",
        ...{ type: "ingress", fromPort: 443, toPort: 443, protocol: "tcp" },
        sourceSecurityGroupId: group.id,
    });
    return { group, clusterIngressRule };
}

/** Tags of which the later win. */
export function merged(
    ...tags: readonly (Tags | undefined)[]
): pulumi.Output<Record<string, string>> {
    return pulumi
        .all(tags.map((one) => pulumi.output(one ?? {})))
        .apply((maps) => Object.assign({}, ...maps) as Record<string, string>);
}
