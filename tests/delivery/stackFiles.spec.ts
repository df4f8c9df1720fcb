import assert from "node:assert/strict";

import { changed, type Raw } from "../support/config";
import { BOTH, find } from "../support/deliveredStacks";
import { DEV_FILE, HUB_FILE } from "../support/delivery";

describe("Files of delivered stacks", () => {
    it("are read as Pulumi reads them: JSON written by pulumi config set, text, merge keys, top-level secrets", async () => {
        const text = Object.fromEntries(
            Object.entries(DEV_FILE).map(([key, value]) => [
                key,
                typeof value === "string" ? value : JSON.stringify(value),
            ]),
        );
        const { facts, problems } = await find({ hub: HUB_FILE, dev: text });
        assert.deepEqual(problems, []);
        assert.deepEqual(facts, (await find()).facts);
        const hub = `
environment: []
config:
  anchor: &place { accountId: "111111111111", region: eu-west-1 }
  eks-gitops-fleet:fleet: acme
  eks-gitops-fleet:tags:
  eks-gitops-fleet:operatorCidrs: [203.0.113.0/24]
  eks-gitops-fleet:provisionerRoleName: 12345
  eks-gitops-fleet:management: { <<: *place, clusterName: management }
  eks-gitops-fleet:argocd: { repositories: { a: { url: https://h/a, https: { username: u, passwordSecret: pw } } } }
  eks-gitops-fleet:pw: { secure: v1:abc }
`;
        const merged = await find({ hub }, { stacks: { hub: {} } });
        assert.deepEqual(merged.problems, []);
        assert.deepEqual(merged.warnings, []);
        assert.deepEqual(merged.facts["hub"]!.provisionerRoleArns, [
            "arn:aws:iam::111111111111:role/12345",
        ]);
    });

    it("are rejected with one problem for each encrypted value in their structure", async () => {
        const secure = { secure: "v1:abc:def" };
        const hub = changed({ "management.accountId": secure, operatorCidrs: secure }, HUB_FILE);
        const { problems } = await find({ hub }, { stacks: { hub: {} } });
        assert.deepEqual(
            problems,
            ["operatorCidrs", "management.accountId"].map(
                (place) =>
                    `stacks.hub: Pulumi.hub.yaml is wrong at eks-gitops-fleet:${place}: encrypted, so delivery cannot read it. Keep the structure plain, and put secrets into top-level keys that it names.`,
            ),
        );
    });

    it("cause a warning if they import an environment, and name it beside missing keys", async () => {
        const withEnvironment = (file: Raw): string =>
            JSON.stringify({
                environment: ["acme/base"],
                config: Object.fromEntries(
                    Object.entries(file).map(([key, value]) => [`eks-gitops-fleet:${key}`, value]),
                ),
            });
        const told =
            "stacks.hub: Pulumi.hub.yaml also imports a Pulumi ESC environment, which delivery does not read. Fleet, clusters, accounts and roles must be set in the file.";
        const { problems, warnings } = await find({ ...BOTH, hub: withEnvironment(HUB_FILE) });
        assert.deepEqual(problems, []);
        assert.deepEqual(warnings, [told]);
        const missing = changed({ fleet: undefined }, HUB_FILE);
        const refused = await find({ ...BOTH, hub: withEnvironment(missing) });
        assert.equal(refused.problems.length, 2);
        assert.match(refused.problems[0]!, /eks-gitops-fleet:fleet: missing/);
        assert.equal(refused.problems[1], told);
        const empty = await find({ ...BOTH, hub: 'environment: ["acme/base"]' });
        assert.match(empty.problems[0]!, /has no config/);
        assert.equal(empty.problems[1], told);
    });
});
