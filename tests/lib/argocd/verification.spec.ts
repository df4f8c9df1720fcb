import assert from "node:assert/strict";

import {
    conditionTexts,
    isSettled,
    isUnfinished,
    progressOf,
    requestedSync,
    stateText,
    type ApplicationObject,
    type Progress,
} from "../../../lib/argocd/verification";

const metadata = { resourceVersion: "1" };
const OURS = requestedSync("word");
const THEIRS = { initiatedBy: { username: "admin" }, info: [{ name: "Reason", value: "word" }] };
const EARLIER = requestedSync("an earlier word");

function application(
    phase: string | undefined,
    recorded: object,
    requested?: unknown,
    message?: string,
): ApplicationObject {
    const operationState = { phase: phase!, message, operation: recorded };
    return {
        metadata,
        ...(requested === undefined ? {} : { operation: requested }),
        status: phase === undefined ? {} : { operationState },
    };
}

describe("A sync that is requested", () => {
    it("carries its unique id, prunes, and retries for 70 seconds", () => {
        assert.deepEqual(requestedSync("word"), {
            initiatedBy: { username: "eks-gitops-fleet" },
            info: [{ name: "eks-gitops-fleet/verification", value: "word" }],
            retry: { limit: 3, backoff: { duration: "5s", factor: 2, maxDuration: "1m" } },
            sync: { prune: true },
        });
    });

    const CASES: readonly (readonly [title: string, ApplicationObject, Progress])[] = [
        ["is absent without a status", { metadata }, { kind: "absent" }],
        [
            "is absent if no operation was ever requested",
            application(undefined, {}),
            { kind: "absent" },
        ],
        ...["Succeeded", "Failed", "Error"].map(
            (phase) =>
                [
                    `is absent if another operation ended: ${phase}`,
                    application(phase, THEIRS),
                    { kind: "absent" },
                ] as const,
        ),
        [
            "is absent if an earlier one of this program succeeded",
            application("Succeeded", EARLIER),
            { kind: "absent" },
        ],
        [
            "is absent if the ended operation does not say who requested it",
            application("Succeeded", {}),
            { kind: "absent" },
        ],
        [
            "is absent if nothing is recorded about the ended operation",
            { metadata, status: { operationState: { phase: "Succeeded" } } },
            { kind: "absent" },
        ],
        [
            "counts a null operation as none",
            application("Succeeded", THEIRS, null),
            { kind: "absent" },
        ],
        ...["Running", "Terminating"].map(
            (phase) =>
                [
                    `finds another operation in progress: ${phase}`,
                    application(phase, EARLIER, EARLIER),
                    { kind: "busy" },
                ] as const,
        ),
        [
            "finds another operation in progress whose request no longer exists",
            application("Running", THEIRS),
            { kind: "busy" },
        ],
        [
            "finds another operation requested",
            application("Succeeded", THEIRS, EARLIER),
            { kind: "busy" },
        ],
        [
            "finds an operation requested without any information",
            application("Succeeded", THEIRS, { sync: {} }),
            { kind: "busy" },
        ],
        [
            "is running before Argo CD starts it, whatever an earlier operation reports",
            application("Failed", THEIRS, OURS, "earlier"),
            { kind: "running", message: "Argo CD has not begun with the sync" },
        ],
        [
            "is running before Argo CD starts it, without a status",
            { metadata, operation: OURS },
            { kind: "running", message: "Argo CD has not begun with the sync" },
        ],
        [
            "is running while Argo CD works on it, with its message",
            application("Running", OURS, OURS, "Retrying attempt #1 at 3:04PM."),
            { kind: "running", message: "Retrying attempt #1 at 3:04PM." },
        ],
        [
            "is running while someone terminates it, and shows its phase if it has no message",
            application("Terminating", OURS, OURS),
            { kind: "running", message: "Terminating" },
        ],
        ["succeeded", application("Succeeded", OURS), { kind: "succeeded" }],
        [
            "succeeded even if another one was requested since",
            application("Succeeded", OURS, THEIRS),
            { kind: "succeeded" },
        ],
        [
            "failed, with Argo CD's message",
            application("Failed", OURS, undefined, "forbidden (retried 4 times)."),
            { kind: "failed", message: "Failed: forbidden (retried 4 times)." },
        ],
        [
            "failed by an error, without a message",
            application("Error", OURS),
            { kind: "failed", message: "Error: no message" },
        ],
    ];
    for (const [title, found, progress] of CASES) {
        it(title, () => {
            assert.deepEqual(progressOf(found, "word"), progress);
        });
    }

    it("is unfinished from its start to its end", () => {
        assert.equal(isUnfinished(undefined), false);
        for (const phase of ["Running", "Terminating"]) {
            assert.equal(isUnfinished({ phase }), true);
        }
        for (const phase of ["Succeeded", "Failed", "Error"]) {
            assert.equal(isUnfinished({ phase }), false);
        }
    });
});

describe("An Application's state", () => {
    const state = (sync?: string, health?: string): ApplicationObject => ({
        metadata,
        status: {
            ...(sync === undefined ? {} : { sync: { status: sync } }),
            ...(health === undefined ? {} : { health: { status: health } }),
        },
    });

    it("is settled when it is Synced, and Healthy if required", () => {
        for (const [sync, health, withHealth, without] of [
            ["Synced", "Healthy", true, true],
            ["Synced", "Progressing", false, true],
            ["Synced", "Degraded", false, true],
            ["Synced", undefined, false, true],
            ["OutOfSync", "Healthy", false, false],
            ["Unknown", "Healthy", false, false],
            [undefined, "Healthy", false, false],
        ] as const) {
            assert.equal(isSettled(state(sync, health), true), withHealth, `${sync} ${health}`);
            assert.equal(isSettled(state(sync, health), false), without, `${sync} ${health}`);
        }
        assert.equal(isSettled({ metadata }, false), false);
    });

    it("names sync, health, unhealthy resources and conditions in one line", () => {
        for (const status of [undefined, {}, { sync: {}, health: {} }]) {
            assert.equal(stateText({ metadata, status }), "sync unknown, health unknown");
        }
        assert.equal(stateText(state("Synced", "Healthy")), "sync Synced, health Healthy");
        assert.equal(
            stateText({
                metadata,
                status: {
                    ...state("OutOfSync", "Degraded").status,
                    resources: [
                        { kind: "Service", name: "ui", health: { status: "Healthy" } },
                        { kind: "ConfigMap", name: "settings" },
                        { kind: "Secret", name: "empty", health: {} },
                        {
                            kind: "Deployment",
                            name: "ui",
                            health: { status: "Degraded", message: "exceeded its deadline" },
                        },
                        { kind: "Ingress", name: "ui", health: { status: "Progressing" } },
                    ],
                    conditions: [{ type: "SyncError", message: "forbidden" }],
                },
            }),
            "sync OutOfSync, health Degraded; Deployment ui is Degraded: exceeded its deadline; Ingress ui is Progressing; SyncError: forbidden",
        );
    });

    it("contains conditions with their messages", () => {
        assert.deepEqual(conditionTexts(undefined), []);
        assert.deepEqual(
            conditionTexts([
                { type: "ComparisonError", message: "a" },
                { type: "SyncError", message: "b" },
            ]),
            ["ComparisonError: a", "SyncError: b"],
        );
    });
});
