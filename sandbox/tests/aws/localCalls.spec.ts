import assert from "node:assert/strict";

import type { Service } from "../../src/aws/service";
import {
    allowing,
    credentialsIn,
    fixture,
    HUB,
    policy,
    refused,
    TRUST_EC2,
    type Call,
    type Fixture,
} from "./identitySupport";

const THINGS: Service = {
    "eks:DescribeCluster": {
        resource: () => `arn:aws:eks:eu-west-1:${HUB}:cluster/a`,
        run: () => ({}),
    },
    "ec2:CreateVpc": { resource: () => "*", run: () => ({}) },
    "eks:Fail": {
        resource: () => "*",
        run: () => {
            throw new TypeError("oops");
        },
    },
};

/** Calls as a role with one inline policy. */
async function worker(permissions?: string): Promise<Fixture & { readonly call: Call }> {
    const all = fixture({ services: [THINGS] });
    const admin = all.as(HUB);
    const RoleName = "worker";
    await admin("iam:CreateRole", {
        RoleName,
        AssumeRolePolicyDocument: policy({
            Effect: "Allow",
            Principal: { AWS: HUB },
            Action: "sts:AssumeRole",
        }),
    });
    if (permissions !== undefined) {
        await admin("iam:PutRolePolicy", {
            RoleName,
            PolicyName: "p",
            PolicyDocument: permissions,
        });
    }
    const session = await admin("sts:AssumeRole", {
        RoleArn: `arn:aws:iam::${HUB}:role/worker`,
        RoleSessionName: "it",
    });
    return { ...all, call: all.using(credentialsIn(session)) };
}

const WHO = `User: arn:aws:sts::${HUB}:assumed-role/worker/it is not authorized to perform:`;
const CREATE = { RoleName: "new", AssumeRolePolicyDocument: TRUST_EC2 };
const NEW_ROLE = `arn:aws:iam::${HUB}:role/new`;

describe("Calls to the local AWS", () => {
    it("allows what the caller's policies allow for that action and resource", async () => {
        const { call } = await worker(allowing("iam:CreateRole", NEW_ROLE));
        await call("iam:CreateRole", CREATE);
        const { status } = await refused(
            call("iam:CreateRole", { ...CREATE, Path: "/x/" }),
            "AccessDenied",
            `${WHO} iam:CreateRole on resource: arn:aws:iam::${HUB}:role/x/new because no identity-based policy allows the iam:CreateRole action`,
        );
        assert.equal(status, 403);
        await refused(
            call("iam:DeleteRole", { RoleName: "new" }),
            "AccessDenied",
            `${WHO} iam:DeleteRole on resource: ${NEW_ROLE}`,
        );
    });

    it("a denied call changes nothing", async () => {
        const { call, as } = await worker();
        await refused(call("iam:CreateRole", CREATE), "AccessDenied");
        await refused(as(HUB)("iam:GetRole", { RoleName: "new" }), "NoSuchEntity");
    });

    it("an explicit deny and a boundary are told apart from a missing permission", async () => {
        const denied = await worker(
            policy(
                { Effect: "Allow", Action: "*", Resource: "*" },
                { Effect: "Deny", Action: "iam:*", Resource: "*" },
            ),
        );
        await refused(
            denied.call("iam:CreateRole", CREATE),
            "AccessDenied",
            "with an explicit deny in an identity-based policy",
        );
        const limited = await worker(allowing("*", "*"));
        const admin = limited.as(HUB);
        await admin("iam:CreatePolicy", {
            PolicyName: "limit",
            PolicyDocument: allowing("sts:*", "*"),
        });
        await admin("iam:PutRolePermissionsBoundary", {
            RoleName: "worker",
            PermissionsBoundary: `arn:aws:iam::${HUB}:policy/limit`,
        });
        await refused(
            limited.call("iam:CreateRole", CREATE),
            "AccessDenied",
            "because no permissions boundary allows the iam:CreateRole action",
        );
    });

    it("applies a changed policy to the next call", async () => {
        const { call, as } = await worker();
        await refused(call("iam:ListRoles"), "AccessDenied");
        await as(HUB)("iam:PutRolePolicy", {
            RoleName: "worker",
            PolicyName: "p",
            PolicyDocument: allowing("iam:ListRoles", "*"),
        });
        await call("iam:ListRoles");
    });

    it("services reject with their own error codes", async () => {
        const { call } = await worker();
        const text = "is not authorized to perform: ";
        await refused(
            call("eks:DescribeCluster"),
            "AccessDeniedException",
            `${text}eks:DescribeCluster`,
        );
        await refused(call("ec2:CreateVpc"), "UnauthorizedOperation", `${text}ec2:CreateVpc`);
    });

    it("a policy may be limited to a region", async () => {
        const { call, as, using, aws } = await worker(
            policy({
                Effect: "Allow",
                Action: "ec2:*",
                Resource: "*",
                Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
            }),
        );
        await call("ec2:CreateVpc");
        const session = credentialsIn(
            await as(HUB)("sts:AssumeRole", {
                RoleArn: `arn:aws:iam::${HUB}:role/worker`,
                RoleSessionName: "it",
            }),
        );
        await refused(using(session, "eu-west-2")("ec2:CreateVpc"), "UnauthorizedOperation");
        assert.ok(
            aws.simulate({
                principalArn: `arn:aws:iam::${HUB}:role/worker`,
                action: "ec2:CreateVpc",
                resource: "*",
                context: { "aws:RequestedRegion": "eu-west-1" },
            }).allowed,
        );
    });

    it("accepts only complete credentials that it issued", async () => {
        const { using, aws } = fixture();
        const good = aws.organisation.operatorCredentials({ durationSeconds: 900 });
        const identify = (changed: object): Promise<unknown> =>
            using({ ...good, ...changed })("sts:GetCallerIdentity");
        await identify({});
        await refused(identify({ secretAccessKey: "x" }), "SignatureDoesNotMatch");
        await refused(identify({ sessionToken: "x" }), "InvalidClientTokenId");
        await refused(identify({ sessionToken: undefined }), "InvalidClientTokenId");
        await refused(identify({ accessKeyId: "AKIAIOSFODNN7EXAMPLE" }), "InvalidClientTokenId");
    });

    it("rejects the credentials in a region of another partition", async () => {
        const { using, aws } = fixture();
        const good = aws.organisation.operatorCredentials({ durationSeconds: 900 });
        await refused(using(good, "cn-north-1")("sts:GetCallerIdentity"), "InvalidClientTokenId");
        const china = fixture({ partition: "aws-cn" });
        const own = china.aws.organisation.operatorCredentials({ durationSeconds: 900 });
        const { Arn } = await china.using(own, "cn-north-1")("sts:GetCallerIdentity");
        assert.match(String(Arn), /^arn:aws-cn:sts::999999999999:/);
    });

    it("rejects unknown actions, also names of Object.prototype", async () => {
        const { as } = fixture();
        for (const action of ["iam:CreateUser", "toString", "sts:GetSessionToken"]) {
            await refused(as(HUB)(action), "InvalidAction", action);
        }
    });

    it("logs an internal failure of the sandbox as such", async () => {
        const { as, log } = fixture({ services: [THINGS] });
        await assert.rejects(as(HUB)("eks:Fail"), TypeError);
        const { status, error } = log.at(-1) ?? {};
        assert.deepEqual([status, error], [500, { code: "InternalFailure", message: "oops" }]);
    });

    it("logs refusals with action, resource and decision", async () => {
        const { call, log } = await worker();
        await refused(call("iam:CreateRole", CREATE), "AccessDenied");
        const { action, resource, permission, status, error } = log.at(-1) ?? {};
        assert.deepEqual(
            [action, resource, permission, status],
            ["iam:CreateRole", NEW_ROLE, "silent", 403],
        );
        assert.equal(error?.code, "AccessDenied");
    });

    it("two services cannot have the same action", () => {
        assert.throws(() => fixture({ services: [THINGS, THINGS] }), /two services have an action/);
    });
});

describe("Simulations", () => {
    const provider = `arn:aws:iam::${HUB}:oidc-provider/oidc.example/id/A`;

    it("answer as the calls would, with the reason", async () => {
        const { aws } = await worker(allowing("iam:CreateRole", NEW_ROLE));
        const principalArn = `arn:aws:iam::${HUB}:role/worker`;
        const yes = aws.simulate({ principalArn, action: "iam:CreateRole", resource: NEW_ROLE });
        assert.equal(yes.allowed, true);
        const no = aws.simulate({ principalArn, action: "iam:DeleteRole", resource: NEW_ROLE });
        assert.equal(no.allowed, false);
        assert.match(
            no.explanation,
            /^iam:DeleteRole refused: .*no policy of the caller allows it/,
        );
    });

    it("evaluate trust policies, also for web identities and services", async () => {
        const { aws, as } = fixture();
        const trust = (Principal: object, Action: string, Condition = {}): string =>
            policy({ Effect: "Allow", Principal, Action, Condition });
        const create = (RoleName: string, AssumeRolePolicyDocument: string): Promise<unknown> =>
            as(HUB)("iam:CreateRole", { RoleName, AssumeRolePolicyDocument });
        const web = "sts:AssumeRoleWithWebIdentity";
        const key = "oidc.example/id/A:sub";
        await create("web", trust({ Federated: provider }, web, { StringEquals: { [key]: "me" } }));
        await create("pods", trust({ Service: "pods.eks.amazonaws.com" }, "sts:AssumeRole"));
        const can = (principalArn: string, action: string, role: string, context = {}): boolean =>
            aws.simulate({
                principalArn,
                action,
                resource: `arn:aws:iam::${HUB}:role/${role}`,
                context,
            }).allowed;
        assert.equal(can(provider, web, "web", { [key]: "me" }), true);
        assert.equal(can(provider, web, "web", { [key]: "you" }), false);
        assert.equal(can(provider, web, "pods", { [key]: "me" }), false);
        assert.equal(can("pods.eks.amazonaws.com", "sts:AssumeRole", "pods"), true);
        assert.equal(can("pods.eks.amazonaws.com", "sts:AssumeRole", "web"), false);
    });

    it("neither principals nor roles that do not exist are allowed anything", () => {
        const { aws, as } = fixture();
        as(HUB);
        const admin = `arn:aws:iam::${HUB}:role/PlatformEngineer`;
        const missing = `arn:aws:iam::${HUB}:role/missing`;
        const action = "sts:AssumeRole";
        const by = aws.simulate({ principalArn: missing, action, resource: admin });
        assert.deepEqual(by, { allowed: false, explanation: `there is no principal ${missing}` });
        const of = aws.simulate({ principalArn: admin, action, resource: missing });
        assert.deepEqual([of.allowed, of.explanation], [false, `there is no role ${missing}`]);
    });
});
