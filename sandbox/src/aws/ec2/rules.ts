/** A security group's rules as plain values: reading, comparing and showing them. */
import { AwsError } from "../errors";
import type { ParamReader } from "../params";
import { randomHex, regionalArn } from "../regional";
import type { RequestContext } from "../service";
import { formatCidr, parseCidr } from "./ipv4";
import { existing } from "./tables";
import type { Ec2 } from "./tables";
import type { SecurityGroup, SecurityGroupRule, Tag } from "./types";

/** A rule without identity: what two rules are compared by, and its description. */
export type RuleSpec = Pick<
    SecurityGroupRule,
    | "IsEgress"
    | "IpProtocol"
    | "FromPort"
    | "ToPort"
    | "CidrIpv4"
    | "ReferencedGroupInfo"
    | "Description"
>;

/** Reads `IpPermissions` into one rule for each source. */
export function readPermissions(
    reader: ParamReader,
    isEgress: boolean,
    account: string,
): readonly RuleSpec[] | undefined {
    return reader
        .maybeObjects("IpPermissions", (permission) => {
            const ports = readPorts(permission);
            const blocks = permission.maybeObjects("IpRanges", (range) => ({
                CidrIpv4: ruleBlock(range.string("CidrIp")),
                Description: range.maybeString("Description"),
            }));
            const groups = permission.maybeObjects("UserIdGroupPairs", (pair) => ({
                ReferencedGroupInfo: {
                    GroupId: pair.string("GroupId"),
                    UserId: pair.maybeString("UserId") ?? account,
                },
                Description: pair.maybeString("Description"),
            }));
            return [...(blocks ?? []), ...(groups ?? [])].map((source) => ({
                IsEgress: isEgress,
                ...ports,
                ...source,
            }));
        })
        ?.flat();
}

/**
 * Adds a rule.
 * @throws AwsError InvalidPermission.Duplicate, InvalidGroup.NotFound
 */
export function addRule(
    ec2: Ec2,
    request: RequestContext,
    group: SecurityGroup,
    spec: RuleSpec,
    tags: readonly Tag[],
): SecurityGroupRule {
    if (spec.ReferencedGroupInfo !== undefined) {
        existing(ec2, "securityGroup", spec.ReferencedGroupInfo.GroupId);
    }
    if (findRule(ec2, group.GroupId, spec) !== undefined) {
        throw new AwsError(
            "InvalidPermission.Duplicate",
            `the specified rule "${describe(spec)}" already exists`,
        );
    }
    const id = `sgr-${randomHex(17)}`;
    const rule: SecurityGroupRule = {
        ...spec,
        SecurityGroupRuleId: id,
        SecurityGroupRuleArn: regionalArn(request, "ec2", `security-group-rule/${id}`),
        GroupId: group.GroupId,
        GroupOwnerId: group.OwnerId,
        Tags: tags,
    };
    ec2.securityGroupRule.set(id, rule);
    return rule;
}

/** The group's rule that equals the given one but for its description. */
export function findRule(ec2: Ec2, groupId: string, spec: RuleSpec): SecurityGroupRule | undefined {
    return rulesOf(ec2, groupId).find(
        (rule) => rule.IsEgress === spec.IsEgress && describe(rule) === describe(spec),
    );
}

/** The rules of a group. */
export function rulesOf(ec2: Ec2, groupId: string): readonly SecurityGroupRule[] {
    return [...ec2.securityGroupRule.values()].filter((rule) => rule.GroupId === groupId);
}

/** Rules as DescribeSecurityGroups shows them, one permission for each protocol and port range. */
export function permissionsOf(rules: readonly SecurityGroupRule[]): readonly object[] {
    const key = (rule: SecurityGroupRule): string =>
        `${rule.IpProtocol} ${rule.FromPort} ${rule.ToPort}`;
    return [...new Set(rules.map(key))].map((ports) => {
        const same = rules.filter((rule) => key(rule) === ports);
        const [first] = same;
        const all = first?.IpProtocol === "-1";
        return {
            IpProtocol: first?.IpProtocol,
            ...(all ? {} : { FromPort: first?.FromPort, ToPort: first?.ToPort }),
            IpRanges: same.flatMap((rule) =>
                rule.CidrIpv4 === undefined
                    ? []
                    : [{ CidrIp: rule.CidrIpv4, Description: rule.Description }],
            ),
            Ipv6Ranges: [],
            PrefixListIds: [],
            UserIdGroupPairs: same.flatMap((rule) =>
                rule.ReferencedGroupInfo === undefined
                    ? []
                    : [{ ...rule.ReferencedGroupInfo, Description: rule.Description }],
            ),
        };
    });
}

/** EC2's wording of a rule. */
export function describe(rule: RuleSpec): string {
    const peer = rule.CidrIpv4 ?? rule.ReferencedGroupInfo?.GroupId ?? "";
    return rule.IpProtocol === "-1"
        ? `peer: ${peer}, ALL, ALLOW`
        : `peer: ${peer}, ${rule.IpProtocol.toUpperCase()}, from port: ${rule.FromPort}, to port: ${rule.ToPort}, ALLOW`;
}

/** EC2 API Reference, IpPermission: ports are required for TCP and UDP, and mean nothing for all protocols. */
function readPorts(
    permission: ParamReader,
): Pick<SecurityGroupRule, "IpProtocol" | "FromPort" | "ToPort"> {
    const protocol = permission.string("IpProtocol");
    const from = permission.maybeInteger("FromPort");
    const to = permission.maybeInteger("ToPort");
    if (protocol === "-1" || protocol === "all") {
        return { IpProtocol: "-1", FromPort: -1, ToPort: -1 };
    }
    const name = ({ "6": "tcp", "17": "udp", "1": "icmp" } as const)[protocol] ?? protocol;
    const inRange = (port: number | undefined): port is number =>
        port !== undefined && port >= (name === "icmp" ? -1 : 0) && port <= 65535;
    if (!["tcp", "udp", "icmp"].includes(name) || !inRange(from) || !inRange(to)) {
        throw new AwsError(
            "InvalidParameterValue",
            `Invalid rule: protocol '${protocol}', ports ${from}-${to}`,
        );
    }
    if (name !== "icmp" && from > to) {
        throw new AwsError("InvalidParameterValue", `Invalid TCP port range: ${from}-${to}`);
    }
    return { IpProtocol: name, FromPort: from, ToPort: to };
}

function ruleBlock(text: string): string {
    const cidr = parseCidr(text);
    if (cidr === undefined) {
        throw new AwsError("InvalidParameterValue", `CIDR block ${text} is malformed`);
    }
    return formatCidr(cidr);
}
