import assert from "node:assert/strict";

import fc from "fast-check";

import { contextOf } from "../../src/aws/policy/context";
import { evaluate, type Decision } from "../../src/aws/policy/evaluate";
import { like } from "../../src/aws/policy/glob";
import { parseIdentityPolicy, parseTrustPolicy } from "../../src/aws/policy/parse";
import type { Requester } from "../../src/aws/policy/requester";
import { allowing, policy, trusting } from "./identitySupport";

const CALLER = {
    kind: "session",
    account: "111111111111",
    roleArn: "arn:aws:iam::111111111111:role/team/argocd",
    roleId: "AROAARGOCDAAAAAAAAAAA",
    sessionArn: "arn:aws:sts::111111111111:assumed-role/argocd/s1",
} as const;
const RESOURCE = "arn:aws:iam::111111111111:role/deployer";
const FOREIGN = "arn:aws:iam::222222222222:role/deployer";
const ASSUME = allowing("sts:AssumeRole", "*");

interface Case {
    readonly identity?: readonly string[];
    readonly boundary?: string;
    readonly trust?: string;
    readonly action?: string;
    readonly resource?: string;
    readonly requester?: Requester;
    readonly context?: Readonly<Record<string, string>>;
}

function decide(given: Case): Decision {
    const { identity = [], boundary, trust, resource = RESOURCE, context = {} } = given;
    return evaluate(
        given.requester ?? CALLER,
        { action: given.action ?? "sts:AssumeRole", resource, context: contextOf(context) },
        {
            identity: identity.map(parseIdentityPolicy),
            ...(boundary === undefined ? {} : { boundary: parseIdentityPolicy(boundary) }),
            ...(trust === undefined ? {} : { resource: parseTrustPolicy(trust) }),
            resourceAccount: resource.split(":")[4] ?? "",
        },
    );
}

const allowed = (given: Case): boolean => decide(given).allowed;

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
describe("The policy evaluator: identity policies", () => {
    const get = (identity: readonly string[], action = "iam:GetRole"): boolean =>
        allowed({ identity, action });

    it("nothing is allowed without a statement that allows it", () => {
        assert.equal(get([]), false);
        assert.equal(get([allowing("iam:GetRole", RESOURCE)]), true);
    });

    it("an explicit deny in any policy overrides every allow", () => {
        const deny = policy({ Effect: "Deny", Action: "iam:*", Resource: RESOURCE });
        assert.equal(get([allowing("*", "*"), deny]), false);
        assert.equal(get([deny, allowing("*", "*")]), false);
        assert.equal(get([allowing("*", "*")]), true);
    });

    it("actions match with wildcards and without regard to case", () => {
        for (const action of ["iam:getrole", "IAM:Get*", "iam:Ge?Role", "*", "iam:*"]) {
            assert.equal(get([allowing(action, "*")]), true, action);
        }
        for (const action of ["iam:GetRol", "iam:Get?ole?", "sts:*", "iam:GetRoles"]) {
            assert.equal(get([allowing(action, "*")]), false, action);
        }
    });

    it("resources match with wildcards and with regard to case", () => {
        const on = (resource: string): boolean => get([allowing("iam:GetRole", resource)]);
        assert.equal(on("arn:aws:iam::111111111111:role/dep*"), true);
        assert.equal(on("arn:aws:iam::*:role/deploye?"), true);
        assert.equal(on("arn:aws:iam::111111111111:role/Deployer"), false);
        assert.equal(on("arn:aws:iam::222222222222:role/*"), false);
    });

    it("NotAction and NotResource match everything but what they list", () => {
        const notAction = policy({ Effect: "Allow", NotAction: "iam:Delete*", Resource: "*" });
        assert.equal(get([notAction]), true);
        assert.equal(get([notAction], "iam:DeleteRole"), false);
        const notResource = (text: string): string =>
            policy({ Effect: "Allow", Action: "iam:*", NotResource: text });
        assert.equal(get([notResource(FOREIGN)]), true);
        assert.equal(get([notResource(RESOURCE)]), false);
    });

    it("a resource may hold a policy variable", () => {
        const mine = allowing("iam:GetRole", "arn:aws:iam::${aws:PrincipalAccount}:role/*");
        const context = { "aws:PrincipalAccount": "111111111111" };
        assert.equal(allowed({ identity: [mine], action: "iam:GetRole", context }), true);
        const other = { "aws:PrincipalAccount": "222222222222" };
        assert.equal(allowed({ identity: [mine], action: "iam:GetRole", context: other }), false);
    });

    it("a permissions boundary limits permissions and grants none", () => {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
        const action = "iam:GetRole";
        const all = allowing("*", "*");
        const boundary = allowing("iam:Get*", "*");
        assert.equal(allowed({ identity: [all], boundary, action }), true);
        assert.equal(allowed({ identity: [all], boundary, action: "iam:DeleteRole" }), false);
        assert.equal(allowed({ identity: [], boundary, action }), false);
        const beyond = decide({ identity: [all], boundary, action: "iam:DeleteRole" });
        assert.equal(beyond.permission, "boundary");
    });
});

describe("The policy evaluator: trust policies", () => {
    it("inside one account a trust that names the role is enough", () => {
        assert.equal(allowed({ trust: trusting(CALLER.roleArn) }), true);
        assert.equal(allowed({ trust: trusting(CALLER.roleId) }), true);
        assert.equal(allowed({ trust: trusting(CALLER.sessionArn) }), true);
    });

    it("a trust that names another role, session or id is not", () => {
        for (const other of [
            "arn:aws:iam::111111111111:role/argocd",
            "arn:aws:iam::222222222222:role/team/argocd",
            "arn:aws:sts::111111111111:assumed-role/argocd/s2",
            "AROAOTHERAAAAAAAAAAAA",
        ]) {
            assert.equal(allowed({ trust: trusting(other), identity: [ASSUME] }), false, other);
        }
    });

    it("a trust that names the account needs the caller's permission as well", () => {
        for (const account of ["111111111111", "arn:aws:iam::111111111111:root"]) {
            assert.equal(allowed({ trust: trusting(account) }), false, account);
            assert.equal(allowed({ trust: trusting(account), identity: [ASSUME] }), true, account);
        }
        const other = trusting("arn:aws:iam::222222222222:root");
        assert.equal(allowed({ trust: other, identity: [ASSUME] }), false);
    });

    it("permission without trust is not enough", () => {
        assert.equal(allowed({ identity: [ASSUME], trust: trusting("222222222222") }), false);
    });

    it("across accounts both sides must allow", () => {
        const both = { resource: FOREIGN, trust: trusting(CALLER.roleArn), identity: [ASSUME] };
        assert.equal(allowed(both), true);
        assert.equal(allowed({ ...both, identity: [] }), false);
        assert.equal(allowed({ ...both, trust: trusting("333333333333") }), false);
        assert.equal(decide(both).sameAccount, false);
    });

    it("a trust of everyone includes other accounts only if they grant permission", () => {
        assert.equal(allowed({ trust: trusting("*") }), true);
        assert.equal(allowed({ trust: trusting("*"), resource: FOREIGN }), false);
        assert.equal(
            allowed({ trust: trusting("*"), resource: FOREIGN, identity: [ASSUME] }),
            true,
        );
    });

    it("a condition on aws:PrincipalArn narrows a trust", () => {
        const trust = policy({
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::111111111111:root" },
            Action: "sts:AssumeRole",
            Condition: { ArnLike: { "aws:PrincipalArn": CALLER.roleArn } },
        });
        const context = { "aws:PrincipalArn": CALLER.roleArn };
        assert.equal(allowed({ trust, identity: [ASSUME], context }), true);
        const other = { "aws:PrincipalArn": "arn:aws:iam::111111111111:role/other" };
        assert.equal(allowed({ trust, identity: [ASSUME], context: other }), false);
    });

    it("an explicit deny on either side wins", () => {
        const trustDeny = policy(
            { Effect: "Allow", Principal: { AWS: CALLER.roleArn }, Action: "sts:AssumeRole" },
            { Effect: "Deny", Principal: { AWS: "111111111111" }, Action: "sts:AssumeRole" },
        );
        assert.equal(allowed({ trust: trustDeny, identity: [ASSUME] }), false);
        const identityDeny = policy({ Effect: "Deny", Action: "sts:*", Resource: "*" });
        assert.equal(allowed({ trust: trusting(CALLER.roleArn), identity: [identityDeny] }), false);
    });

    it("a boundary that does not allow the action limits a trust that names the role", () => {
        const trust = trusting(CALLER.roleArn);
        assert.equal(allowed({ trust, boundary: allowing("iam:*", "*") }), false);
        assert.equal(allowed({ trust, boundary: allowing("sts:*", "*") }), true);
    });

    it("the action of a trust must be the one asked for", () => {
        const tag = { trust: trusting(CALLER.roleArn), action: "sts:TagSession" };
        assert.equal(allowed(tag), false);
    });

    it("a web identity is named by its provider, a service by its name, and by nothing else", () => {
        const provider = "arn:aws:iam::111111111111:oidc-provider/oidc.example/id/A";
        const web = (Federated: string): string =>
            policy({ Effect: "Allow", Principal: { Federated }, Action: "sts:AssumeRole*" });
        const federated: Requester = { kind: "federated", provider };
        const action = "sts:AssumeRoleWithWebIdentity";
        assert.equal(allowed({ requester: federated, action, trust: web(provider) }), true);
        assert.equal(allowed({ requester: federated, action, trust: web(`${provider}B`) }), false);
        const aws = trusting("111111111111").replace("AssumeRole", "AssumeRole*");
        assert.equal(allowed({ requester: federated, action, trust: aws }), false);

        const pods: Requester = { kind: "service", name: "pods.eks.amazonaws.com" };
        const service = (Service: string): string =>
            policy({ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" });
        assert.equal(allowed({ requester: pods, trust: service("pods.eks.amazonaws.com") }), true);
        assert.equal(allowed({ requester: pods, trust: service("ec2.amazonaws.com") }), false);
    });
});

describe("Wildcards of policies", () => {
    it("a text matches itself with any part replaced by an asterisk", () => {
        fc.assert(
            fc.property(fc.string(), fc.string(), fc.string(), (head, middle, tail) => {
                const literal = (text: string): string => text.replace(/[*?]/g, "x");
                const text = literal(head) + middle + literal(tail);
                assert.ok(like(`${literal(head)}*${literal(tail)}`, text));
            }),
        );
    });

    it("a text without wildcards matches itself alone", () => {
        const plain = fc.string({ unit: fc.constantFrom("a", "b", ":", "/", "[", ".") });
        fc.assert(
            fc.property(plain, plain, (a, b) => {
                assert.equal(like(a, b), a === b);
            }),
        );
    });

    it("matches many asterisks quickly", () => {
        assert.equal(like("*a".repeat(30) + "b", "a".repeat(5000)), false);
    });
});
