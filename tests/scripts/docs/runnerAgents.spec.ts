import assert from "node:assert/strict";
import { parse } from "yaml";

import { parseConfig } from "../../../config/parse";
import { torqueBlueprint } from "../../../lib/workloadIdentity/identity";
import { read } from "../../../scripts/docs/files";
import { ownConfig, stackFileMistakes } from "../../support/stackFiles";

/** The page's YAML blocks, in order. */
const [stack, blueprint] = [
    ...read("docs/runner-agents.md").matchAll(/```yaml\n([\s\S]*?)```/g),
].map(([, text]) => text!);

describe("docs/runner-agents.md", () => {
    it("shows a stack file that the program and the JSON schema accept", () => {
        const file = parse(stack!) as Record<string, unknown>;
        assert.deepEqual(stackFileMistakes(file), []);
        assert.deepEqual(parseConfig(ownConfig(file), "p").warnings, []);
    });

    it("shows the lines that this stack file produces", () => {
        const file = ownConfig(parse(stack!) as Record<string, unknown>);
        const { torque } = parseConfig(file, "p").workloadIdentities;
        const lines = torqueBlueprint({
            agent: torque!.torqueAgent,
            serviceAccount: torque!.accounts["dev"]!.serviceAccount,
            namespace: torque!.namespace.name,
        });
        assert.equal(blueprint, lines);
    });
});
