import assert from "node:assert/strict";

import { presumedAccounts } from "../src/organisation";

const HUB = "111111111111";
const TARGET = "222222222222";
const cluster = (accountId: string): object => ({
    accountId,
    region: "eu-west-1",
    clusterName: "some",
});
const roleArn = (account: string, role: string): string => `arn:aws:iam::${account}:role/${role}`;

const FLEET = {
    fleet: "acme",
    provisionerRoleName: "Provisioner",
    management: cluster(HUB),
    targets: { testing: cluster(TARGET) },
};

describe("what a stack's configuration takes for granted", () => {
    it("is every account with the role that Pulumi assumes in it", () => {
        assert.deepEqual(presumedAccounts(FLEET), {
            accounts: [
                { id: HUB, roles: ["Provisioner"], boundaries: [] },
                { id: TARGET, roles: ["Provisioner"], boundaries: [] },
            ],
        });
    });

    it("includes accounts at any depth", () => {
        const { accounts } = presumedAccounts({
            provisionerRoleName: "Provisioner",
            workloadIdentities: {
                torque: {
                    cluster: cluster(HUB),
                    accounts: {
                        dev: { accountId: TARGET, managedPolicies: ["ReadOnlyAccess"] },
                        prod: [{ accountId: "333333333333" }],
                    },
                },
            },
        });
        assert.deepEqual(
            accounts.map(({ id, roles }) => [id, roles]),
            [HUB, TARGET, "333333333333"].map((id) => [id, ["Provisioner"]]),
        );
    });

    it("gives Pulumi credentials of the account in which it assumes no role", () => {
        const admins = { platform: roleArn(HUB, "PlatformEngineer") };
        assert.deepEqual(
            presumedAccounts({
                provisionerRoleName: undefined,
                management: { ...cluster(HUB), admins },
                targets: { testing: { ...cluster(HUB), admins } },
            }),
            {
                accounts: [{ id: HUB, roles: ["PlatformEngineer"], boundaries: [] }],
                operatorAccount: HUB,
            },
        );
    });

    it("is nothing for another program's configuration, or for malformed values", () => {
        for (const config of [
            {},
            { fleet: 3, accountId: 111111111111, targets: null },
            { accountId: "123", admins: [roleArn(HUB, "Admin")] },
            {
                hub: {
                    stack: "hub",
                    provisionerRoleArn: "arn:aws:iam::111111111111:user/somebody",
                },
            },
        ]) {
            assert.deepEqual(presumedAccounts(config), { accounts: [] });
        }
    });

    it("ignores names that IAM does not have", () => {
        assert.deepEqual(
            presumedAccounts({
                provisionerRoleName: "two words",
                permissionsBoundary: "",
                management: cluster(HUB),
            }),
            { accounts: [{ id: HUB, roles: [], boundaries: [] }], operatorAccount: HUB },
        );
    });

    it("includes roles that administer a cluster, with their paths, but no users and no other account's roles", () => {
        const admins = {
            oncall: roleArn(TARGET, "sso/eu/OnCall"),
            elsewhere: roleArn(HUB, "Elsewhere"),
            user: `arn:aws:iam::${TARGET}:user/someone`,
        };
        const provisionerRoleArn = roleArn(TARGET, "ops/Provisioner");
        const expected = {
            accounts: [{ id: TARGET, roles: ["ops/Provisioner", "sso/eu/OnCall"], boundaries: [] }],
        };
        const place = { ...cluster(TARGET), provisionerRoleArn };
        assert.deepEqual(presumedAccounts({ a: place, b: { ...place, admins } }), expected);
        assert.deepEqual(presumedAccounts({ ...place, admins: Object.values(admins) }), expected);
    });

    it("prefers a role's ARN to the name that applies to every account", () => {
        const own = { ...cluster(TARGET), provisionerRoleArn: roleArn(TARGET, "Own") };
        assert.deepEqual(presumedAccounts({ ...FLEET, targets: { testing: own } }), {
            accounts: [
                { id: HUB, roles: ["Provisioner"], boundaries: [] },
                { id: TARGET, roles: ["Own"], boundaries: [] },
            ],
        });
    });

    it("includes the permissions boundary in each account, by name or ARN, the nearest one", () => {
        const boundariesOf = (config: Readonly<Record<string, unknown>>): unknown =>
            presumedAccounts(config).accounts.map(({ id, boundaries }) => [id, boundaries]);
        const everywhere = [
            [HUB, ["platform/Boundary"]],
            [TARGET, ["platform/Boundary"]],
        ];
        assert.deepEqual(
            boundariesOf({ ...FLEET, permissionsBoundary: "platform/Boundary" }),
            everywhere,
        );
        assert.deepEqual(
            boundariesOf({
                ...FLEET,
                permissionsBoundary: `arn:aws:iam::${HUB}:policy/platform/Boundary`,
            }),
            everywhere,
        );
        const own = { ...cluster(TARGET), permissionsBoundary: "Own" };
        assert.deepEqual(
            boundariesOf({ ...FLEET, permissionsBoundary: "Common", targets: { testing: own } }),
            [
                [HUB, ["Common"]],
                [TARGET, ["Own"]],
            ],
        );
    });

    it("includes the account of a role that is given without an account", () => {
        const { provisionerRoleName, targets } = FLEET;
        const ofTargets = { id: TARGET, roles: ["Provisioner"], boundaries: [] };
        assert.deepEqual(
            presumedAccounts({ provisionerRoleName, targets, hub: { stack: "hub" } }),
            { accounts: [ofTargets] },
        );
        const hub = { stack: "hub", provisionerRoleArn: roleArn(HUB, "FromTargets") };
        assert.deepEqual(presumedAccounts({ provisionerRoleName, targets, hub }), {
            accounts: [{ id: HUB, roles: ["FromTargets"], boundaries: [] }, ofTargets],
        });
    });
});
