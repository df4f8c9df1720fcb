import assert from "node:assert/strict";
import { parse } from "yaml";

import { parseConfig } from "../../../config/parse";
import { githubSubject } from "../../../delivery/subjects";
import { read } from "../../../scripts/docs/files";
import { findDeliveredStacks } from "../../../delivery/deliveredStacks";
import { ownConfig, readYaml } from "../../support/stackFiles";

const OWNER = { organization: "acme-corp", project: "eks-gitops-fleet", stack: "delivery" };

describe("examples/delivery/Pulumi.delivery.yaml", () => {
    it("names stacks whose files are next to it, without problems or warnings", async () => {
        const config = parseConfig(
            ownConfig(readYaml("examples/delivery/Pulumi.delivery.yaml")),
            "p",
        );
        assert.deepEqual(config.warnings, []);
        const found = await findDeliveredStacks(config.delivery!, OWNER, (name) =>
            Promise.resolve(read(`examples/hub-and-stacks/${name}`)),
        );
        assert.deepEqual(found.problems ?? [], []);
        assert.deepEqual(found.value!.warnings, []);
        assert.deepEqual(found.value!.facts["dev"]!.provisionerRoleArns, [
            "arn:aws:iam::111111111111:role/acme-provisioner",
            "arn:aws:iam::222222222222:role/acme-provisioner",
            "arn:aws:iam::333333333333:role/acme-provisioner",
        ]);
    });
});

describe("docs/delivery/github-actions.md", () => {
    const page = read("docs/delivery/github-actions.md");

    it("shows the subjects that the role trusts, with names and with numbers", () => {
        const environment = "dev";
        const ids = { owner: "123456", repository: "456789" };
        assert.ok(page.includes(githubSubject("acme-corp/fleet", { environment })));
        assert.ok(page.includes(githubSubject("acme-corp/fleet", { environment, ids })));
    });

    it("shows a workflow that requests only a token, in the environment, for as long as the role's session", () => {
        const workflow = [...page.matchAll(/```yaml\n(name:[\s\S]*?)```/g)][0]![1]!;
        const { jobs, permissions } = parse(workflow) as {
            permissions: unknown;
            jobs: { up: { environment: string; steps: { with?: Record<string, unknown> }[] } };
        };
        assert.deepEqual(permissions, { "id-token": "write", contents: "read" });
        assert.equal(jobs.up.environment, "dev");
        const session = jobs.up.steps.map((step) => step.with?.["role-duration-seconds"]);
        assert.ok(session.includes(7200));
    });
});
