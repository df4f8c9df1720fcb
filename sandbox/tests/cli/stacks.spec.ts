import assert from "node:assert/strict";
import * as path from "node:path";

import { NO_DELAYS } from "../../src/aws/time";
import type { StackEngine } from "../../src/cli/engine";
import { inTurn, stoppedText } from "../../src/cli/inTurn";
import { remaining } from "../../src/cli/leftoversText";
import { collect, sandboxOptions } from "../../src/cli/options";
import { summaries } from "../../src/cli/stacks";
import { statusText } from "../../src/cli/statusText";
import { repositoryRoot } from "../../src/paths";

describe("stack files on the command line", () => {
    it("keep the order in which they are given", () => {
        const stackFile = collect("Pulumi.dev.yaml", collect("Pulumi.hub.yaml", undefined));
        assert.deepEqual(sandboxOptions({ stackFile, plugins: "/p" }), {
            stackFiles: ["Pulumi.hub.yaml", "Pulumi.dev.yaml"],
            plugins: "/p",
        });
    });

    it("come with an absolute path of the chart", () => {
        const { chart } = sandboxOptions({ chart: "charts/argo-cd" });
        assert.equal(chart, path.resolve("charts/argo-cd"));
    });

    it("default to Pulumi.dev.yaml", () => {
        assert.deepEqual(sandboxOptions({}), {
            stackFiles: [path.join(repositoryRoot, "Pulumi.dev.yaml")],
        });
    });
});

describe("a command on several stacks", () => {
    const engine = (name: string): StackEngine => ({
        stack: { name, config: {}, missingSecrets: [] },
        run: () => Promise.resolve(0),
    });
    const stacks = ["hub", "dev", "staging"].map(engine);
    const silent = (): void => undefined;

    it("runs on one after another", async () => {
        const seen: string[] = [];
        const stopped = await inTurn(
            stacks,
            async ({ stack }) => {
                seen.push(`start ${stack.name}`);
                await new Promise(setImmediate);
                seen.push(`end ${stack.name}`);
                return 0;
            },
            silent,
        );
        assert.equal(stopped, undefined);
        assert.deepEqual(
            seen,
            ["hub", "dev", "staging"].flatMap((name) => [`start ${name}`, `end ${name}`]),
        );
    });

    it("stops at the first that fails and lists the stacks that were not touched", async () => {
        const seen: string[] = [];
        const stopped = await inTurn(
            stacks,
            ({ stack }) => {
                seen.push(stack.name);
                return Promise.resolve(stack.name === "dev" ? 255 : 0);
            },
            silent,
        );
        assert.deepEqual(seen, ["hub", "dev"]);
        assert.deepEqual(stopped, { exitCode: 255, at: "dev", left: ["staging"] });
        assert.equal(
            stoppedText(stopped),
            "Pulumi exited with code 255 in stack dev. Not touched: staging.",
        );
    });

    it("lists no other stack if it was the last", () => {
        assert.equal(
            stoppedText({ exitCode: 1, at: "hub", left: [] }),
            "Pulumi exited with code 1 in stack hub.",
        );
    });
});

describe("what Pulumi lists", () => {
    it("is read with short names, and no resources before the first update", () => {
        assert.deepEqual(
            summaries([
                { name: "organization/eks-gitops-fleet/hub", current: true, resourceCount: 120 },
                { name: "dev", current: false },
            ]),
            [
                { name: "dev", resources: 0 },
                { name: "hub", resources: 120 },
            ],
        );
    });
});

describe("what a destroy leaves in the local AWS", () => {
    const things = ["eks:cluster 111111111111/eu-west-1/management"];
    const empty = { name: "dev", resources: 0 };

    it("is empty if there are no resources", () => {
        const { text, isLeftOver } = remaining([], [empty]);
        assert.equal(text, "Nothing is left in the local AWS.");
        assert.equal(isLeftOver, false);
    });

    it("is left over when no stack has resources", () => {
        const { text, isLeftOver } = remaining(things, [empty]);
        assert.equal(text, `Left in the local AWS:\n  ${things[0]}`);
        assert.equal(isLeftOver, true);
    });

    it("is not called left over while a stack with resources may own it", () => {
        const { text, isLeftOver } = remaining(things, [empty, { name: "hub", resources: 120 }]);
        assert.match(text, /^Still up: hub \(120 resources\)\./);
        assert.match(text, /eks:cluster 111111111111\/eu-west-1\/management/);
        assert.equal(isLeftOver, false);
    });
});

describe("the status", () => {
    it("lists every stack", () => {
        const status = { clusters: [], memory: { current: 0, peak: 0 }, awsTime: NO_DELAYS };
        const text = statusText(status, [
            { name: "dev", resources: 0 },
            { name: "hub", resources: 120 },
        ]);
        assert.match(text, /^stack dev: 0 resources\nstack hub: 120 resources\nno clusters\n/);
        assert.match(text, /^local AWS with --aws-time resolve=0s,accept=0s,admit=0s$/m);
    });
});
