import assert from "node:assert/strict";

import type { Result } from "../../src/aws/service";
import {
    allowing,
    credentialsIn,
    fixture,
    HUB,
    refused,
    TARGET,
    trusting,
    type Call,
    type Fixture,
} from "./identitySupport";

const AGENT = `arn:aws:iam::${HUB}:role/fleet/agent`;
const BOUNDARY = `arn:aws:iam::${HUB}:policy/platform/boundary`;
const deployer = (name: string): string => `arn:aws:iam::${TARGET}:role/fleet/${name}`;

describe("a role made with a path and a permissions boundary", () => {
    let identity: Fixture;
    let hub: Call;

    const assume = async (name: string): Promise<Result> => {
        const session = await hub("sts:AssumeRole", {
            RoleArn: AGENT,
            RoleSessionName: "session",
        });
        return identity.using(credentialsIn(session))("sts:AssumeRole", {
            RoleArn: deployer(name),
            RoleSessionName: "session",
        });
    };
    const boundary = (text: string): Promise<unknown> =>
        hub("iam:CreatePolicyVersion", {
            PolicyArn: BOUNDARY,
            PolicyDocument: text,
            SetAsDefault: true,
        });

    beforeEach(async () => {
        identity = fixture();
        hub = identity.as(HUB);
        await hub("iam:CreatePolicy", {
            PolicyName: "boundary",
            Path: "/platform/",
            PolicyDocument: allowing("sts:*", deployer("a")),
        });
        await hub("iam:CreateRole", {
            RoleName: "agent",
            Path: "/fleet/",
            PermissionsBoundary: BOUNDARY,
            AssumeRolePolicyDocument: trusting(HUB),
        });
        await hub("iam:PutRolePolicy", {
            RoleName: "agent",
            PolicyName: "assume",
            PolicyDocument: allowing("sts:AssumeRole", deployer("*")),
        });
        for (const name of ["a", "b"]) {
            await identity.as(TARGET)("iam:CreateRole", {
                RoleName: name,
                Path: "/fleet/",
                AssumeRolePolicyDocument: trusting(AGENT),
            });
        }
    });

    it("is named with its path in trusts, and without it in its sessions", async () => {
        const session = await hub("sts:AssumeRole", {
            RoleArn: AGENT,
            RoleSessionName: "session",
        });
        const { Arn } = session.AssumedRoleUser as { readonly Arn: string };
        assert.equal(Arn, `arn:aws:sts::${HUB}:assumed-role/agent/session`);
        await refused(
            hub("sts:AssumeRole", {
                RoleArn: `arn:aws:iam::${HUB}:role/agent`,
                RoleSessionName: "session",
            }),
            "AccessDenied",
        );
    });

    it("is allowed what both its policies and its boundary allow", async () => {
        await assume("a");
        await refused(assume("b"), "AccessDenied", deployer("b"));
        assert.equal(identity.log.at(-1)?.permission, "boundary");
    });

    it("follows changes of its boundary, and is denied what the boundary denies", async () => {
        await boundary(allowing("sts:*", deployer("*")));
        await assume("b");
        await boundary(
            JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                    { Effect: "Allow", Action: "*", Resource: "*" },
                    { Effect: "Deny", Action: "sts:AssumeRole", Resource: deployer("a") },
                ],
            }),
        );
        await refused(assume("a"), "AccessDenied");
        assert.equal(identity.log.at(-1)?.permission, "deny");
    });

    it("gains no permissions from a boundary that allows more than its policies", async () => {
        await boundary(allowing("*", "*"));
        await hub("iam:DeleteRolePolicy", { RoleName: "agent", PolicyName: "assume" });
        await refused(assume("a"), "AccessDenied");
        assert.equal(identity.log.at(-1)?.permission, "silent");
    });
});
