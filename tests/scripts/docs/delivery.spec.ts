import assert from "node:assert/strict";
import { parse } from "yaml";

import { parseDelivery } from "../../../delivery/config";
import { findDeliveredStacks } from "../../../delivery/deliveredStacks";
import { pathFilter } from "../../../delivery/settings";
import { githubSubject } from "../../../delivery/subjects";
import { read } from "../../../scripts/docs/files";
import {
    DELIVERY_PROJECT,
    deliveryFileMistakes,
    ownConfig,
    readYaml,
} from "../../support/stackFiles";

const EXAMPLE = "examples/delivery/Pulumi.main.yaml";
const OWNER = { organization: "acme-corp", project: DELIVERY_PROJECT, stack: "main" };

describe(EXAMPLE, () => {
    const raw = ownConfig(readYaml(EXAMPLE), DELIVERY_PROJECT);

    it("is accepted by the parser and by the JSON schema that its first line names", () => {
        assert.deepEqual(parseDelivery(raw, "p").warnings, []);
        assert.deepEqual(deliveryFileMistakes(raw), []);
        assert.match(
            read(EXAMPLE),
            /^# yaml-language-server: \$schema=(\.\.\/){2}schema\/delivery\.schema\.json\n/,
        );
    });

    it("delivers the stacks of examples/hub-and-stacks, without problems or warnings", async () => {
        const found = await findDeliveredStacks(parseDelivery(raw, "p"), OWNER, (name) =>
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

    it("shows the subjects that the role trusts, by name and by id", () => {
        const environment = "dev";
        const ids = { owner: "123456", repository: "456789" };
        assert.ok(page.includes(githubSubject("acme-corp/fleet", { environment })));
        assert.ok(page.includes(githubSubject("acme-corp/fleet", { environment, ids })));
    });

    it("shows a workflow that requests only a token, in the environment, for the role's session, on changes of the program", () => {
        const workflow = [...page.matchAll(/```yaml\n(name:[\s\S]*?)```/g)][0]![1]!;
        const { jobs, on, permissions } = parse(workflow) as {
            on: { push: { paths: string[] } };
            permissions: unknown;
            jobs: { up: { environment: string; steps: { with?: Record<string, unknown> }[] } };
        };
        assert.deepEqual(permissions, { "id-token": "write", contents: "read" });
        assert.equal(jobs.up.environment, "dev");
        const session = jobs.up.steps.map((step) => step.with?.["role-duration-seconds"]);
        assert.ok(session.includes(7200));
        const folders = (paths: readonly string[]): readonly string[] =>
            paths.filter((glob) => glob.endsWith("/**"));
        assert.deepEqual(folders(on.push.paths), folders(pathFilter(".", "dev")));
    });
});
