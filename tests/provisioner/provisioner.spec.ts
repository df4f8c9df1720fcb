/** What a provisioner may not do, according to the evaluator that decides every call in the sandbox. */
import assert from "node:assert/strict";

import { createLocalAws, type LocalAws } from "../../sandbox/src/aws/local";
import { OPERATOR_ACCOUNT } from "../../sandbox/src/aws/organisation";
import {
    boundaryArn,
    installProvisioner,
    provisionerScope,
    type Provisioner,
} from "../support/provisioner";
import {
    credentialsIn,
    refused,
    REGION,
    TARGET,
    TRUST_EC2,
    type Call,
} from "../../sandbox/tests/aws/identitySupport";
import { RecordingHost } from "../../sandbox/tests/aws/recordingHost";

const SCOPE = provisionerScope(TARGET, "testing");
const BOUNDARY = boundaryArn(SCOPE);
const TAG = { Key: "eks-gitops-fleet:fleet", Value: "acme" };
const OTHERS_TAG = { Key: "eks-gitops-fleet:fleet", Value: "other" };
const ROLE = {
    AssumeRolePolicyDocument: TRUST_EC2,
    PermissionsBoundary: BOUNDARY,
    Tags: [TAG],
};

describe("A provisioner in the local AWS", () => {
    let aws: LocalAws;
    let admin: Call;
    let call: Call;
    let provisioner: Provisioner;

    beforeEach(async () => {
        aws = createLocalAws({ host: new RecordingHost(), log: () => undefined });
        aws.organisation.ensureAccount(TARGET);
        const using =
            (credentials: Parameters<LocalAws["call"]>[0]["credentials"]): Call =>
            (action, params = {}) =>
                aws.call({ credentials, region: REGION, action, params });
        const operator = using(aws.organisation.operatorCredentials({ durationSeconds: 3600 }));
        admin = using(
            aws.organisation.operatorCredentials({ account: TARGET, durationSeconds: 3600 }),
        );
        provisioner = await installProvisioner(admin, SCOPE, OPERATOR_ACCOUNT);
        const session = await operator("sts:AssumeRole", {
            RoleArn: provisioner.roleArn,
            RoleSessionName: "pulumi",
        });
        call = using(credentialsIn(session));
    });

    const denied = (outcome: Promise<unknown>, action: string): Promise<unknown> =>
        refused(
            outcome,
            action.startsWith("ec2:") ? "UnauthorizedOperation" : "AccessDenied",
            action,
        );

    it("creates the fleet's roles with the boundary and the fleet's tag, and no others", async () => {
        await call("iam:CreateRole", { ...ROLE, RoleName: "acme-deployer-testing" });
        await call("iam:CreateRole", { ...ROLE, RoleName: "testing-nodes-0123" });
        const more = [{ Key: "owner", Value: "platform" }];
        await call("iam:TagRole", { RoleName: "testing-nodes-0123", Tags: more });

        const { AssumeRolePolicyDocument, Tags } = ROLE;
        const unbounded = { AssumeRolePolicyDocument, Tags };
        const RoleName = "acme-deployer-more";
        await denied(call("iam:CreateRole", { ...unbounded, RoleName }), "iam:CreateRole");
        const PermissionsBoundary = "arn:aws:iam::aws:policy/AdministratorAccess";
        await denied(
            call("iam:CreateRole", { ...ROLE, RoleName, PermissionsBoundary }),
            "iam:CreateRole",
        );
        await denied(call("iam:CreateRole", { ...ROLE, RoleName, Tags: [] }), "iam:CreateRole");
        await denied(
            call("iam:CreateRole", { ...ROLE, RoleName, Tags: [OTHERS_TAG] }),
            "iam:CreateRole",
        );
        for (const other of ["other-deployer-testing", "acme-admin", "production-nodes-0123"]) {
            await denied(call("iam:CreateRole", { ...ROLE, RoleName: other }), "iam:CreateRole");
        }
    });

    it("neither deletes nor changes a role of others, whatever its name", async () => {
        const untagged = { RoleName: "testing-nodes-by-hand" };
        await admin("iam:CreateRole", { ...untagged, AssumeRolePolicyDocument: TRUST_EC2 });
        await admin("iam:CreateRole", {
            RoleName: "other-argocd",
            AssumeRolePolicyDocument: TRUST_EC2,
            Tags: [OTHERS_TAG],
        });
        for (const key of [untagged, { RoleName: "other-argocd" }]) {
            await denied(call("iam:DeleteRole", key), "iam:DeleteRole");
            await denied(
                call("iam:UpdateAssumeRolePolicy", { ...key, PolicyDocument: TRUST_EC2 }),
                "iam:UpdateAssumeRolePolicy",
            );
            await denied(
                call("iam:PutRolePolicy", { ...key, PolicyName: "p", PolicyDocument: EVERYTHING }),
                "iam:PutRolePolicy",
            );
        }
        await denied(call("iam:TagRole", { RoleName: "other-argocd", Tags: [TAG] }), "iam:TagRole");
    });

    it("can attach AdministratorAccess to a runner's role, whose boundary blocks it", async () => {
        const RoleName = "acme-runner-torque-dev";
        await call("iam:CreateRole", { ...ROLE, RoleName });
        const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
        await call("iam:AttachRolePolicy", { RoleName, PolicyArn });
        const may = (action: string, resource: string): string | undefined =>
            aws.simulate({
                principalArn: `arn:aws:iam::${TARGET}:role/${RoleName}`,
                action,
                resource,
            }).permission;
        assert.equal(may("iam:DeleteUser", `arn:aws:iam::${TARGET}:user/me`), "boundary");
        assert.equal(may("s3:GetObject", "arn:aws:s3:::secrets/x"), "boundary");
        assert.equal(may("sts:AssumeRole", provisioner.roleArn), "deny");

        await call("iam:CreateRole", { ...ROLE, RoleName: "testing-nodes-1" });
        await denied(
            call("iam:AttachRolePolicy", { RoleName: "testing-nodes-1", PolicyArn }),
            "iam:AttachRolePolicy",
        );
    });

    it("never changes its own role, policies or boundary, and never removes a boundary", async () => {
        const own = { RoleName: provisioner.roleName };
        const version = { PolicyDocument: EVERYTHING, SetAsDefault: true };
        for (const [action, params] of [
            [
                "iam:AttachRolePolicy",
                { ...own, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
            ],
            ["iam:DetachRolePolicy", { ...own, PolicyArn: provisioner.policyArns["account"] }],
            ["iam:PutRolePolicy", { ...own, PolicyName: "p", PolicyDocument: EVERYTHING }],
            ["iam:UpdateAssumeRolePolicy", { ...own, PolicyDocument: TRUST_EC2 }],
            ["iam:TagRole", { ...own, Tags: [TAG] }],
            ["iam:DeleteRole", own],
            [
                "iam:CreatePolicyVersion",
                { ...version, PolicyArn: provisioner.policyArns["account"] },
            ],
            ["iam:CreatePolicyVersion", { ...version, PolicyArn: BOUNDARY }],
            ["iam:DeletePolicy", { PolicyArn: BOUNDARY }],
        ] as const) {
            await denied(call(action, params), action);
        }
        const RoleName = "acme-runner-torque-dev";
        await call("iam:CreateRole", { ...ROLE, RoleName });
        await denied(
            call("iam:DeleteRolePermissionsBoundary", { RoleName }),
            "iam:DeleteRolePermissionsBoundary",
        );
        await denied(
            call("iam:PutRolePermissionsBoundary", { RoleName, PermissionsBoundary: BOUNDARY }),
            "iam:PutRolePermissionsBoundary",
        );
    });

    it("cannot change deploy roles, under any path, but can change roles whose names merely start alike", async () => {
        const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
        await admin("iam:AttachRolePolicy", { RoleName: provisioner.roleName, PolicyArn });
        const may = (role: string): string | undefined =>
            aws.simulate({
                principalArn: provisioner.roleArn,
                action: "iam:DeleteRole",
                resource: `arn:aws:iam::${TARGET}:role/${role}`,
            }).permission;
        assert.equal(may("acme-deploy-dev"), "deny");
        assert.equal(may("platform/teams/acme-deploy-dev"), "deny");
        assert.equal(may("acme-deployer-acme-deploy-dev"), "allow");
        assert.equal(may("of-acme-deploy-1-nodes-0123"), "allow");
    });

    it("cannot change itself even if it has AdministratorAccess", async () => {
        const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
        await admin("iam:AttachRolePolicy", { RoleName: provisioner.roleName, PolicyArn });
        await denied(
            call("iam:DetachRolePolicy", {
                RoleName: provisioner.roleName,
                PolicyArn: provisioner.policyArns["account"],
            }),
            "iam:DetachRolePolicy",
        );
    });

    it("passes each role to its service only", () => {
        const passed = (role: string, service: string): boolean =>
            aws.simulate({
                principalArn: provisioner.roleArn,
                action: "iam:PassRole",
                resource: `arn:aws:iam::${TARGET}:role/${role}`,
                context: { "iam:PassedToService": service },
            }).allowed;
        assert.ok(passed("testing-control-plane-1", "eks.amazonaws.com"));
        assert.ok(passed("testing-nodes-1", "ec2.amazonaws.com"));
        assert.ok(!passed("testing-control-plane-1", "ec2.amazonaws.com"));
        assert.ok(!passed("testing-nodes-1", "lambda.amazonaws.com"));
        assert.ok(!passed("acme-deployer-testing", "eks.amazonaws.com"));
        assert.ok(!passed("acme-runner-torque-dev", "ec2.amazonaws.com"));
        assert.ok(!passed(provisioner.roleName, "eks.amazonaws.com"));
    });

    it("works on its own clusters and networks", async () => {
        const specified = (ResourceType: string, tag = TAG): object => ({
            TagSpecifications: [{ ResourceType, Tags: [tag] }],
        });
        const { Vpc } = (await call("ec2:CreateVpc", {
            CidrBlock: "10.0.0.0/16",
            ...specified("vpc"),
        })) as { readonly Vpc: { readonly VpcId: string } };
        const { VpcId } = Vpc;
        const subnet = { VpcId, CidrBlock: "10.0.0.0/24", ...specified("subnet") };
        await call("ec2:CreateSubnet", subnet);
        await denied(call("ec2:CreateVpc", { CidrBlock: "10.1.0.0/16" }), "ec2:CreateVpc");
        await denied(
            call("ec2:CreateVpc", { CidrBlock: "10.1.0.0/16", ...specified("vpc", OTHERS_TAG) }),
            "ec2:CreateVpc",
        );

        const others = (await admin("ec2:CreateVpc", {
            CidrBlock: "10.2.0.0/16",
            ...specified("vpc", OTHERS_TAG),
        })) as { readonly Vpc: { readonly VpcId: string } };
        const OtherId = others.Vpc.VpcId;
        await denied(call("ec2:DeleteVpc", { VpcId: OtherId }), "ec2:DeleteVpc");
        await denied(
            call("ec2:CreateSubnet", { ...subnet, VpcId: OtherId, CidrBlock: "10.2.0.0/24" }),
            "ec2:CreateSubnet",
        );
        await denied(
            call("ec2:CreateTags", { Resources: [OtherId], Tags: [TAG] }),
            "ec2:CreateTags",
        );

        const clusters = ["eks:DeleteCluster", "eks:DescribeCluster", "eks:UpdateClusterConfig"];
        for (const action of clusters) {
            await refused(call(action, { name: "production" }), "AccessDeniedException", action);
        }
    });

    it("does not use other keys", async () => {
        const tags = [{ TagKey: TAG.Key, TagValue: TAG.Value }];
        const { KeyMetadata: own } = (await call("kms:CreateKey", {
            Tags: tags,
        })) as unknown as Made;
        const { KeyMetadata: other } = (await admin("kms:CreateKey", {})) as unknown as Made;
        const more = [{ TagKey: "owner", TagValue: "platform" }];
        await call("kms:TagResource", { KeyId: own.KeyId, Tags: more });
        const alias = { AliasName: "alias/eks/testing", TargetKeyId: own.KeyId };
        await call("kms:CreateAlias", alias);
        for (const [action, params] of [
            ["kms:CreateKey", {}],
            ["kms:ScheduleKeyDeletion", { KeyId: other.KeyId }],
            ["kms:TagResource", { KeyId: other.KeyId, Tags: [{ TagKey: "a", TagValue: "b" }] }],
            ["kms:CreateAlias", { ...alias, AliasName: "alias/other" }],
        ] as const) {
            await refused(call(action, params), "AccessDeniedException", action);
        }
        await call("kms:ScheduleKeyDeletion", { KeyId: own.KeyId });
    });

    interface Made {
        readonly KeyMetadata: { readonly KeyId: string };
    }
});

const EVERYTHING = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});
