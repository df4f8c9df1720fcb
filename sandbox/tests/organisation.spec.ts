import assert from "node:assert/strict";

import { presumedAccounts, presumedOf } from "../src/organisation";
import { RAW_CONFIG } from "../../tests/support/fixtures";
import { identitiesStack } from "../../tests/support/workloadIdentities";

describe("what a stack file presumes of the organisation", () => {
    it("is each account with the roles that administer its clusters", () => {
        assert.deepEqual(presumedAccounts(RAW_CONFIG), {
            accounts: [
                { id: "111111111111", roles: ["Provisioner"], boundaries: [] },
                { id: "222222222222", roles: ["Provisioner"], boundaries: [] },
            ],
        });
    });

    it("is each account of a workload identity, and that of its cluster", () => {
        const roles = ["Provisioner"];
        assert.deepEqual(presumedAccounts(identitiesStack()), {
            accounts: ["111111111111", "222222222222", "333333333333"].map((id) => ({
                id,
                roles,
                boundaries: [],
            })),
        });
    });

    it("is the operator's own account where Pulumi assumes no role", () => {
        const role = (account: string): object => ({
            admins: { platform: `arn:aws:iam::${account}:role/PlatformEngineer` },
        });
        const { management, targets, ...rest } = RAW_CONFIG;
        const { testing } = targets;
        assert.deepEqual(
            presumedAccounts({
                ...rest,
                provisionerRoleName: undefined,
                management: { ...management, ...role("111111111111") },
                targets: {
                    testing: { ...testing, accountId: "111111111111", ...role("111111111111") },
                },
            }),
            {
                accounts: [{ id: "111111111111", roles: ["PlatformEngineer"], boundaries: [] }],
                operatorAccount: "111111111111",
            },
        );
    });

    it("is nothing for a file with problems: the program itself lists them", () => {
        assert.deepEqual(presumedAccounts({ fleet: 3 }), { accounts: [] });
    });

    it("is every role that administers or provisions a cluster, with its path, and nobody of another account", () => {
        const arn = (account: string, role: string): string =>
            `arn:aws:iam::${account}:role/${role}`;
        const accountId = "222222222222";
        const provisionerRoleArn = arn(accountId, "ops/Provisioner");
        const admins = {
            oncall: arn(accountId, "sso/eu/OnCall"),
            elsewhere: arn("111111111111", "Elsewhere"),
            user: `arn:aws:iam::${accountId}:user/someone`,
        };
        assert.deepEqual(
            presumedOf(
                [
                    { accountId, provisionerRoleArn },
                    { accountId, provisionerRoleArn, admins },
                ],
                "",
            ),
            {
                accounts: [
                    { id: accountId, roles: ["ops/Provisioner", "sso/eu/OnCall"], boundaries: [] },
                ],
            },
        );
    });

    it("is the permissions boundary, in each account", () => {
        const { accounts } = presumedAccounts({
            ...RAW_CONFIG,
            permissionsBoundary: "platform/Boundary",
        });
        assert.deepEqual(
            accounts.map(({ id, boundaries }) => [id, boundaries]),
            [
                ["111111111111", ["platform/Boundary"]],
                ["222222222222", ["platform/Boundary"]],
            ],
        );
    });

    it("is, for targets alone, their accounts, and a role of the hub's account where one is named", () => {
        const { fleet, operatorCidrs, provisionerRoleName, targets } = RAW_CONFIG;
        const stack = { fleet, operatorCidrs, provisionerRoleName, targets };
        const ofTargets = { id: "222222222222", roles: ["Provisioner"], boundaries: [] };
        assert.deepEqual(presumedAccounts({ ...stack, hub: { stack: "hub" } }), {
            accounts: [ofTargets],
        });
        const provisionerRoleArn = "arn:aws:iam::111111111111:role/FromTargets";
        assert.deepEqual(
            presumedAccounts({ ...stack, hub: { stack: "hub", provisionerRoleArn } }),
            {
                accounts: [
                    { id: "111111111111", roles: ["FromTargets"], boundaries: [] },
                    ofTargets,
                ],
            },
        );
    });
});
