import assert from "node:assert/strict";

import { changeLines, changesOf, stepsOf } from "../e2e/support/steps";

const ROLE = "urn:pulumi:dev::eks-gitops-fleet::a:index:A$aws:iam/role:Role::acme";
const SECRET = "urn:pulumi:dev::eks-gitops-fleet::kubernetes:core/v1:Secret::testing";

/** Events as `pulumi --event-log` writes them, cut to what is read. */
function log(...events: readonly object[]): string {
    return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

function metadata(op: string, urn: string, more: object = {}): object {
    const type = urn.split("::")[2]!.split("$").at(-1)!;
    return { metadata: { op, urn, type, ...more } };
}

const LOG = log(
    { preludeEvent: { config: {} } },
    { resourcePreEvent: metadata("same", ROLE) },
    { resOutputsEvent: metadata("same", ROLE) },
    {
        resourcePreEvent: metadata("update", SECRET, {
            detailedDiff: { "stringData.config": { diffKind: "update" } },
            diffs: ["stringData.config", "stringData"],
        }),
    },
    { resOpFailedEvent: metadata("update", SECRET) },
    { summaryEvent: { resourceChanges: { same: 1 } } },
);

describe("the engine's event log", () => {
    it("tells the planned steps of a preview, with what differs", () => {
        assert.deepEqual(stepsOf(LOG, "preview"), [
            { op: "same", type: "aws:iam/role:Role", urn: ROLE, name: "acme", differing: [] },
            {
                op: "update",
                type: "kubernetes:core/v1:Secret",
                urn: SECRET,
                name: "testing",
                differing: ["stringData.config", "stringData"],
            },
        ]);
    });

    it("tells the steps that an update has done, without those that failed", () => {
        assert.deepEqual(
            stepsOf(LOG, "update").map(({ op, name }) => [op, name]),
            [["same", "acme"]],
        );
    });

    it("tells changes from what stays, as lines in a fixed order", () => {
        const steps = stepsOf(
            log(
                { resOutputsEvent: metadata("create", SECRET) },
                { resOutputsEvent: metadata("refresh", ROLE) },
                { resOutputsEvent: metadata("delete-replaced", ROLE) },
                { resOutputsEvent: metadata("read", ROLE) },
            ),
            "update",
        );
        assert.deepEqual(
            changesOf(steps).map(({ op }) => op),
            ["create", "delete-replaced"],
        );
        assert.deepEqual(changeLines(steps), [
            "create kubernetes:core/v1:Secret testing",
            "delete-replaced aws:iam/role:Role acme",
        ]);
    });

    it("counts updates of components only if nothing else changes", () => {
        const ours = "urn:pulumi:dev::eks-gitops-fleet::eks-gitops-fleet:index:Target::testing";
        const component = { resOutputsEvent: metadata("update", ours) };
        const child = { resOutputsEvent: metadata("update", SECRET) };
        const lines = (...events: readonly object[]): readonly string[] =>
            changeLines(stepsOf(log(...events), "update"));
        assert.deepEqual(lines(component), ["update eks-gitops-fleet:index:Target testing"]);
        assert.deepEqual(lines(component, child), ["update kubernetes:core/v1:Secret testing"]);
    });
});
