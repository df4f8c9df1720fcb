/** Authorizing, revoking and describing the rules of security groups. */
import { AwsError } from "../errors";
import { readParams } from "../params";
import type { Action, Service } from "../service";
import type { Store } from "../store";
import { describeAction, ec2Action } from "./actions";
import { addRule, describe, findRule, readPermissions } from "./rules";
import type { RuleSpec } from "./rules";
import { existing } from "./tables";
import type { Ec2 } from "./tables";
import { readTags } from "./tags";
import type { SecurityGroupRule } from "./types";

const TYPE = "security-group";

/** The actions on rules. */
export function securityGroupRuleActions(store: Store): Service {
    return {
        "ec2:AuthorizeSecurityGroupIngress": authorize(store, false),
        "ec2:AuthorizeSecurityGroupEgress": authorize(store, true),
        "ec2:RevokeSecurityGroupIngress": revoke(store, false),
        "ec2:RevokeSecurityGroupEgress": revoke(store, true),
        "ec2:UpdateSecurityGroupRuleDescriptionsIngress": redescribe(store, false),
        "ec2:UpdateSecurityGroupRuleDescriptionsEgress": redescribe(store, true),
        "ec2:DescribeSecurityGroupRules": describeAction<SecurityGroupRule>(
            store,
            "securityGroupRule",
            "SecurityGroupRuleIds",
            "SecurityGroupRules",
            {
                "group-id": (rule) => [rule.GroupId],
                "security-group-rule-id": (rule) => [rule.SecurityGroupRuleId],
            },
        ),
    };
}

function authorize(store: Store, isEgress: boolean): Action {
    return ec2Action(store, TYPE, "GroupId", (ec2, params, request) => {
        const { id, specs, tags } = readParams(params, (reader) => ({
            id: reader.string("GroupId"),
            specs: readPermissions(reader, isEgress, request.account) ?? [],
            tags: readTags(reader, "security-group-rule"),
        }));
        const group = existing(ec2, "securityGroup", id);
        if (specs.length === 0) {
            throw new AwsError(
                "MissingParameter",
                "The request must contain IpPermissions with at least one source.",
            );
        }
        const added: SecurityGroupRule[] = [];
        try {
            for (const spec of specs) {
                added.push(addRule(ec2, request, group, spec, tags));
            }
        } catch (error) {
            // All rules of a request or none.
            for (const rule of added) {
                ec2.securityGroupRule.delete(rule.SecurityGroupRuleId);
            }
            throw error;
        }
        return { Return: true, SecurityGroupRules: added };
    });
}

function revoke(store: Store, isEgress: boolean): Action {
    return ec2Action(store, TYPE, "GroupId", (ec2, params, request) => {
        const { id, ids, specs } = readParams(params, (reader) => ({
            id: reader.string("GroupId"),
            ids: reader.maybeStrings("SecurityGroupRuleIds"),
            specs: readPermissions(reader, isEgress, request.account),
        }));
        existing(ec2, "securityGroup", id);
        if ((ids === undefined) === (specs === undefined)) {
            throw new AwsError(
                "InvalidParameterCombination",
                "Exactly one of SecurityGroupRuleIds and IpPermissions must be given.",
            );
        }
        const rules = [
            ...(ids ?? []).map((ruleId) => ruleOf(ec2, id, ruleId, isEgress)),
            ...(specs ?? []).map((spec) => matching(ec2, id, spec)),
        ];
        for (const rule of rules) {
            ec2.securityGroupRule.delete(rule.SecurityGroupRuleId);
        }
        return { Return: true };
    });
}

function redescribe(store: Store, isEgress: boolean): Action {
    return ec2Action(store, TYPE, "GroupId", (ec2, params) => {
        const { id, descriptions } = readParams(params, (reader) => ({
            id: reader.string("GroupId"),
            descriptions: reader.maybeObjects("SecurityGroupRuleDescriptions", (item) => ({
                ruleId: item.string("SecurityGroupRuleId"),
                description: item.maybeString("Description"),
            })),
        }));
        const updated = (descriptions ?? []).map(({ ruleId, description }) => ({
            ...ruleOf(ec2, id, ruleId, isEgress),
            Description: description,
        }));
        for (const rule of updated) {
            ec2.securityGroupRule.set(rule.SecurityGroupRuleId, rule);
        }
        return { Return: true };
    });
}

function ruleOf(ec2: Ec2, groupId: string, id: string, isEgress: boolean): SecurityGroupRule {
    const rule = ec2.securityGroupRule.get(id);
    if (rule?.GroupId !== groupId || rule.IsEgress !== isEgress) {
        throw new AwsError(
            "InvalidSecurityGroupRuleId.NotFound",
            `The security group rule ID '${id}' does not exist`,
        );
    }
    return rule;
}

function matching(ec2: Ec2, groupId: string, spec: RuleSpec): SecurityGroupRule {
    const rule = findRule(ec2, groupId, spec);
    if (rule === undefined) {
        throw new AwsError(
            "InvalidPermission.NotFound",
            `The specified rule "${describe(spec)}" does not exist in this security group.`,
        );
    }
    return rule;
}
