import assert from "node:assert/strict";

import { parseIdentityPolicy, parseTrustPolicy, policySize } from "../../src/aws/policy/parse";
import { policy, refused } from "./identitySupport";

const IDENTITY = { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" };
const TRUST = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };

type Refusal = readonly [rule: string, text: string, message: string];

const IDENTITY_REFUSALS: readonly Refusal[] = [
    ["text that is no JSON", "{", "This policy contains invalid Json"],
    ["JSON that is no object", "[]", "Syntax errors in policy."],
    ["a document without statements", policy(), "Syntax errors in policy."],
    [
        "an unknown element",
        JSON.stringify({ Version: "2012-10-17", Statement: IDENTITY, Extra: 1 }),
        "Syntax errors in policy.",
    ],
    [
        "an unknown version",
        JSON.stringify({ Version: "2020-01-01", Statement: IDENTITY }),
        "Syntax errors in policy.",
    ],
    [
        "a missing version",
        JSON.stringify({ Statement: IDENTITY }),
        "must be version 2012-10-17 or greater",
    ],
    [
        "the old version",
        JSON.stringify({ Version: "2008-10-17", Statement: IDENTITY }),
        "must be version 2012-10-17 or greater",
    ],
    [
        "an unknown field of a statement",
        policy({ ...IDENTITY, Resources: "*" }),
        "Syntax errors in policy.",
    ],
    ["a missing effect", policy({ Action: "a:b", Resource: "*" }), "Syntax errors in policy."],
    [
        "an effect in another case",
        policy({ ...IDENTITY, Effect: "allow" }),
        "Syntax errors in policy.",
    ],
    ["a principal", policy({ ...IDENTITY, Principal: "*" }), "should not specify a principal"],
    ["no action", policy({ Effect: "Allow", Resource: "*" }), "must contain actions"],
    ["an empty list of actions", policy({ ...IDENTITY, Action: [] }), "must contain actions"],
    [
        "an action without service",
        policy({ ...IDENTITY, Action: "AssumeRole" }),
        "must be prefaced by a vendor",
    ],
    [
        "an action of three parts",
        policy({ ...IDENTITY, Action: "sts:Assume:Role" }),
        "only one colon",
    ],
    [
        "a wildcard in a service",
        policy({ ...IDENTITY, Action: "s*:AssumeRole" }),
        "Vendor s* is not valid",
    ],
    [
        "Action beside NotAction",
        policy({ ...IDENTITY, NotAction: "a:b" }),
        "Syntax errors in policy.",
    ],
    ["no resource", policy({ Effect: "Allow", Action: "a:b" }), "must contain resources"],
    [
        "a resource that is no ARN",
        policy({ ...IDENTITY, Resource: "role/x" }),
        'Resource role/x must be in ARN format or "*".',
    ],
    [
        "two statements of one Sid",
        policy({ ...IDENTITY, Sid: "A" }, { ...IDENTITY, Sid: "A" }),
        "must be unique",
    ],
    ["a Sid with a dash", policy({ ...IDENTITY, Sid: "a-b" }), "must be alpha-numeric"],
    [
        "a condition key without service",
        policy({ ...IDENTITY, Condition: { Bool: { x: "true" } } }),
        "must be prefaced by a vendor",
    ],
    [
        "a condition value of another type",
        policy({ ...IDENTITY, Condition: { Bool: { "a:b": {} } } }),
        "Syntax errors in policy.",
    ],
];

const TRUST_REFUSALS: readonly Refusal[] = [
    ["a resource", policy({ ...TRUST, Resource: "*" }), "Has prohibited field Resource"],
    [
        "a missing principal",
        policy({ Effect: "Allow", Action: "sts:AssumeRole" }),
        "Missing required field Principal",
    ],
    ["an empty principal", policy({ ...TRUST, Principal: {} }), "Missing required field Principal"],
    [
        "a missing action",
        policy({ Effect: "Allow", Principal: "*" }),
        "Missing required field Action",
    ],
    [
        "an action of another service",
        policy({ ...TRUST, Action: "s3:GetObject" }),
        "may only specify STS AssumeRole actions",
    ],
    ["every action", policy({ ...TRUST, Action: "*" }), "may only specify STS AssumeRole actions"],
    [
        "another action of STS",
        policy({ ...TRUST, Action: "sts:GetCallerIdentity" }),
        "may only specify STS AssumeRole actions",
    ],
    // what the sandbox would have to ignore
    [
        "NotPrincipal",
        policy({ Effect: "Deny", NotPrincipal: { AWS: "*" }, Action: "sts:AssumeRole" }),
        "NotPrincipal is not evaluated by the sandbox",
    ],
    [
        "a canonical user",
        policy({ ...TRUST, Principal: { CanonicalUser: "x" } }),
        "Principal of type CanonicalUser is not evaluated by the sandbox",
    ],
];

// Error texts as moto recorded them from AWS: https://github.com/getmoto/moto/blob/master/tests/test_iam/test_iam_policies.py
describe("Policy documents", () => {
    for (const [rule, text, message] of IDENTITY_REFUSALS) {
        it(`an identity policy with ${rule} is malformed`, async () => {
            await refused(() => parseIdentityPolicy(text), "MalformedPolicyDocument", message);
        });
    }

    for (const [rule, text, message] of TRUST_REFUSALS) {
        it(`a trust policy with ${rule} is malformed`, async () => {
            await refused(() => parseTrustPolicy(text), "MalformedPolicyDocument", message);
        });
    }

    it("one value and a list of one mean the same", () => {
        const single = parseIdentityPolicy(policy(IDENTITY));
        const listed = parseIdentityPolicy(
            policy({ Effect: "Allow", Action: ["sts:AssumeRole"], Resource: ["*"] }),
        );
        assert.deepEqual(single, listed);
        const bare = JSON.stringify({ Version: "2012-10-17", Statement: IDENTITY });
        assert.deepEqual(parseIdentityPolicy(bare), single);
    });

    it("a trust policy may name STS's actions with wildcards and be of the old version", () => {
        for (const Action of ["sts:AssumeRole*", "sts:*", ["sts:AssumeRole", "sts:TagSession"]]) {
            const text = JSON.stringify({ Version: "2008-10-17", Statement: { ...TRUST, Action } });
            assert.equal(parseTrustPolicy(text).version, "2008-10-17");
        }
    });

    it("white space does not count towards a policy's size", () => {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        assert.equal(policySize('{ "a" :\n\t1 }'), '{"a":1}'.length);
    });
});
