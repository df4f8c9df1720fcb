import assert from "node:assert/strict";

import { accountsWithoutRole } from "../../../lib/aws/accounts";

describe("accountsWithoutRole", () => {
    const place = (path: string, accountId: string, provisionerRoleArn?: string): object => ({
        path,
        accountId,
        provisionerRoleArn,
    });

    it("lists each account once, with the first place in it that has no role", () => {
        const places = [
            place("a", "1", "arn:aws:iam::1:role/P"),
            place("b", "1"),
            place("c", "2"),
            place("d", "1"),
            place("e", "3", "arn:aws:iam::3:role/P"),
        ] as Parameters<typeof accountsWithoutRole>[0];
        assert.deepEqual(
            [...accountsWithoutRole(places)],
            [
                ["1", "b"],
                ["2", "c"],
            ],
        );
    });
});
