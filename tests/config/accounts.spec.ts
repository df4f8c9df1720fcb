import assert from "node:assert/strict";

import { changed, problemsOf, type Raw } from "../support/config";
import { RAW_CONFIG } from "../support/fixtures";
import { FLEET_WITH_IDENTITY, identitiesStack } from "../support/workloadIdentities";

const HUB = "111111111111";
const DEV = "222222222222";
const PROD = "333333333333";

function role(accountId: string): string {
    return `arn:aws:iam::${accountId}:role/Provisioner`;
}

function admins(accountId: string): Raw {
    return { me: `arn:aws:iam::${accountId}:role/Me` };
}

/** The problem of accounts without a provisioner role, each with its first place. */
function refusal(...accounts: readonly string[]): string {
    return `p:provisionerRoleName: must be set: this stack has no provisioner role for the accounts ${accounts.join(", ")}, and Pulumi's own credentials are valid in one account only. Name a role that Pulumi can assume in each of them, such as OrganizationAccountAccessRole, or set provisionerRoleArn for all of them but one.`;
}

/** The small fleet without a provisioner role: administrators of its clusters are named in its place. */
function fleet(changes: Raw = {}, base: Raw = RAW_CONFIG): Raw {
    return changed(
        {
            provisionerRoleName: undefined,
            "management.admins": admins(HUB),
            "targets.testing.admins": admins(DEV),
            ...changes,
        },
        structuredClone(base),
    );
}

/** The stack of workload identities without a provisioner role. */
function identities(changes: Raw = {}): Raw {
    return changed({ provisionerRoleName: undefined }, identitiesStack(changes));
}

const CASES: readonly (readonly [title: string, raw: Raw, problems: readonly string[]])[] = [
    ["one role for all accounts", RAW_CONFIG, []],
    [
        "one account, in several regions",
        fleet({ "targets.testing.accountId": HUB, "targets.testing.admins": admins(HUB) }),
        [],
    ],
    [
        "a target in another account than the management cluster",
        fleet(),
        [refusal(`${HUB} (management)`, `${DEV} (targets.testing)`)],
    ],
    [
        "existing clusters, which are looked up",
        fleet({
            management: { ...RAW_CONFIG.management, existing: true },
            "targets.testing": {
                ...RAW_CONFIG.targets.testing,
                existing: true,
            },
        }),
        [refusal(`${HUB} (management)`, `${DEV} (targets.testing)`)],
    ],
    [
        "a role of its own for every account but one",
        fleet({ "targets.testing.provisionerRoleArn": role(DEV) }),
        [],
    ],
    ["the same, the other way round", fleet({ "management.provisionerRoleArn": role(HUB) }), []],
    [
        "a third account, when one of three has a role",
        fleet({
            "management.provisionerRoleArn": role(HUB),
            "targets.other": {
                ...RAW_CONFIG.targets.testing,
                accountId: PROD,
                clusterName: "other",
                network: { cidr: "10.9.0.0/16" },
                admins: admins(PROD),
            },
        }),
        [refusal(`${DEV} (targets.testing)`, `${PROD} (targets.other)`)],
    ],
    [
        "an account in which only one of two clusters has a role",
        fleet({
            "targets.other": {
                ...RAW_CONFIG.targets.testing,
                clusterName: "other",
                network: { cidr: "10.9.0.0/16" },
                provisionerRoleArn: role(DEV),
            },
        }),
        [refusal(`${HUB} (management)`, `${DEV} (targets.testing)`)],
    ],
    [
        "an account of a workload identity",
        fleet(
            { targets: {}, guestbook: {}, "targets.testing.admins": undefined },
            FLEET_WITH_IDENTITY,
        ),
        [refusal(`${HUB} (management)`, `${DEV} (workloadIdentities.torque.accounts.dev)`)],
    ],
    [
        "an account of a workload identity, when it has a role",
        fleet(
            {
                targets: {},
                guestbook: {},
                "targets.testing.admins": undefined,
                "workloadIdentities.torque.accounts.dev.provisionerRoleArn": role(DEV),
            },
            FLEET_WITH_IDENTITY,
        ),
        [],
    ],
    [
        "workload identities alone: their cluster, and each of their accounts",
        identities(),
        [
            refusal(
                `${HUB} (workloadIdentities.torque.cluster)`,
                `${DEV} (workloadIdentities.torque.accounts.dev)`,
                `${PROD} (workloadIdentities.torque.accounts.prod)`,
            ),
        ],
    ],
    [
        "workload identities alone, with a role for all but one",
        identities({
            "cluster.provisionerRoleArn": role(HUB),
            "accounts.dev.provisionerRoleArn": role(DEV),
        }),
        [],
    ],
    [
        "workload identities alone, in the cluster's own account",
        identities({ "accounts.dev.accountId": HUB, "accounts.prod": undefined }),
        [],
    ],
    [
        "targets of another stack's hub, whose account is known from its contract alone",
        changed({ management: undefined, hub: { stack: "hub" } }, fleet()),
        [],
    ],
    [
        "targets of another stack's hub in several accounts",
        changed(
            {
                management: undefined,
                hub: { stack: "hub", provisionerRoleArn: role(HUB) },
                "targets.other": {
                    ...RAW_CONFIG.targets.testing,
                    accountId: PROD,
                    clusterName: "other",
                    network: { cidr: "10.9.0.0/16" },
                    admins: admins(PROD),
                },
            },
            fleet(),
        ),
        [refusal(`${DEV} (targets.testing)`, `${PROD} (targets.other)`)],
    ],
];

describe("Without provisionerRoleName, a stack", () => {
    for (const [title, raw, problems] of CASES) {
        it(`is ${problems.length === 0 ? "accepted" : "rejected"} with ${title}`, () => {
            assert.deepEqual(problemsOf(raw), problems);
        });
    }

    it("is rejected for an invalid role, which is not also reported as missing", () => {
        const problems = problemsOf(fleet({ provisionerRoleName: "a/b" }));
        assert.equal(problems.length, 1, problems.join("\n"));
        assert.match(problems[0]!, /^p:provisionerRoleName: found "a\/b"; /);
    });
});
