import assert from "node:assert/strict";

import { parseConfig } from "../../config/parse";
import { trustedIssuers } from "../../config/workloadIssuers";
import { changed, type Raw } from "../support/config";
import {
    FLEET_WITH_IDENTITY,
    identitiesStack,
    IDENTITIES_STACK,
} from "../support/workloadIdentities";

function lines(raw: Raw): readonly string[] {
    return trustedIssuers(parseConfig(raw, "p")).map(
        ({ account, addAudience, choice, cluster }) =>
            `${cluster} in ${account.accountId}: ${choice}${addAudience ? ", audience" : ""}`,
    );
}

describe("The accounts that must trust an issuer", () => {
    it("are each account of each cluster once, however many identities need it", () => {
        const { torque } = IDENTITIES_STACK.workloadIdentities;
        const raw = {
            ...IDENTITIES_STACK,
            workloadIdentities: {
                torque,
                github: {
                    ...torque,
                    accounts: {
                        a: torque.accounts.prod,
                        b: { ...torque.accounts.prod, addAudience: true },
                    },
                },
            },
        };
        assert.deepEqual(lines(raw), [
            "111111111111/eu-west-1/runners in 222222222222: auto",
            "111111111111/eu-west-1/runners in 333333333333: auto, audience",
        ]);
    });

    it("are told apart by cluster", () => {
        const other = identitiesStack({ "cluster.clusterName": "other", serviceAccount: "x" });
        const { torque } = (other as { workloadIdentities: Record<string, unknown> })
            .workloadIdentities;
        const raw = changed({ "workloadIdentities.github": torque }, identitiesStack());
        assert.equal(lines(raw).length, 4);
    });

    it("leave out the management account where the hub is this stack's, and only there", () => {
        assert.deepEqual(lines(FLEET_WITH_IDENTITY), ["management in 222222222222: auto"]);
        const accounts = "workloadIdentities.torque.accounts";
        const raw = changed(
            {
                management: undefined,
                hub: { stack: "hub" },
                [`${accounts}.own.region`]: "eu-west-1",
                [`${accounts}.dev.region`]: "eu-west-1",
            },
            FLEET_WITH_IDENTITY,
        );
        assert.deepEqual(lines(raw), [
            "management in 111111111111: auto",
            "management in 222222222222: auto",
        ]);
    });
});
