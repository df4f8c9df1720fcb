/** What the sandbox creates before it runs the stack files that this repository shows. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

import { unprefixed } from "../../sandbox/src/cli/stackFile";
import { presumedAccounts, type Presumed } from "../../sandbox/src/organisation";

const ROOT = path.resolve(__dirname, "../..");
const account = (id: string, roles: readonly string[], boundaries: readonly string[] = []) => ({
    id,
    roles,
    boundaries,
});
const small: Presumed = {
    accounts: [
        account("111111111111", ["OrganizationAccountAccessRole"]),
        account("222222222222", ["OrganizationAccountAccessRole"]),
    ],
};
const bounded = (...ids: readonly string[]): Presumed => ({
    accounts: ids.map((id) => account(id, ["acme-provisioner"], ["acme-boundary"])),
});

const EXPECTED: Readonly<Record<string, Presumed>> = {
    "Pulumi.dev.yaml": small,
    "examples/delivery/Pulumi.main.yaml": { accounts: [] },
    "examples/existing/Pulumi.existing.yaml": {
        accounts: [
            account("111111111111", ["Provisioner"]),
            account("222222222222", ["Provisioner"]),
        ],
    },
    "examples/harness/Pulumi.harness.yaml": small,
    "examples/hub-and-stacks/Pulumi.dev.yaml": bounded("222222222222", "333333333333"),
    "examples/hub-and-stacks/Pulumi.hub.yaml": bounded("111111111111"),
    "examples/hub-and-stacks/Pulumi.prod.yaml": bounded("555555555555"),
    "examples/hub-and-stacks/Pulumi.staging.yaml": bounded("444444444444"),
    "examples/one-account/Pulumi.one-account.yaml": {
        accounts: [account("111111111111", ["Admin"])],
        operatorAccount: "111111111111",
    },
    "examples/production/Pulumi.production.yaml": {
        accounts: [
            account("111111111111", ["OnCall", "Provisioner"]),
            account("222222222222", ["Provisioner"]),
            account("333333333333", ["Provisioner"]),
        ],
    },
    "examples/runner-agents/Pulumi.runners.yaml": {
        accounts: [
            account("111111111111", ["Provisioner"]),
            account("222222222222", ["Provisioner"], ["RunnerBoundary"]),
            account("333333333333", ["Provisioner"]),
        ],
    },
    "examples/shortest/Pulumi.shortest.yaml": small,
};

function stackFiles(): readonly string[] {
    return [
        "Pulumi.dev.yaml",
        ...readdirSync(path.join(ROOT, "examples"), { recursive: true })
            .map((name) => path.posix.join("examples", String(name)))
            .filter((name) => /^(?!.*\/library\/).*Pulumi\.\S+\.yaml$/.test(name)),
    ].sort();
}

describe("what the sandbox creates for this repository's stack files", () => {
    it("is known for each of them", () => {
        assert.deepEqual(stackFiles(), Object.keys(EXPECTED));
    });

    for (const [file, expected] of Object.entries(EXPECTED)) {
        it(`is what ${file} takes for granted`, () => {
            const { config } = parse(readFileSync(path.join(ROOT, file), "utf8")) as {
                readonly config: Readonly<Record<string, unknown>>;
            };
            assert.deepEqual(presumedAccounts(unprefixed(config, "eks-gitops-fleet")), expected);
        });
    }
});
