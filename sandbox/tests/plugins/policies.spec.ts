import * as assert from "node:assert/strict";

import { policyText, samePolicy } from "../../src/plugins/provider/policies";

const statement = {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111111111111:root" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:PrincipalArn": ["b", "a"] } },
};

function same(left: object, right: object): boolean {
    return samePolicy(JSON.stringify(left), JSON.stringify(right));
}

describe("equal policy documents", () => {
    it("differ in the order of statements, keys and members, or in how one member is written", () => {
        const other = { Effect: "Deny", Action: ["b", "a"], Resource: "*" };
        assert.equal(
            same(
                { Version: "2012-10-17", Statement: [statement, other] },
                {
                    Statement: [
                        { Action: ["a", "b"], Resource: ["*"], Effect: "Deny" },
                        {
                            ...statement,
                            Action: ["sts:AssumeRole"],
                            Condition: { StringEquals: { "aws:PrincipalArn": ["a", "b"] } },
                        },
                    ],
                    Version: "2012-10-17",
                },
            ),
            true,
        );
    });

    it("name an account by its number or its root", () => {
        const numbered = { ...statement, Principal: { AWS: ["111111111111"] } };
        assert.equal(same({ Statement: [statement] }, { Statement: [numbered] }), true);
    });

    it("do not differ in anything else", () => {
        for (const changed of [
            { Effect: "Deny" },
            { Action: "sts:TagSession" },
            { Principal: { AWS: "222222222222" } },
            { Condition: { StringEquals: { "aws:PrincipalArn": ["a"] } } },
            { Sid: "x" },
        ]) {
            assert.equal(
                same({ Statement: [statement] }, { Statement: [{ ...statement, ...changed }] }),
                false,
                JSON.stringify(changed),
            );
        }
    });

    it("are compared as text when they are no documents", () => {
        assert.equal(samePolicy("not json", "not json"), true);
        assert.equal(samePolicy("not json", "other"), false);
    });
});

describe("documents from IAM's API", () => {
    it("are decoded where the operation encodes them", () => {
        assert.equal(policyText(encodeURIComponent('{"a":"b c"}')), '{"a":"b c"}');
        assert.equal(policyText('{"a":"50%"}'), '{"a":"50%"}');
    });
});
