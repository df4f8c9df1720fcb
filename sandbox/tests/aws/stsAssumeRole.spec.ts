import assert from "node:assert/strict";

import type { Credentials } from "../../src/aws/contract";
import type { Params, Result } from "../../src/aws/service";
import {
    allowing,
    credentialsIn,
    fixture,
    HUB,
    policy,
    refused,
    TARGET,
    trusting,
    type Fixture,
} from "./identitySupport";

const ARGOCD = `arn:aws:iam::${HUB}:role/argocd`;
const DEPLOYER = `arn:aws:iam::${TARGET}:role/deployer`;
const OPERATORS = "999999999999";

interface Chain extends Fixture {
    readonly argocd: Credentials;
    readonly assume: (params?: Params, credentials?: Credentials) => Promise<Result>;
}

/** Role argocd in the hub, with a session; role deployer in the target, trusting argocd. */
async function chain(permission?: string, trust = trusting(ARGOCD)): Promise<Chain> {
    const all = fixture();
    const { as, using } = all;
    await as(HUB)("iam:CreateRole", {
        RoleName: "argocd",
        AssumeRolePolicyDocument: policy({
            Effect: "Allow",
            Principal: { AWS: OPERATORS },
            Action: ["sts:AssumeRole", "sts:TagSession"],
        }),
    });
    if (permission !== undefined) {
        await as(HUB)("iam:PutRolePolicy", {
            RoleName: "argocd",
            PolicyName: "assume",
            PolicyDocument: permission,
        });
    }
    await as(TARGET)("iam:CreateRole", {
        RoleName: "deployer",
        AssumeRolePolicyDocument: trust,
        MaxSessionDuration: 7200,
    });
    const first = await as(OPERATORS)("sts:AssumeRole", {
        RoleArn: ARGOCD,
        RoleSessionName: "session",
    });
    const argocd = credentialsIn(first);
    return {
        ...all,
        argocd,
        assume: (params = {}, credentials = argocd) =>
            using(credentials)("sts:AssumeRole", {
                RoleArn: DEPLOYER,
                RoleSessionName: "deploy",
                ...params,
            }),
    };
}

const PERMITTED = allowing("sts:AssumeRole", DEPLOYER);
const NOT_AUTHORISED =
    `User: arn:aws:sts::${HUB}:assumed-role/argocd/session is not authorized to perform: ` +
    `sts:AssumeRole on resource: ${DEPLOYER}`;

describe("sts:AssumeRole", () => {
    it("requires both trust and permission across accounts", async () => {
        const { assume, using } = await chain(PERMITTED);
        const answer = await assume();
        const identity = await using(credentialsIn(answer))("sts:GetCallerIdentity");
        assert.equal(identity["Arn"], `arn:aws:sts::${TARGET}:assumed-role/deployer/deploy`);
        assert.equal(identity["Account"], TARGET);
        assert.match(String(identity["UserId"]), /^AROA[A-Z0-9]{17}:deploy$/);
        assert.deepEqual(answer["AssumedRoleUser"], {
            AssumedRoleId: identity["UserId"],
            Arn: identity["Arn"],
        });
    });

    it("is denied without permission, and logs that the trust allowed it", async () => {
        const { assume, log } = await chain();
        const { status } = await refused(assume(), "AccessDenied", NOT_AUTHORISED);
        assert.equal(status, 403);
        const { trust, permission, sameAccount, role, caller } = log.at(-1) ?? {};
        assert.deepEqual([trust, permission, sameAccount], ["principal", "silent", false]);
        assert.equal(role, DEPLOYER);
        assert.equal(caller, `arn:aws:sts::${HUB}:assumed-role/argocd/session`);
    });

    it("is denied without trust with the same text, and logs that the permission allowed it", async () => {
        const { assume, log } = await chain(PERMITTED, trusting(TARGET));
        await refused(assume(), "AccessDenied", NOT_AUTHORISED);
        const { trust, permission } = log.at(-1) ?? {};
        assert.deepEqual([trust, permission], ["silent", "allow"]);
    });

    it("rejects a missing role like a role without trust", async () => {
        const { assume } = await chain(allowing("sts:AssumeRole", "*"));
        const RoleArn = `arn:aws:iam::${TARGET}:role/missing`;
        await refused(assume({ RoleArn }), "AccessDenied", `on resource: ${RoleArn}`);
        await refused(assume({ RoleArn: "deployer" }), "ValidationError", "is invalid");
    });

    it("does not trust a recreated role until the trust is rewritten", async () => {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
        const { as, assume, argocd, using } = await chain(PERMITTED);
        await assume();
        const hub = as(HUB);
        const trust = policy({
            Effect: "Allow",
            Principal: { AWS: OPERATORS },
            Action: "sts:AssumeRole",
        });
        await hub("iam:DeleteRolePolicy", { RoleName: "argocd", PolicyName: "assume" });
        await hub("iam:DeleteRole", { RoleName: "argocd" });
        await hub("iam:CreateRole", { RoleName: "argocd", AssumeRolePolicyDocument: trust });
        await hub("iam:PutRolePolicy", {
            RoleName: "argocd",
            PolicyName: "assume",
            PolicyDocument: PERMITTED,
        });
        // sessions of the role that is gone are gone with it
        await refused(using(argocd)("sts:GetCallerIdentity"), "InvalidClientTokenId");
        const again = credentialsIn(
            await as(OPERATORS)("sts:AssumeRole", { RoleArn: ARGOCD, RoleSessionName: "session" }),
        );
        await refused(assume({}, again), "AccessDenied", NOT_AUTHORISED);
        await as(TARGET)("iam:UpdateAssumeRolePolicy", {
            RoleName: "deployer",
            PolicyDocument: trusting(ARGOCD),
        });
        await assume({}, again);
    });

    it("limits role chaining to one hour, whatever the role allows", async () => {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
        const { assume, advance, using } = await chain(PERMITTED);
        await refused(assume({ DurationSeconds: 3601 }), "ValidationError", "1 hour session limit");
        await refused(assume({ DurationSeconds: 899 }), "ValidationError", "between 900 and 43200");
        const session = credentialsIn(await assume({ DurationSeconds: 3600 }));
        advance(3599);
        await using(session)("sts:GetCallerIdentity");
        advance(1);
        await refused(using(session)("sts:GetCallerIdentity"), "ExpiredToken", "expired");
    });

    it("session tags need sts:TagSession on both sides", async () => {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
        const both = ["sts:AssumeRole", "sts:TagSession"];
        const trust = policy({ Effect: "Allow", Principal: { AWS: ARGOCD }, Action: both });
        const tagged = { Tags: [{ Key: "team", Value: "a" }] };
        for (const [permission, trusts, name] of [
            [PERMITTED, trust, "permission"],
            [allowing(both, DEPLOYER), trusting(ARGOCD), "trust"],
        ] as const) {
            const { assume } = await chain(permission, trusts);
            await refused(assume(tagged), "AccessDenied", "perform: sts:TagSession");
            assert.ok(await assume(), `untagged, without TagSession in the ${name}`);
        }
        await (await chain(allowing(both, DEPLOYER), trust)).assume(tagged);
    });

    it("evaluates conditions on session tags, which become tags of the principal", async () => {
        const trust = policy({
            Effect: "Allow",
            Principal: { AWS: ARGOCD },
            Action: ["sts:AssumeRole", "sts:TagSession"],
            Condition: { StringEquals: { "aws:RequestTag/team": "a" } },
        });
        const { assume, as, using } = await chain(allowing("sts:*", DEPLOYER), trust);
        await as(TARGET)("iam:PutRolePolicy", {
            RoleName: "deployer",
            PolicyName: "p",
            PolicyDocument: policy({
                Effect: "Allow",
                Action: "iam:GetRole",
                Resource: "*",
                Condition: { StringEquals: { "aws:PrincipalTag/team": "a" } },
            }),
        });
        await refused(assume(), "AccessDenied");
        await refused(assume({ Tags: [{ Key: "team", Value: "b" }] }), "AccessDenied");
        const session = await assume({ Tags: [{ Key: "team", Value: "a" }] });
        await using(credentialsIn(session))("iam:GetRole", { RoleName: "deployer" });
    });

    it("transitive tags pass on, cannot be overridden, and need sts:TagSession at the next role", async () => {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining
        const { as, assume } = await chain(PERMITTED);
        const open = (TransitiveTagKeys: readonly string[]): Promise<Result> =>
            as(OPERATORS)("sts:AssumeRole", {
                RoleArn: ARGOCD,
                RoleSessionName: "session",
                Tags: [{ Key: "team", Value: "a" }],
                TransitiveTagKeys,
            });
        await assume({}, credentialsIn(await open([])));
        const transitive = credentialsIn(await open(["team"]));
        await refused(assume({}, transitive), "AccessDenied", "sts:TagSession");
        await refused(
            assume({ Tags: [{ Key: "Team", Value: "b" }] }, transitive),
            "ValidationError",
            "conflicts with a transitive tag key",
        );
    });

    it("evaluates a condition on the external id", async () => {
        const trust = policy({
            Effect: "Allow",
            Principal: { AWS: ARGOCD },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "sts:ExternalId": "secret" } },
        });
        const { assume } = await chain(PERMITTED, trust);
        await refused(assume(), "AccessDenied");
        await refused(assume({ ExternalId: "wrong" }), "AccessDenied");
        await assume({ ExternalId: "secret" });
    });

    it("rejects parameters that it does not evaluate", async () => {
        const { assume } = await chain(PERMITTED);
        for (const extra of [{ Policy: "{}" }, { PolicyArns: [] }, { SourceIdentity: "me" }]) {
            await refused(assume(extra), "ValidationError", "Unknown parameter");
        }
        await refused(assume({ RoleSessionName: "a b" }), "ValidationError", "regular expression");
        await refused(
            assume({ RoleSessionName: "a" }),
            "ValidationError",
            "greater than or equal to 2",
        );
    });
});
