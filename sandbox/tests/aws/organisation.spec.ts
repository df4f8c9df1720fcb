import assert from "node:assert/strict";

import { leftovers } from "../../src/aws/leftovers";
import {
    credentialsIn,
    fixture,
    HUB,
    refused,
    TARGET,
    TRUST_EC2,
    trusting,
} from "./identitySupport";

const NEW = "333333333333";
const OPERATORS = "999999999999";

describe("The organization", () => {
    it("has only the accounts that were created and the operator's", async () => {
        const { aws, as } = fixture();
        assert.deepEqual(
            [OPERATORS, HUB, NEW].map((id) => aws.organisation.accountExists(id)),
            [true, true, false],
        );
        assert.throws(() => as(NEW), /there is no account 333333333333/);
        const trust = (RoleName: string): Promise<unknown> =>
            as(HUB)("iam:CreateRole", { RoleName, AssumeRolePolicyDocument: trusting(NEW) });
        await refused(trust("a"), "MalformedPolicyDocument", "Invalid principal in policy");
        aws.organisation.ensureAccount(NEW);
        await trust("a");
    });

    it("an account's id has twelve digits", () => {
        const { aws } = fixture();
        assert.throws(() => aws.organisation.ensureAccount("1234"), /twelve digits/);
    });

    it("the operator works as PlatformEngineer, from the operator's account by default", async () => {
        const { aws, using } = fixture();
        const identify = async (account?: string): Promise<unknown> => {
            const given = account === undefined ? {} : { account };
            const credentials = aws.organisation.operatorCredentials({
                ...given,
                durationSeconds: 900,
            });
            return (await using(credentials)("sts:GetCallerIdentity"))["Arn"];
        };
        assert.equal(
            await identify(),
            `arn:aws:sts::${OPERATORS}:assumed-role/PlatformEngineer/operator`,
        );
        assert.equal(
            await identify(HUB),
            `arn:aws:sts::${HUB}:assumed-role/PlatformEngineer/operator`,
        );
    });

    it("the operator's credentials are temporary", async () => {
        const { aws, using, advance, now } = fixture();
        const given = aws.organisation.operatorCredentials({ durationSeconds: 900 });
        assert.match(given.accessKeyId, /^ASIA/);
        assert.notEqual(given.sessionToken, "");
        assert.equal(given.expiration.getTime(), now().getTime() + 900_000);
        advance(899);
        await using(given)("sts:GetCallerIdentity");
        advance(1);
        await refused(using(given)("sts:GetCallerIdentity"), "ExpiredToken");
        for (const durationSeconds of [899, 43201]) {
            assert.throws(
                () => aws.organisation.operatorCredentials({ durationSeconds }),
                /900 to 43200/,
            );
        }
    });

    it("lets the operator assume an account's provisioner role, which may do anything there", async () => {
        const { aws, as, using } = fixture();
        aws.organisation.ensureAccount(TARGET, { provisionerRoles: ["ops/Provisioner"] });
        const RoleArn = `arn:aws:iam::${TARGET}:role/ops/Provisioner`;
        const answer = await as(OPERATORS)("sts:AssumeRole", {
            RoleArn,
            RoleSessionName: "pulumi",
        });
        const call = using(credentialsIn(answer));
        const { Arn } = await call("sts:GetCallerIdentity");
        assert.equal(Arn, `arn:aws:sts::${TARGET}:assumed-role/Provisioner/pulumi`);
        await call("iam:CreateRole", { RoleName: "argocd", AssumeRolePolicyDocument: TRUST_EC2 });
    });

    it("rejects provisioner roles for principals of other accounts", async () => {
        const { aws, as } = fixture();
        aws.organisation.ensureAccount(TARGET, { provisionerRoles: ["Provisioner"] });
        const RoleArn = `arn:aws:iam::${TARGET}:role/Provisioner`;
        await refused(
            as(HUB)("sts:AssumeRole", { RoleArn, RoleSessionName: "pulumi" }),
            "AccessDenied",
        );
    });

    it("adds what is missing to an existing account and changes nothing else", async () => {
        const { aws, as } = fixture();
        const id = async (RoleName: string): Promise<unknown> => {
            const { Role: role } = await as(TARGET)("iam:GetRole", { RoleName });
            return (role as { readonly RoleId: string }).RoleId;
        };
        aws.organisation.ensureAccount(TARGET, { provisionerRoles: ["One"] });
        const before = await id("One");
        aws.organisation.ensureAccount(TARGET, { provisionerRoles: ["One", "Two"] });
        assert.equal(await id("One"), before);
        assert.match(String(await id("Two")), /^AROA/);
    });
    it("creates boundaries as policies of the account that allow everything, and does not list them as leftovers", async () => {
        const { aws, as } = fixture();
        aws.organisation.ensureAccount(TARGET, { boundaryPolicies: ["platform/Boundary"] });
        const PolicyArn = `arn:aws:iam::${TARGET}:policy/platform/Boundary`;
        const { Role } = (await as(TARGET)("iam:CreateRole", {
            RoleName: "bounded",
            AssumeRolePolicyDocument: TRUST_EC2,
            PermissionsBoundary: PolicyArn,
        })) as { Role: { PermissionsBoundary: { PermissionsBoundaryArn: string } } };
        assert.equal(Role.PermissionsBoundary.PermissionsBoundaryArn, PolicyArn);
        const left = leftovers(aws.store);
        assert.deepEqual(
            left.filter((thing) => thing.startsWith("iam.policy")),
            [],
        );
        assert.ok(left.some((thing) => thing.endsWith(":role/bounded")));
    });

    it("rejects an unknown boundary, and lists a stack's own policy as a leftover", async () => {
        const { aws, as } = fixture();
        await refused(
            as(TARGET)("iam:CreateRole", {
                RoleName: "bounded",
                AssumeRolePolicyDocument: TRUST_EC2,
                PermissionsBoundary: `arn:aws:iam::${TARGET}:policy/Boundary`,
            }),
            "NoSuchEntity",
        );
        const PolicyDocument = JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }],
        });
        await as(TARGET)("iam:CreatePolicy", { PolicyName: "pack", PolicyDocument });
        assert.deepEqual(leftovers(aws.store), [`iam.policy arn:aws:iam::${TARGET}:policy/pack`]);
    });
});
