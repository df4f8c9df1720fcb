/** aws.ec2: security groups and their rules. Rules: terraform-provider-aws internal/service/ec2/vpc_security_group*.go. */
import { createHash } from "node:crypto";

import { prefixedName } from "../provider/names";
import type { Api, ResourceType } from "../provider/resource";
import { flag, integer, output, text, texts } from "../provider/schema";
import { canonicalText, requiredText, textOf, textsOf, type Properties } from "../provider/values";
import { answered, given, part, parts, tagMap } from "./answers";
import { retagEc2, tagSpecifications } from "./ec2Tags";

const securityGroup: ResourceType = {
    autoname: { property: "name", prefixProperty: "namePrefix", maximum: 255 },
    fields: {
        arn: output(),
        description: text({ default: "Managed by Pulumi", forceNew: true }),
        name: text({ computed: true, forceNew: true }),
        namePrefix: text({ forceNew: true, kept: true }),
        ownerId: output(),
        revokeRulesOnDelete: flag({ default: false, kept: true }),
        vpcId: text({ required: true, forceNew: true }),
    },
    create: async (api, inputs, begun) => {
        const id = answered(
            await api.call("ec2:CreateSecurityGroup", {
                GroupName:
                    textOf(inputs, "name") ??
                    prefixedName(requiredText(inputs, "namePrefix"), new Date()),
                Description: inputs.description,
                VpcId: inputs.vpcId,
                ...tagSpecifications(inputs, "security-group"),
            }),
            "GroupId",
        );
        begun(id);
        // AWS lets a new group send everything; the provider removes that rule, so that the program defines all rules.
        await revokeAll(api, id, "egress");
        return id;
    },
    read: async (api, id) => {
        const answer = await api.call("ec2:DescribeSecurityGroups", { GroupIds: [id] });
        const [found] = parts(answer, "SecurityGroups");
        return (
            found && {
                arn: `arn:${api.partition}:ec2:${api.region}:${answered(found, "OwnerId")}:security-group/${id}`,
                description: found.Description,
                name: found.GroupName,
                ownerId: found.OwnerId,
                vpcId: found.VpcId,
                tagsAll: tagMap(parts(found, "Tags")),
            }
        );
    },
    retag: retagEc2,
    remove: async (api, GroupId, state) => {
        if (state.revokeRulesOnDelete === true) {
            await revokeAll(api, GroupId, "ingress");
            await revokeAll(api, GroupId, "egress");
        }
        await api.call("ec2:DeleteSecurityGroup", { GroupId });
    },
};

const securityGroupRule: ResourceType = {
    fields: {
        cidrBlocks: texts({ forceNew: true }),
        description: text(),
        fromPort: integer({ required: true, forceNew: true }),
        protocol: text({ required: true, forceNew: true }),
        securityGroupId: text({ required: true, forceNew: true }),
        securityGroupRuleId: output(),
        self: flag({ default: false, forceNew: true }),
        sourceSecurityGroupId: text({ computed: true, forceNew: true }),
        toPort: integer({ required: true, forceNew: true }),
        type: text({ required: true, forceNew: true, only: ["ingress", "egress"] }),
    },
    create: async (api, inputs) => {
        const GroupId = requiredText(inputs, "securityGroupId");
        await api.call(`ec2:AuthorizeSecurityGroup${direction(inputs)}`, {
            GroupId,
            IpPermissions: [permission(inputs)],
        });
        const key = canonicalText([GroupId, textOf(inputs, "type") ?? "", permission(inputs)]);
        return `sgrule-${createHash("sha256").update(key).digest("hex").slice(0, 10)}`;
    },
    read: async (api, _id, known) => {
        const found = await matchingRules(api, known);
        const [first] = found;
        return (
            first && {
                cidrBlocks: found
                    .map((rule) => rule.CidrIpv4)
                    .filter((cidr): cidr is string => typeof cidr === "string"),
                description: first.Description,
                fromPort: known.fromPort,
                protocol: first.IpProtocol,
                securityGroupId: first.GroupId,
                // As the real provider: several ranges are several rules, and then none is named.
                securityGroupRuleId: found.length === 1 ? first.SecurityGroupRuleId : "",
                self: known.self,
                sourceSecurityGroupId: known.sourceSecurityGroupId ?? "",
                toPort: known.toPort,
                type: known.type,
            }
        );
    },
    update: async (api, { inputs, old }) => {
        const rules = await matchingRules(api, old);
        await api.call(`ec2:UpdateSecurityGroupRuleDescriptions${direction(inputs)}`, {
            GroupId: inputs.securityGroupId,
            SecurityGroupRuleDescriptions: rules.map(({ SecurityGroupRuleId }) => ({
                SecurityGroupRuleId,
                Description: inputs.description ?? "",
            })),
        });
    },
    remove: async (api, _id, state) => {
        const rules = await matchingRules(api, state);
        if (rules.length > 0) {
            await api.call(`ec2:RevokeSecurityGroup${direction(state)}`, {
                GroupId: state.securityGroupId,
                SecurityGroupRuleIds: rules.map((rule) => rule.SecurityGroupRuleId ?? ""),
            });
        }
    },
};

function direction(rule: Properties): "Ingress" | "Egress" {
    return rule.type === "egress" ? "Egress" : "Ingress";
}

function permission(inputs: Properties): Properties {
    const Description = inputs.description;
    const all = inputs.protocol === "-1";
    const group =
        inputs.self === true ? inputs.securityGroupId : textOf(inputs, "sourceSecurityGroupId");
    return given({
        IpProtocol: inputs.protocol,
        FromPort: all ? undefined : inputs.fromPort,
        ToPort: all ? undefined : inputs.toPort,
        IpRanges: textsOf(inputs, "cidrBlocks").map((CidrIp) => given({ CidrIp, Description })),
        UserIdGroupPairs: group ? [given({ GroupId: group, Description })] : [],
    });
}

// A rule resource is one permission: EC2 keeps it as one rule for each range or group in it.
async function matchingRules(api: Api, rule: Properties): Promise<readonly Properties[]> {
    const group = rule.self === true ? rule.securityGroupId : textOf(rule, "sourceSecurityGroupId");
    const ranges = textsOf(rule, "cidrBlocks");
    const rules = await rulesOf(api, requiredText(rule, "securityGroupId"));
    return rules.filter(
        (candidate) =>
            candidate.IsEgress === (rule.type === "egress") &&
            candidate.IpProtocol === rule.protocol &&
            (rule.protocol === "-1" ||
                (candidate.FromPort === rule.fromPort && candidate.ToPort === rule.toPort)) &&
            (typeof candidate.CidrIpv4 === "string"
                ? ranges.includes(candidate.CidrIpv4)
                : Boolean(group) && part(candidate, "ReferencedGroupInfo").GroupId === group),
    );
}

async function revokeAll(api: Api, GroupId: string, type: "ingress" | "egress"): Promise<void> {
    const rules = await rulesOf(api, GroupId);
    const ids = rules
        .filter((rule) => rule.IsEgress === (type === "egress"))
        .map((rule) => rule.SecurityGroupRuleId ?? "");
    if (ids.length > 0) {
        await api.call(`ec2:RevokeSecurityGroup${direction({ type })}`, {
            GroupId,
            SecurityGroupRuleIds: ids,
        });
    }
}

async function rulesOf(api: Api, groupId: string): Promise<readonly Properties[]> {
    const answer = await api.call("ec2:DescribeSecurityGroupRules", {
        Filters: [{ Name: "group-id", Values: [groupId] }],
    });
    return parts(answer, "SecurityGroupRules");
}

export const ec2SecurityGroupTypes: Readonly<Record<string, ResourceType>> = {
    "aws:ec2/securityGroup:SecurityGroup": securityGroup,
    "aws:ec2/securityGroupRule:SecurityGroupRule": securityGroupRule,
};
