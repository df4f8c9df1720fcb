import assert from "node:assert/strict";

import type { Result } from "../../src/aws/service";
import { allowing, fixture, HUB, refused, TARGET, TRUST_EC2, type Call } from "./identitySupport";

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

function create(call: Call, name: string, extra: object = {}): Promise<Result> {
    return call("iam:CreateRole", {
        RoleName: name,
        AssumeRolePolicyDocument: TRUST_EC2,
        ...extra,
    });
}

async function role(call: Call, name: string): Promise<Result> {
    return (await call("iam:GetRole", { RoleName: name }))["Role"] as Result;
}

describe("IAM roles", () => {
    it("a created role has ARN, unique id, path, tags and an hour's sessions by default", async () => {
        const call = fixture().as(HUB);
        await create(call, "argocd", { Path: "/team/", Tags: [{ Key: "a", Value: "b" }] });
        const found = await role(call, "argocd");
        assert.equal(found["Arn"], `arn:aws:iam::${HUB}:role/team/argocd`);
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
        assert.match(String(found["RoleId"]), /^AROA[A-Z0-9]{17}$/);
        assert.equal(found["MaxSessionDuration"], 3600);
        assert.equal(found["CreateDate"], "2026-03-04T05:06:07.000Z");
        assert.equal(found["AssumeRolePolicyDocument"], TRUST_EC2);
        assert.deepEqual(found["Tags"], [{ Key: "a", Value: "b" }]);
    });

    it("names are unique in an account, whatever their case and path, and free in another", async () => {
        const { as } = fixture();
        await create(as(HUB), "argocd");
        const again = await refused(
            create(as(HUB), "ArgoCD", { Path: "/x/" }),
            "EntityAlreadyExists",
            "Role with name ArgoCD already exists.",
        );
        assert.equal(again.status, 409);
        await create(as(TARGET), "argocd");
    });

    it("calls act in the caller's account alone", async () => {
        const { as } = fixture();
        await create(as(HUB), "argocd");
        const missing = await refused(
            role(as(TARGET), "argocd"),
            "NoSuchEntity",
            "The role with name argocd cannot be found.",
        );
        assert.equal(missing.status, 404);
        assert.equal((await role(as(HUB), "argocd"))["RoleName"], "argocd");
    });

    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
    const limits: readonly (readonly [string, string, object, object])[] = [
        [
            "a name of 64 characters, not of 65",
            "less than or equal to 64",
            { RoleName: "r".repeat(64) },
            { RoleName: "r".repeat(65) },
        ],
        [
            "letters and +=,.@-_ in names",
            "regular expression",
            { RoleName: "a+=,.@-_" },
            { RoleName: "a b" },
        ],
        ["a path between slashes", "regular expression", { Path: "/a/b/" }, { Path: "a/b" }],
        [
            "sessions of up to twelve hours",
            "between 3600 and 43200",
            { MaxSessionDuration: 43200 },
            { MaxSessionDuration: 43201 },
        ],
        [
            "sessions of at least an hour",
            "between 3600 and 43200",
            { MaxSessionDuration: 3600 },
            { MaxSessionDuration: 3599 },
        ],
        [
            "a description of 1,000 characters",
            "less than or equal to 1000",
            { Description: "d".repeat(1000) },
            { Description: "d".repeat(1001) },
        ],
        [
            "tags that are not reserved",
            "reserved",
            { Tags: [{ Key: "a", Value: "b" }] },
            { Tags: [{ Key: "aws:a", Value: "b" }] },
        ],
        [
            "only parameters it evaluates",
            "Unknown parameter 'InlinePolicies'",
            {},
            { InlinePolicies: [] },
        ],
    ];
    for (const [rule, text, good, bad] of limits) {
        it(`CreateRole takes ${rule}`, async () => {
            const call = fixture().as(HUB);
            await refused(create(call, "argocd", bad), "ValidationError", text);
            await create(call, "argocd", good);
        });
    }

    it("description and session length change by UpdateRole, each alone", async () => {
        const call = fixture().as(HUB);
        await create(call, "argocd", { Description: "one" });
        await call("iam:UpdateRole", { RoleName: "argocd", MaxSessionDuration: 7200 });
        await call("iam:UpdateRole", { RoleName: "argocd", Description: "two" });
        const { Description, MaxSessionDuration } = await role(call, "argocd");
        assert.deepEqual([Description, MaxSessionDuration], ["two", 7200]);
    });

    it("a role with policies cannot be deleted", async () => {
        const call = fixture().as(HUB);
        const named = { RoleName: "argocd" };
        await create(call, "argocd");
        await call("iam:AttachRolePolicy", { ...named, PolicyArn: ADMINISTRATOR });
        await call("iam:PutRolePolicy", {
            ...named,
            PolicyName: "p",
            PolicyDocument: allowing("a:b", "*"),
        });
        await refused(
            call("iam:DeleteRole", named),
            "DeleteConflict",
            "must detach all policies first",
        );
        await call("iam:DetachRolePolicy", { ...named, PolicyArn: ADMINISTRATOR });
        await refused(
            call("iam:DeleteRole", named),
            "DeleteConflict",
            "must delete policies first",
        );
        await call("iam:DeleteRolePolicy", { ...named, PolicyName: "p" });
        await call("iam:DeleteRole", named);
        await refused(role(call, "argocd"), "NoSuchEntity");
    });

    it("notifies watchers of role ids when roles are created and deleted, and rolls back if they fail", async () => {
        const told: string[] = [];
        let broken = false;
        const call = fixture({
            onRolesChanged: (arn) => {
                told.push(arn);
                return broken ? Promise.reject(new Error("no host")) : Promise.resolve();
            },
        }).as(HUB);
        const arn = `arn:aws:iam::${HUB}:role/argocd`;
        await create(call, "argocd");
        broken = true;
        await assert.rejects(call("iam:DeleteRole", { RoleName: "argocd" }), /no host/);
        assert.equal((await role(call, "argocd"))["Arn"], arn);
        await assert.rejects(create(call, "other"), /no host/);
        await refused(role(call, "other"), "NoSuchEntity");
        broken = false;
        await call("iam:DeleteRole", { RoleName: "argocd" });
        assert.deepEqual(told, [arn, arn, arn.replace("argocd", "other"), arn]);
    });

    it("adds and removes up to 50 tags by key", async () => {
        const call = fixture().as(HUB);
        await create(call, "argocd", { Tags: [{ Key: "a", Value: "1" }] });
        const Tags = [
            { Key: "a", Value: "2" },
            { Key: "b", Value: "3" },
        ];
        await call("iam:TagRole", { RoleName: "argocd", Tags });
        assert.deepEqual((await role(call, "argocd"))["Tags"], Tags);
        await call("iam:UntagRole", { RoleName: "argocd", TagKeys: ["a"] });
        assert.deepEqual((await role(call, "argocd"))["Tags"], [Tags[1]]);
        const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: "" }));
        await refused(call("iam:TagRole", { RoleName: "argocd", Tags: many }), "LimitExceeded");
    });

    it("requires an existing policy as boundary, which can be set and removed", async () => {
        const call = fixture().as(HUB);
        const PermissionsBoundary = `arn:aws:iam::${HUB}:policy/limit`;
        await refused(create(call, "argocd", { PermissionsBoundary }), "NoSuchEntity");
        await call("iam:CreatePolicy", {
            PolicyName: "limit",
            PolicyDocument: allowing("a:b", "*"),
        });
        await create(call, "argocd", { PermissionsBoundary });
        assert.deepEqual((await role(call, "argocd"))["PermissionsBoundary"], {
            PermissionsBoundaryType: "Policy",
            PermissionsBoundaryArn: PermissionsBoundary,
        });
        await refused(
            call("iam:DeletePolicy", { PolicyArn: PermissionsBoundary }),
            "DeleteConflict",
        );
        await call("iam:DeleteRolePermissionsBoundary", { RoleName: "argocd" });
        assert.equal((await role(call, "argocd"))["PermissionsBoundary"], undefined);
        await call("iam:DeletePolicy", { PolicyArn: PermissionsBoundary });
    });
});
