/**
 * What a role with a fleet's boundary may not do, whatever is attached to it, according to the sandbox's policy
 * evaluator.
 */
import assert from "node:assert/strict";

import { policyText } from "../../lib/iam/documents";
import { boundaryPolicy } from "../../lib/provisioner/permissions";
import { provisionerScope } from "../support/provisioner";
import {
    fixture,
    REGION,
    TARGET,
    TRUST_EC2,
    type Fixture,
} from "../../sandbox/tests/aws/identitySupport";

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
const BOUNDARY = `arn:aws:iam::${TARGET}:policy/acme-boundary`;
const FLEET = "aws:ResourceTag/eks-gitops-fleet:fleet";

type Context = Readonly<Record<string, string>>;
/** @returns the evaluator's decision for an administrator of this name with the boundary */
type May = (action: string, resource: string, context?: Context) => string | undefined;

describe("A role with a fleet's boundary", () => {
    let identity: Fixture;

    /** @param runnerActions actions that the boundary allows to runners */
    async function administrator(
        RoleName: string,
        runnerActions: readonly string[] = [],
    ): Promise<May> {
        const admin = identity.as(TARGET);
        const scope = provisionerScope(TARGET, "testing");
        const document = boundaryPolicy({ ...scope, runnerActions });
        await admin("iam:CreatePolicy", {
            PolicyName: "acme-boundary",
            PolicyDocument: policyText(document),
        });
        const role = { RoleName, AssumeRolePolicyDocument: TRUST_EC2 };
        await admin("iam:CreateRole", { ...role, PermissionsBoundary: BOUNDARY });
        await admin("iam:AttachRolePolicy", { RoleName, PolicyArn: ADMINISTRATOR });
        const principalArn = `arn:aws:iam::${TARGET}:role/${RoleName}`;
        return (action, resource, context = {}) =>
            identity.aws.simulate({ principalArn, action, resource, context }).permission;
    }

    beforeEach(() => {
        identity = fixture();
    });

    it("uses the fleet's keys directly, and others only through a volume or a cluster", async () => {
        const may = await administrator("testing-nodes-1");
        const decrypt = (context?: Context): string | undefined =>
            may("kms:Decrypt", `arn:aws:kms:${REGION}:${TARGET}:key/1`, context);
        assert.equal(decrypt({ [FLEET]: "acme" }), "allow");
        assert.equal(decrypt({ "kms:ViaService": `ec2.${REGION}.amazonaws.com` }), "allow");
        assert.equal(decrypt({ "kms:ViaService": `eks.${REGION}.amazonaws.com` }), "allow");
        assert.equal(decrypt(), "boundary");
        assert.equal(decrypt({ [FLEET]: "other" }), "boundary");
        assert.equal(decrypt({ "kms:ViaService": `s3.${REGION}.amazonaws.com` }), "boundary");
    });

    it("creates roles and users only with the same boundary, even if a runner may do everything", async () => {
        const may = await administrator("acme-runner-torque-dev", ["*"]);
        const iam = (action: string, resource: string, boundary?: string): string | undefined =>
            may(
                `iam:${action}`,
                `arn:aws:iam::${TARGET}:${resource}`,
                boundary === undefined ? {} : { "iam:PermissionsBoundary": boundary },
            );
        for (const [action, resource] of [
            ["CreateRole", "role/made"],
            ["CreateUser", "user/made"],
            ["AttachRolePolicy", "role/made"],
            ["PutUserPolicy", "user/made"],
            ["PutRolePermissionsBoundary", "role/made"],
            ["PutUserPermissionsBoundary", "user/made"],
        ] as const) {
            assert.equal(iam(action, resource, BOUNDARY), "allow", action);
            assert.equal(iam(action, resource), "deny", action);
            assert.equal(iam(action, resource, ADMINISTRATOR), "deny", action);
        }
        assert.equal(iam("DeleteRolePermissionsBoundary", "role/made", BOUNDARY), "deny");
        assert.equal(iam("DeleteUserPermissionsBoundary", "user/made", BOUNDARY), "deny");
        assert.equal(iam("CreatePolicyVersion", "policy/acme-boundary"), "deny");
    });
});
