import assert from "node:assert/strict";

import type { Result } from "../../src/aws/service";
import {
    fixture,
    HUB,
    policy,
    refused,
    TARGET,
    TRUST_EC2,
    trusting,
    type Call,
} from "./identitySupport";

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

describe("IAM trust policies", () => {
    const argocd = `arn:aws:iam::${HUB}:role/argocd`;
    const deployer = (call: Call, trust: string): Promise<Result> =>
        call("iam:CreateRole", { RoleName: "deployer", AssumeRolePolicyDocument: trust });

    it("a trust may name accounts and roles that exist, and no others", async () => {
        const { as } = fixture();
        for (const missing of [
            argocd,
            "333333333333",
            "arn:aws:iam::333333333333:root",
            `arn:aws:iam::${HUB}:user/alice`,
            `arn:aws-cn:iam::${HUB}:root`,
            `arn:aws:sts::${HUB}:assumed-role/argocd/session`,
            "AROAAAAAAAAAAAAAAAAAA",
        ]) {
            // facts: hashicorp/terraform-provider-aws#1388
            await refused(
                deployer(as(TARGET), trusting(missing)),
                "MalformedPolicyDocument",
                `Invalid principal in policy: "AWS":"${missing}"`,
            );
        }
        await create(as(HUB), "argocd");
        const session = `arn:aws:sts::${HUB}:assumed-role/argocd/session`;
        await deployer(as(TARGET), trusting(argocd, HUB, `arn:aws:iam::${HUB}:root`, "*", session));
    });

    it("a role with a path is named with its path", async () => {
        const { as } = fixture();
        await create(as(HUB), "argocd", { Path: "/team/" });
        await refused(deployer(as(TARGET), trusting(argocd)), "MalformedPolicyDocument", argocd);
        await deployer(as(TARGET), trusting(`arn:aws:iam::${HUB}:role/team/argocd`));
    });

    it("service principals are those that AWS has", async () => {
        const { as } = fixture();
        const service = (Service: string): string =>
            policy({ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" });
        await refused(
            deployer(as(TARGET), service("pod.eks.amazonaws.com")),
            "MalformedPolicyDocument",
            'Invalid principal in policy: "SERVICE":"pod.eks.amazonaws.com"',
        );
        await deployer(as(TARGET), service("pods.eks.amazonaws.com"));
    });

    it("checks only the format of a provider's ARN, not its account or existence", async () => {
        const { as } = fixture();
        const web = (Federated: string): string =>
            policy({
                Effect: "Allow",
                Principal: { Federated },
                Action: "sts:AssumeRoleWithWebIdentity",
            });
        // terraform-aws-modules/terraform-aws-eks#2594, terraform-aws-modules/terraform-aws-iam#202
        for (const bad of [
            "https://oidc.example/id/A",
            `arn:aws:iam::${TARGET}:oidc-provider/https://oidc.example/id/A`,
            `arn:aws-us-gov:iam::${TARGET}:oidc-provider/oidc.example/id/A`,
            "arn:aws:iam:::oidc-provider/oidc.example/id/A",
        ]) {
            await refused(
                deployer(as(TARGET), web(bad)),
                "MalformedPolicyDocument",
                "Federated principals must be valid domain names or SAML metadata ARNs",
            );
        }
        await deployer(as(TARGET), web(`arn:aws:iam::${HUB}:oidc-provider/oidc.example/id/A`));
    });

    it("a trust has 2,048 characters without white space, more where the quota was raised", async () => {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        const sized = (size: number): string => {
            const statement = {
                Effect: "Allow",
                Principal: { AWS: HUB },
                Action: "sts:AssumeRole",
            };
            const base = policy({ ...statement, Sid: "" }).length;
            return policy({ ...statement, Sid: "s".repeat(size - base) }) + " ".repeat(100);
        };
        const call = fixture().as(TARGET);
        await refused(
            deployer(call, sized(2049)),
            "LimitExceeded",
            "Cannot exceed quota for ACLSizePerRole: 2048",
        );
        await deployer(call, sized(2048));
        await deployer(fixture({ quotas: { trustPolicySize: 4096 } }).as(TARGET), sized(2049));
    });

    it("treats a recreated role as another principal: the trust shows the old id until it is rewritten", async () => {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
        const { as } = fixture();
        await create(as(HUB), "argocd");
        const { RoleId: id } = await role(as(HUB), "argocd");
        await deployer(as(TARGET), trusting(argocd));
        const shown = async (): Promise<unknown> =>
            JSON.parse(String((await role(as(TARGET), "deployer"))["AssumeRolePolicyDocument"]));
        assert.deepEqual(await shown(), JSON.parse(trusting(argocd)));

        await as(HUB)("iam:DeleteRole", { RoleName: "argocd" });
        assert.deepEqual(await shown(), JSON.parse(trusting(String(id))));
        await create(as(HUB), "argocd");
        assert.deepEqual(await shown(), JSON.parse(trusting(String(id))));

        const update = { RoleName: "deployer" };
        await refused(
            as(TARGET)("iam:UpdateAssumeRolePolicy", {
                ...update,
                PolicyDocument: trusting(String(id)),
            }),
            "MalformedPolicyDocument",
            "Invalid principal in policy",
        );
        await as(TARGET)("iam:UpdateAssumeRolePolicy", {
            ...update,
            PolicyDocument: trusting(argocd),
        });
        assert.deepEqual(await shown(), JSON.parse(trusting(argocd)));
    });

    it("only principals are shown as ids, not conditions that hold the same ARN", async () => {
        const { as } = fixture();
        await create(as(HUB), "argocd");
        const trust = policy({
            Effect: "Allow",
            Principal: { AWS: argocd },
            Action: "sts:AssumeRole",
            Condition: { ArnEquals: { "aws:PrincipalArn": argocd } },
        });
        await deployer(as(TARGET), trust);
        await as(HUB)("iam:DeleteRole", { RoleName: "argocd" });
        const shown = String((await role(as(TARGET), "deployer"))["AssumeRolePolicyDocument"]);
        assert.match(shown, /"Principal":\{"AWS":"AROA/);
        assert.ok(shown.includes(`"aws:PrincipalArn":"${argocd}"`));
    });

    it("a malformed trust changes nothing", async () => {
        const call = fixture().as(TARGET);
        await refused(deployer(call, "{}"), "MalformedPolicyDocument", "Syntax errors in policy.");
        await refused(role(call, "deployer"), "NoSuchEntity");
        await deployer(call, TRUST_EC2);
        await refused(
            call("iam:UpdateAssumeRolePolicy", { RoleName: "deployer", PolicyDocument: "{" }),
            "MalformedPolicyDocument",
        );
        assert.equal((await role(call, "deployer"))["AssumeRolePolicyDocument"], TRUST_EC2);
    });
});
