import assert from "node:assert/strict";

import { contextOf, type ContextValues } from "../../src/aws/policy/context";
import { identityVerdict } from "../../src/aws/policy/statements";
import { parseIdentityPolicy } from "../../src/aws/policy/parse";
import { policy, refused } from "./identitySupport";

/** Whether a statement with this Condition applies. */
function applies(condition: object, values: ContextValues): boolean {
    const document = parseIdentityPolicy(
        policy({ Effect: "Allow", Action: "*", Resource: "*", Condition: condition }),
    );
    const access = { action: "iam:GetRole", resource: "*", context: contextOf(values) };
    return identityVerdict([document], access) === "allow";
}

const ROLE = "arn:aws:iam::111111111111:role/team/argocd";

/** operator, values in the policy, values in the request, holds */
const TABLE: readonly (readonly [
    string,
    string | string[],
    string | string[] | undefined,
    boolean,
])[] = [
    ["StringEquals", "a", "a", true],
    ["StringEquals", ["b", "a"], "a", true],
    ["StringEquals", "a", "A", false],
    ["StringEquals", "a*", "ab", false],
    ["StringEquals", "a", undefined, false],
    ["StringNotEquals", ["a", "b"], "c", true],
    ["StringNotEquals", ["a", "b"], "b", false],
    ["StringNotEquals", "a", undefined, true],
    ["StringEqualsIgnoreCase", "a", "A", true],
    ["StringEqualsIgnoreCase", "a", "b", false],
    ["StringNotEqualsIgnoreCase", "a", "A", false],
    ["StringEqualsIfExists", "a", undefined, true],
    ["StringEqualsIfExists", "a", "b", false],
    ["StringLike", "a*c?", "abbcd", true],
    ["StringLike", "a*c?", "abbc", false],
    ["StringLike", "*", undefined, false],
    ["StringNotLike", "a*", "abc", false],
    ["StringNotLike", "a*", "bc", true],
    ["ArnEquals", "arn:aws:iam::111111111111:role/*", ROLE, true],
    ["ArnLike", "arn:aws:iam::111111111111:role/*/argocd", ROLE, true],
    ["ArnLike", "arn:aws:iam::*:role/team/argocd", ROLE, true],
    ["ArnLike", "arn:aws:iam::222222222222:role/*", ROLE, false],
    // a wildcard in one part of an ARN does not reach into the next
    ["ArnLike", "arn:aws:*:role/team/argocd", ROLE, false],
    ["ArnNotLike", "arn:aws:iam::111111111111:role/*", ROLE, false],
    ["Bool", "true", "true", true],
    ["Bool", "True", "true", true],
    ["Bool", "true", "false", false],
    ["Bool", "false", undefined, false],
    ["BoolIfExists", "true", undefined, true],
    ["Null", "true", undefined, true],
    ["Null", "true", "a", false],
    ["Null", "false", "a", true],
    ["Null", "false", undefined, false],
    ["NumericLessThan", "10", "9", true],
    ["NumericLessThan", "10", "10", false],
    ["NumericLessThanEquals", "10", "10", true],
    ["NumericGreaterThan", "10", "11", true],
    ["NumericGreaterThanEquals", "10", "9", false],
    ["NumericEquals", "10", "10.0", true],
    ["NumericNotEquals", "10", "10", false],
    ["IpAddress", "203.0.113.0/24", "203.0.113.9", true],
    ["IpAddress", "203.0.113.0/24", "203.0.114.9", false],
    ["IpAddress", "203.0.113.9", "203.0.113.9", true],
    ["NotIpAddress", "203.0.113.0/24", "203.0.113.9", false],
    ["ForAnyValue:StringEquals", ["a", "b"], ["c", "b"], true],
    ["ForAnyValue:StringEquals", ["a", "b"], ["c"], false],
    ["ForAnyValue:StringEquals", "a", undefined, false],
    ["ForAnyValue:StringLike", "a*", ["x", "ab"], true],
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "b"], true],
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false],
    ["ForAllValues:StringEquals", "a", undefined, true],
    ["ForAllValues:StringLike", "a*", ["ab", "ac"], true],
    ["ForAllValues:StringLike", "a*", ["ab", "bc"], false],
];

describe("Conditions of policies", () => {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    for (const [operator, wanted, actual, expected] of TABLE) {
        it(`${operator} ${JSON.stringify(wanted)} ${expected ? "holds" : "does not hold"} for ${JSON.stringify(actual) ?? "an absent key"}`, () => {
            const condition = { [operator]: { "sts:RoleSessionName": wanted } };
            assert.equal(applies(condition, { "sts:RoleSessionName": actual }), expected);
        });
    }

    it("all operators and keys of a statement must hold together", () => {
        const condition = {
            StringEquals: { "aws:PrincipalAccount": "1", "aws:RequestedRegion": "eu-west-1" },
            Bool: { "aws:SecureTransport": true },
        };
        const values = {
            "aws:PrincipalAccount": "1",
            "aws:RequestedRegion": "eu-west-1",
            "aws:SecureTransport": "true",
        };
        assert.equal(applies(condition, values), true);
        for (const key of Object.keys(values)) {
            assert.equal(applies(condition, { ...values, [key]: "other" }), false, key);
        }
    });

    it("names of keys are compared without regard to case", () => {
        const condition = { StringEquals: { "AWS:principalARN": ROLE } };
        assert.equal(applies(condition, { "aws:PrincipalArn": ROLE }), true);
    });

    it("a policy variable stands for the value of its key, whose wildcards are plain characters", () => {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
        const condition = { StringLike: { "a:name": "${a:prefix}*" } };
        assert.equal(applies(condition, { "a:name": "web-1", "a:prefix": "web-" }), true);
        assert.equal(applies(condition, { "a:name": "api-1", "a:prefix": "web-" }), false);
        assert.equal(applies(condition, { "a:name": "anything", "a:prefix": "*" }), false);
        assert.equal(applies(condition, { "a:name": "web-1" }), false, "without a value");
    });

    it("a policy variable may have a default, and wildcards can be written as characters", () => {
        const condition = { StringLike: { "a:name": "${a:prefix, 'x'}${*}?" } };
        assert.equal(applies(condition, { "a:name": "x*1" }), true);
        assert.equal(applies(condition, { "a:name": "xy1" }), false);
    });

    for (const operator of [
        "DateLessThan",
        "BinaryEquals",
        "StringMatches",
        "NullIfExists",
        "ForAnyValue:Bool",
        "ForSomeValues:StringEquals",
        "toString",
    ]) {
        it(`operator ${operator} is rejected when the policy is written`, async () => {
            await refused(
                () => applies({ [operator]: { "a:b": "true" } }, {}),
                "MalformedPolicyDocument",
                `Condition operator ${operator} is not evaluated by the sandbox`,
            );
        });
    }

    for (const [operator, value] of [
        ["Bool", "yes"],
        ["NumericEquals", "many"],
        ["IpAddress", "203.0.113.0/33"],
        ["IpAddress", "not-an-address"],
    ] as const) {
        it(`${operator} rejects the value "${value}" when the policy is written`, async () => {
            await refused(
                () => applies({ [operator]: { "a:b": value } }, {}),
                "MalformedPolicyDocument",
                value,
            );
        });
    }
});
