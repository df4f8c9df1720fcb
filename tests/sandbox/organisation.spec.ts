import assert from "node:assert/strict";

import { presumedAccounts } from "../../sandbox/organisation";
import { RAW_CONFIG } from "../support/fixtures";

describe("what a stack file presumes of the organisation", () => {
    it("is each account with the roles that administer its clusters", () => {
        assert.deepEqual(presumedAccounts(RAW_CONFIG), {
            accounts: [
                { id: "111111111111", roles: ["Provisioner"] },
                { id: "222222222222", roles: ["Provisioner"] },
            ],
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
                accounts: [{ id: "111111111111", roles: ["PlatformEngineer"] }],
                operatorAccount: "111111111111",
            },
        );
    });

    it("is nothing for a file with problems: the program itself lists them", () => {
        assert.deepEqual(presumedAccounts({ fleet: 3 }), { accounts: [] });
    });
});
