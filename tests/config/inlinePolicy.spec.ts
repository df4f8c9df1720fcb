import assert from "node:assert/strict";

import { parseConfig } from "../../config/parse";
import { problemsOf } from "../support/config";
import { identitiesStack } from "../support/workloadIdentities";

const AT = "p:workloadIdentities.torque.accounts.dev.inlinePolicy";
const STATEMENT = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

function problems(inlinePolicy: unknown): readonly string[] {
    return problemsOf(identitiesStack({ "accounts.dev.inlinePolicy": inlinePolicy }));
}

function statement(changes: Readonly<Record<string, unknown>>): readonly string[] {
    const given = Object.entries({ ...STATEMENT, ...changes });
    return problems({
        Statement: [Object.fromEntries(given.filter(([, value]) => value !== null))],
    });
}

describe("An inline policy", () => {
    it("becomes a policy document as text, with keys in a fixed order", () => {
        const { dev } = parseConfig(
            identitiesStack({
                "accounts.dev.inlinePolicy": {
                    Statement: [
                        {
                            Resource: ["arn:aws:s3:::a", "arn:aws:s3:::a/*"],
                            Condition: { StringEquals: { "aws:RequestedRegion": ["eu-west-1"] } },
                            Action: "s3:*",
                            Effect: "Allow",
                            Sid: "Artifacts",
                        },
                    ],
                    Version: "2012-10-17",
                },
            }),
            "p",
        ).workloadIdentities["torque"]!.accounts;
        assert.equal(
            dev!.inlinePolicy,
            '{"Version":"2012-10-17","Statement":[{"Sid":"Artifacts","Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::a","arn:aws:s3:::a/*"],"Condition":{"StringEquals":{"aws:RequestedRegion":["eu-west-1"]}}}]}',
        );
    });

    it("accepts every form of a statement", () => {
        for (const changes of [
            {},
            { Effect: "Deny" },
            { Action: "*" },
            { Action: ["ec2:Describe*", "iam:PassRole"] },
            { Action: null, NotAction: "iam:*" },
            { Resource: null, NotResource: ["arn:aws-cn:s3:::x"] },
            { Condition: { Bool: { "aws:SecureTransport": true } } },
            { Condition: { "ForAllValues:StringLike": { "aws:TagKeys": ["a", "b"] } } },
            { Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": 3600 } } },
        ]) {
            assert.deepEqual(statement(changes), [], JSON.stringify(changes));
        }
    });

    it("rejects everything else", () => {
        const cases: readonly (readonly [Readonly<Record<string, unknown>>, RegExp])[] = [
            [{ Effect: "allow" }, /Statement\.0\.Effect: found "allow"; allowed: Allow, Deny\./],
            [{ Action: "GetObject" }, /Statement\.0\.Action: .*allowed: an action/],
            [{ Action: [] }, /Statement\.0\.Action: .*allowed: an action/],
            [{ Action: null }, /Statement\.0: .*exactly one of Action and NotAction/],
            [{ NotAction: "iam:*" }, /Statement\.0: .*exactly one of Action and NotAction/],
            [{ Resource: "artifacts" }, /Statement\.0\.Resource: .*allowed: an ARN/],
            [{ Resource: null }, /Statement\.0: .*exactly one of Resource and NotResource/],
            [{ Principal: "*" }, /Statement\.0: a role's own policy can't have a Principal/],
            [{ Sid: "a b" }, /Statement\.0\.Sid: /],
            [{ Condition: "x" }, /Statement\.0\.Condition: /],
            [{ Condition: { stringequals: {} } }, /Condition\.stringequals: /],
            [{ Condition: { Bool: { a: { b: 1 } } } }, /Condition\.Bool\.a: /],
            [{ Actions: "x" }, /Statement\.0: unknown key "Actions"\. Did you mean "Action"\?/],
        ];
        for (const [changes, problem] of cases) {
            const found = statement(changes);
            assert.equal(found.length, 1, found.join("\n"));
            assert.ok(found[0]!.startsWith(AT), found[0]);
            assert.match(found[0]!, problem);
        }
    });

    it("requires the current version and a statement", () => {
        assert.match(
            problems({ Version: "2008-10-17", Statement: [STATEMENT] }).join(),
            /Version: /,
        );
        assert.match(problems({ Statement: [] }).join(), /at least one statement/);
        assert.match(problems({}).join(), /Statement: missing/);
        assert.match(problems('{"Statement": []}').join(), /inlinePolicy: found/);
    });

    it("rejects statements with the same Sid", () => {
        const named = (...sids: readonly string[]): string =>
            problems({ Statement: sids.map((Sid) => ({ ...STATEMENT, Sid })) }).join();
        assert.equal(named("A", "B", "", ""), "");
        assert.match(named("A", "B", "A"), /Statement: .*allowed: statements with different Sids/);
    });

    it("rejects more characters than IAM accepts", () => {
        const frame = JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ ...STATEMENT, Resource: "arn:aws:s3:::" }],
        }).length;
        const policy = (length: number): unknown => ({
            Statement: [{ ...STATEMENT, Resource: `arn:aws:s3:::${"x".repeat(length - frame)}` }],
        });
        assert.deepEqual(problems(policy(10_240)), []);
        assert.match(
            problems(policy(10_241)).join(),
            /inlinePolicy: .*allowed: at most 10240 characters/,
        );
    });
});
