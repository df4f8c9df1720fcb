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
    "docs/examples/Pulumi.delivery.yaml": { accounts: [] },
    "docs/examples/Pulumi.dev.yaml": bounded("222222222222", "333333333333"),
    "docs/examples/Pulumi.hub.yaml": bounded("111111111111"),
    "docs/examples/Pulumi.prod.yaml": bounded("555555555555"),
    "docs/examples/Pulumi.staging.yaml": bounded("444444444444"),
    "docs/examples/harness.yaml": small,
    "docs/examples/production.yaml": {
        accounts: [
            account("111111111111", ["OnCall", "Provisioner"]),
            account("222222222222", ["Provisioner"]),
            account("333333333333", ["Provisioner"]),
        ],
    },
    "docs/examples/shortest.yaml": small,
};

function stackFiles(): readonly string[] {
    const inside = (directory: string, pattern: RegExp): readonly string[] =>
        readdirSync(path.join(ROOT, directory))
            .filter((name) => pattern.test(name))
            .map((name) => path.posix.join(directory, name));
    return [...inside(".", /^Pulumi\..+\.yaml$/), ...inside("docs/examples", /\.yaml$/)].sort();
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
