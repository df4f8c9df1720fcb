import assert from "node:assert/strict";

import type { Result } from "../../src/aws/service";
import { allowing, fixture, HUB, refused, TARGET, TRUST_EC2, type Call } from "./identitySupport";

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

describe("IAM attachments", () => {
    const attached = async (call: Call): Promise<unknown> =>
        (await call("iam:ListAttachedRolePolicies", { RoleName: "argocd" }))["AttachedPolicies"];

    it("policies of AWS that the sandbox knows can be attached, others do not exist", async () => {
        const call = await withRole();
        const attach = (name: string): Promise<Result> =>
            call("iam:AttachRolePolicy", {
                RoleName: "argocd",
                PolicyArn: `arn:aws:iam::aws:policy/${name}`,
            });
        await refused(
            attach("AmazonEKSClusterPolicies"),
            "NoSuchEntity",
            "Policy arn:aws:iam::aws:policy/AmazonEKSClusterPolicies does not exist or is not attachable.",
        );
        await refused(attach("toString"), "NoSuchEntity");
        await attach("AmazonEKSClusterPolicy");
        await attach("service-role/AmazonEBSCSIDriverPolicy");
        assert.deepEqual(await attached(call), [
            {
                PolicyName: "AmazonEKSClusterPolicy",
                PolicyArn: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
            },
            {
                PolicyName: "AmazonEBSCSIDriverPolicy",
                PolicyArn: "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy",
            },
        ]);
    });

    it("AdministratorAccess allows everything, a service's policy nothing", async () => {
        const { aws, as } = fixture();
        for (const [name, allowed] of [
            ["AdministratorAccess", true],
            ["AmazonEKSClusterPolicy", false],
        ] as const) {
            const call = as(HUB);
            await call("iam:CreateRole", { RoleName: name, AssumeRolePolicyDocument: TRUST_EC2 });
            await call("iam:AttachRolePolicy", {
                RoleName: name,
                PolicyArn: `arn:aws:iam::aws:policy/${name}`,
            });
            const question = { action: "ec2:CreateVpc", resource: "*" };
            const principalArn = `arn:aws:iam::${HUB}:role/${name}`;
            assert.equal(aws.simulate({ principalArn, ...question }).allowed, allowed, name);
        }
    });

    it("another account's policy cannot be attached", async () => {
        const { as } = fixture();
        await createPolicy(as(TARGET), "pack");
        await as(HUB)("iam:CreateRole", {
            RoleName: "argocd",
            AssumeRolePolicyDocument: TRUST_EC2,
        });
        const PolicyArn = arnOf("pack", TARGET);
        await refused(
            as(HUB)("iam:AttachRolePolicy", { RoleName: "argocd", PolicyArn }),
            "NoSuchEntity",
        );
    });

    it("attaching twice has no effect; detaching an unattached policy fails", async () => {
        const call = await withRole();
        await createPolicy(call, "pack");
        const attachment = { RoleName: "argocd", PolicyArn: arnOf("pack") };
        await call("iam:AttachRolePolicy", attachment);
        await call("iam:AttachRolePolicy", attachment);
        assert.equal(((await attached(call)) as unknown[]).length, 1);
        await call("iam:DetachRolePolicy", attachment);
        await refused(call("iam:DetachRolePolicy", attachment), "NoSuchEntity", "was not found");
    });

    it("ten policies on a role, more where the quota was raised", async () => {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        for (const quota of [undefined, 12]) {
            const call = fixture(
                quota === undefined ? {} : { quotas: { attachedPolicies: quota } },
            ).as(HUB);
            await call("iam:CreateRole", {
                RoleName: "argocd",
                AssumeRolePolicyDocument: TRUST_EC2,
            });
            const attach = async (index: number): Promise<Result> => {
                await createPolicy(call, `pack-${index}`);
                const PolicyArn = arnOf(`pack-${index}`);
                return call("iam:AttachRolePolicy", { RoleName: "argocd", PolicyArn });
            };
            for (let index = 0; index < (quota ?? 10); index += 1) {
                await attach(index);
            }
            await refused(
                attach(99),
                "LimitExceeded",
                `Cannot exceed quota for PoliciesPerRole: ${quota ?? 10}`,
            );
        }
    });
});

describe("IAM inline policies", () => {
    const put = (call: Call, name: string, document: string): Promise<Result> =>
        call("iam:PutRolePolicy", {
            RoleName: "argocd",
            PolicyName: name,
            PolicyDocument: document,
        });

    it("they are put, replaced, listed and deleted by name", async () => {
        const call = await withRole();
        const named = { RoleName: "argocd", PolicyName: "p" };
        await put(call, "p", allowing("a:b", "*"));
        await put(call, "p", allowing("c:d", "*"));
        assert.deepEqual(await call("iam:GetRolePolicy", named), {
            ...named,
            PolicyDocument: allowing("c:d", "*"),
        });
        const list = async (): Promise<unknown> =>
            (await call("iam:ListRolePolicies", { RoleName: "argocd" }))["PolicyNames"];
        assert.deepEqual(await list(), ["p"]);
        await call("iam:DeleteRolePolicy", named);
        assert.deepEqual(await list(), []);
        await refused(
            call("iam:GetRolePolicy", named),
            "NoSuchEntity",
            "The role policy with name p cannot be found.",
        );
    });

    it("a malformed document is rejected and the old one stays", async () => {
        const call = await withRole();
        await put(call, "p", allowing("a:b", "*"));
        await refused(put(call, "p", "{"), "MalformedPolicyDocument");
        const { PolicyDocument } = await call("iam:GetRolePolicy", {
            RoleName: "argocd",
            PolicyName: "p",
        });
        assert.equal(PolicyDocument, allowing("a:b", "*"));
    });

    it("may have 10,240 characters in total per role", async () => {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        const call = await withRole();
        await put(call, "p", sized(6000));
        await refused(
            put(call, "q", sized(4241)),
            "LimitExceeded",
            "Maximum policy size of 10240 bytes exceeded for role argocd",
        );
        await put(call, "q", sized(4240));
        await put(call, "p", sized(5999));
    });
});
