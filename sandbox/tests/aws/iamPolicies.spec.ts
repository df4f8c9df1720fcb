import assert from "node:assert/strict";

import type { Result } from "../../src/aws/service";
import {
    allowing,
    fixture,
    HUB,
    policy,
    refused,
    TARGET,
    TRUST_EC2,
    type Call,
} from "./identitySupport";

const arnOf = (name: string, account = HUB): string => `arn:aws:iam::${account}:policy/${name}`;

function createPolicy(call: Call, name: string, document = allowing("a:b", "*")): Promise<Result> {
    return call("iam:CreatePolicy", { PolicyName: name, PolicyDocument: document });
}

async function withRole(): Promise<Call> {
    const call = fixture().as(HUB);
    await call("iam:CreateRole", { RoleName: "argocd", AssumeRolePolicyDocument: TRUST_EC2 });
    return call;
}

/** A policy of exactly so many characters that count, and some white space that does not. */
function sized(size: number): string {
    const base = allowing("a:b", "arn:aws:s3:::").length;
    return `${allowing("a:b", `arn:aws:s3:::${"x".repeat(size - base)}`)}\n\t `;
}

describe("IAM managed policies", () => {
    it("a created policy has ARN, unique id and its document as version v1", async () => {
        const call = fixture().as(HUB);
        const { Policy: created } = await call("iam:CreatePolicy", {
            PolicyName: "pack",
            Path: "/fleet/",
            Description: "d",
            PolicyDocument: allowing("a:b", "*"),
            Tags: [{ Key: "a", Value: "b" }],
        });
        const policyFound = created as Result;
        assert.equal(policyFound["Arn"], arnOf("fleet/pack"));
        assert.match(String(policyFound["PolicyId"]), /^ANPA[A-Z0-9]{17}$/);
        assert.equal(policyFound["DefaultVersionId"], "v1");
        const version = await call("iam:GetPolicyVersion", {
            PolicyArn: arnOf("fleet/pack"),
            VersionId: "v1",
        });
        assert.deepEqual(version["PolicyVersion"], {
            VersionId: "v1",
            IsDefaultVersion: true,
            CreateDate: "2026-03-04T05:06:07.000Z",
            Document: allowing("a:b", "*"),
        });
    });

    it("names are unique in an account", async () => {
        const { as } = fixture();
        await createPolicy(as(HUB), "pack");
        await refused(createPolicy(as(HUB), "Pack"), "EntityAlreadyExists", "Pack already exists");
        await createPolicy(as(TARGET), "pack");
    });

    it("a document has 6,144 characters without white space", async () => {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        const call = fixture().as(HUB);
        await refused(
            createPolicy(call, "pack", sized(6145)),
            "LimitExceeded",
            "Cannot exceed quota for PolicySize: 6144",
        );
        await createPolicy(call, "pack", sized(6144));
    });

    it("a malformed document is rejected", async () => {
        const call = fixture().as(HUB);
        await refused(createPolicy(call, "pack", policy()), "MalformedPolicyDocument");
    });

    it("another account's policy and AWS's own cannot be touched", async () => {
        const { as } = fixture();
        await createPolicy(as(TARGET), "pack");
        const remove = (PolicyArn: string): Promise<Result> =>
            as(HUB)("iam:DeletePolicy", { PolicyArn });
        await refused(
            remove(arnOf("pack", TARGET)),
            "AccessDenied",
            "because no resource-based policy allows the iam:DeletePolicy action",
        );
        await refused(remove("arn:aws:iam::aws:policy/AdministratorAccess"), "NoSuchEntity");
        await as(TARGET)("iam:DeletePolicy", { PolicyArn: arnOf("pack", TARGET) });
    });

    it("an attached policy cannot be deleted", async () => {
        const call = await withRole();
        await createPolicy(call, "pack");
        const PolicyArn = arnOf("pack");
        await call("iam:AttachRolePolicy", { RoleName: "argocd", PolicyArn });
        await refused(
            call("iam:DeletePolicy", { PolicyArn }),
            "DeleteConflict",
            "attached to entities",
        );
        await call("iam:DetachRolePolicy", { RoleName: "argocd", PolicyArn });
        await call("iam:DeletePolicy", { PolicyArn });
        await refused(call("iam:GetPolicy", { PolicyArn }), "NoSuchEntity");
    });

    it("five versions at most; the default goes with the policy, the others before it", async () => {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html
        const call = fixture().as(HUB);
        const PolicyArn = arnOf("pack");
        await createPolicy(call, "pack");
        const add = (): Promise<Result> =>
            call("iam:CreatePolicyVersion", {
                PolicyArn,
                PolicyDocument: allowing("c:d", "*"),
                SetAsDefault: true,
            });
        for (const id of ["v2", "v3", "v4", "v5"]) {
            assert.equal(((await add())["PolicyVersion"] as Result)["VersionId"], id);
        }
        await refused(add(), "LimitExceeded", "up to 5 versions");
        const remove = (VersionId: string): Promise<Result> =>
            call("iam:DeletePolicyVersion", { PolicyArn, VersionId });
        await refused(remove("v5"), "DeleteConflict", "default version");
        await refused(
            call("iam:DeletePolicy", { PolicyArn }),
            "DeleteConflict",
            "more than one version",
        );
        await remove("v1");
        await refused(remove("v1"), "NoSuchEntity");
        assert.equal(((await add())["PolicyVersion"] as Result)["VersionId"], "v6");
        for (const id of ["v2", "v3", "v4", "v5"]) {
            await remove(id);
        }
        await call("iam:DeletePolicy", { PolicyArn });
    });

    it("a new version is in force only once it is the default", async () => {
        const { aws, as } = fixture();
        const call = as(HUB);
        await call("iam:CreateRole", { RoleName: "argocd", AssumeRolePolicyDocument: TRUST_EC2 });
        await createPolicy(call, "pack");
        const PolicyArn = arnOf("pack");
        await call("iam:AttachRolePolicy", { RoleName: "argocd", PolicyArn });
        await call("iam:CreatePolicyVersion", {
            PolicyArn,
            PolicyDocument: allowing("c:d", "*"),
        });
        const can = (action: string): boolean =>
            aws.simulate({ principalArn: `arn:aws:iam::${HUB}:role/argocd`, action, resource: "*" })
                .allowed;
        assert.deepEqual([can("a:b"), can("c:d")], [true, false]);
        await call("iam:SetDefaultPolicyVersion", { PolicyArn, VersionId: "v2" });
        assert.deepEqual([can("a:b"), can("c:d")], [false, true]);
    });
});
