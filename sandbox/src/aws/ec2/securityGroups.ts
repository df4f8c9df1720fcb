/** Security groups. Their rules are in securityGroupRules.ts. */
import { AwsError } from "../errors";
import { readParams } from "../params";
import { randomHex, regionalArn } from "../regional";
import type { RequestContext, Result, Service } from "../service";
import type { Store } from "../store";
import { describeAction, ec2Action } from "./actions";
import { addRule, permissionsOf, rulesOf } from "./rules";
import { existing } from "./tables";
import type { Ec2 } from "./tables";
import { readTags } from "./tags";
import type { SecurityGroup, Tag } from "./types";

const TYPE = "security-group";

/** The actions on security groups. */
export function securityGroupActions(store: Store): Service {
    return {
        "ec2:CreateSecurityGroup": ec2Action(store, TYPE, undefined, (ec2, params, request) => {
            const given = readParams(params, (reader) => ({
                name: reader.string("GroupName"),
                description: reader.string("Description"),
                vpcId: reader.string("VpcId"),
                tags: readTags(reader, TYPE),
            }));
            existing(ec2, "vpc", given.vpcId);
            checkName(ec2, given.name, given.vpcId);
            const group = newSecurityGroup(ec2, request, { ...given, selfIngress: false });
            return { GroupId: group.GroupId, SecurityGroupArn: group.SecurityGroupArn };
        }),
        "ec2:DescribeSecurityGroups": describeAction<SecurityGroup>(
            store,
            "securityGroup",
            "GroupIds",
            "SecurityGroups",
            {
                "group-id": (group) => [group.GroupId],
                "group-name": (group) => [group.GroupName],
                "vpc-id": (group) => [group.VpcId],
                description: (group) => [group.Description],
            },
            view,
        ),
        "ec2:DeleteSecurityGroup": ec2Action(store, TYPE, "GroupId", (ec2, params) => {
            const id = readParams(params, (reader) => reader.string("GroupId"));
            const group = existing(ec2, "securityGroup", id);
            if (group.GroupName === "default") {
                throw new AwsError(
                    "CannotDelete",
                    `the specified group: "${id}" name: "default" cannot be deleted by a user`,
                );
            }
            if (isHeld(ec2, id)) {
                throw new AwsError("DependencyViolation", `resource ${id} has a dependent object`);
            }
            deleteGroup(ec2, id);
            return { GroupId: id, Return: true };
        }),
    };
}

/** Creates a group with EC2's allow-all egress rule. */
export function newSecurityGroup(
    ec2: Ec2,
    request: RequestContext,
    wanted: {
        readonly name: string;
        readonly description: string;
        readonly vpcId: string;
        readonly tags: readonly Tag[];
        /** Whether members may reach each other, as in a VPC's default group and EKS's cluster group. */
        readonly selfIngress: boolean;
    },
): SecurityGroup {
    const id = `sg-${randomHex(17)}`;
    const group: SecurityGroup = {
        GroupId: id,
        GroupName: wanted.name,
        Description: wanted.description,
        VpcId: wanted.vpcId,
        OwnerId: request.account,
        SecurityGroupArn: regionalArn(request, "ec2", `${TYPE}/${id}`),
        Tags: wanted.tags,
    };
    ec2.securityGroup.set(id, group);
    const all = { IpProtocol: "-1", FromPort: -1, ToPort: -1 };
    addRule(ec2, request, group, { ...all, IsEgress: true, CidrIpv4: "0.0.0.0/0" }, []);
    if (wanted.selfIngress) {
        const ReferencedGroupInfo = { GroupId: id, UserId: request.account };
        addRule(ec2, request, group, { ...all, IsEgress: false, ReferencedGroupInfo }, []);
    }
    return group;
}

/** Whether an interface is in the group or another group's rule names it. */
export function isHeld(ec2: Ec2, id: string): boolean {
    return (
        [...ec2.networkInterface.values()].some((it) =>
            it.Groups.some((group) => group.GroupId === id),
        ) ||
        [...ec2.securityGroupRule.values()].some(
            (rule) => rule.GroupId !== id && rule.ReferencedGroupInfo?.GroupId === id,
        )
    );
}

/** Deletes a group and its rules, even if it is in use. */
export function deleteGroup(ec2: Ec2, id: string): void {
    for (const rule of rulesOf(ec2, id)) {
        ec2.securityGroupRule.delete(rule.SecurityGroupRuleId);
    }
    ec2.securityGroup.delete(id);
}

/** EC2 API Reference, CreateSecurityGroup. */
function checkName(ec2: Ec2, name: string, vpcId: string): void {
    if (name === "default" || name.startsWith("sg-") || name.length > 255) {
        throw new AwsError(
            "InvalidParameterValue",
            `Value (${name}) for parameter GroupName is invalid: up to 255 characters, not 'default', not starting with 'sg-'.`,
        );
    }
    const taken = [...ec2.securityGroup.values()].some(
        (group) => group.VpcId === vpcId && group.GroupName === name,
    );
    if (taken) {
        throw new AwsError(
            "InvalidGroup.Duplicate",
            `The security group '${name}' already exists for VPC '${vpcId}'`,
        );
    }
}

function view(group: SecurityGroup, ec2: Ec2): Result {
    const rules = rulesOf(ec2, group.GroupId);
    return {
        ...group,
        IpPermissions: permissionsOf(rules.filter((rule) => !rule.IsEgress)),
        IpPermissionsEgress: permissionsOf(rules.filter((rule) => rule.IsEgress)),
    };
}
