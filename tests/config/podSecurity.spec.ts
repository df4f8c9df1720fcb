import assert from "node:assert/strict";

import type { NamespaceAccess } from "../../lib/kubernetes/access";
import { parseConfig } from "../../config/parse";
import { problemText } from "../../lib/problems";
import { hubNamespaceProblems } from "../../discovery/hubNamespaces";
import { changed, problemsOf, type Raw } from "../support/config";
import { CONTRACT } from "../support/hub";
import {
    ALLOWED,
    inNamespace,
    onManagement,
    SYSTEM,
    WITH_HARNESS,
} from "../support/systemNamespaces";

const LEVELS = ["privileged", "baseline", "restricted"] as const;
const EXISTING_TARGET = changed({ "targets.testing.existing": true });
const EXISTING_HUB = {
    "management.existing": true,
    "management.egressCidrs": ["198.51.100.7/32"],
};
const TARGETS_STACK = changed({ management: undefined, hub: { stack: "hub" }, guestbook: {} });
const REACHES_THE_FLEET =
    "must be baseline or restricted: a privileged pod of the management cluster could read the agent's token from the node and reach every cluster of the fleet.";

/** Problems of a stack with another stack's hub, known by its contract. */
function contractProblems(raw: Raw): readonly string[] {
    return hubNamespaceProblems(parseConfig(raw, "p"), CONTRACT).map((problem) =>
        problemText(problem, "p"),
    );
}

describe("Pod Security of a target's namespaces", () => {
    /** Level of a namespace, by the target's key. */
    function levelOf(raw: Raw, target: string, name: string): NamespaceAccess["podSecurity"] {
        const { access } = parseConfig(raw, "p").targets[target]!;
        assert.ok(access.kind === "namespaces");
        return access.namespaces[name]!.podSecurity;
    }

    /** A namespace that is created, one that exists, and one of Kubernetes' own. */
    const NAMESPACES: readonly (readonly [title: string, name: string, options: Raw])[] = [
        ["a created", "jobs", {}],
        ["an existing", "jobs", { existing: true }],
        ["a system", "kube-system", ALLOWED],
    ];
    type Place = readonly [
        title: string,
        target: string,
        config: (name: string, options: Raw) => Raw,
        defaults: Readonly<Record<string, NamespaceAccess["podSecurity"]>>,
    ];
    /** Undefined: a created namespace gets the label where it is created, any other keeps its labels. */
    const PLACES: readonly Place[] = [
        ["a created cluster", "testing", inNamespace, { "an existing": "baseline" }],
        [
            "a created cluster of another stack's hub",
            "testing",
            (name, options) => inNamespace(name, options, TARGETS_STACK),
            { "an existing": "baseline" },
        ],
        [
            "an existing cluster",
            "testing",
            (name, options) => inNamespace(name, options, EXISTING_TARGET),
            {},
        ],
        ["a created management cluster", "hub", onManagement, { "an existing": "baseline" }],
        [
            "an existing management cluster",
            "hub",
            (name, options) => onManagement(name, options, EXISTING_HUB),
            {},
        ],
    ];
    for (const [place, target, config, defaults] of PLACES) {
        for (const [title, name, options] of NAMESPACES) {
            if (target === "hub" && title === "a system") {
                // Refused there: see managementNamespaces.spec.ts.
                continue;
            }
            const level = defaults[title];
            it(`defaults to ${level ?? "no level"} for ${title} namespace of ${place}`, () => {
                assert.equal(levelOf(config(name, options), target, name), level);
            });

            it(`is the configured level for ${title} namespace of ${place}`, () => {
                for (const podSecurity of target === "hub" ? LEVELS.slice(1) : LEVELS) {
                    const raw = config(name, { ...options, podSecurity });
                    assert.equal(levelOf(raw, target, name), podSecurity);
                }
            });
        }
    }

    it("defaults to no level for every system namespace of a created cluster", () => {
        for (const name of SYSTEM) {
            assert.equal(levelOf(inNamespace(name, ALLOWED), "testing", name), undefined);
        }
    });

    it("leaves out a level that is not set: no Application is verified again", () => {
        const { access } = parseConfig(inNamespace("jobs", {}), "p").targets["testing"]!;
        assert.ok(access.kind === "namespaces");
        assert.deepEqual(access.namespaces["jobs"], {
            existing: false,
            secrets: false,
            roles: false,
        });
    });

    it("is one of three levels", () => {
        assert.deepEqual(problemsOf(inNamespace("jobs", { podSecurity: "none" })), [
            'p:targets.testing.access.namespaces.jobs.podSecurity: found "none"; allowed: privileged, baseline, restricted.',
        ]);
    });

    it("is never privileged on the management cluster", () => {
        for (const more of [{}, EXISTING_HUB]) {
            for (const options of [{}, { existing: true }]) {
                const raw = onManagement("jobs", { ...options, podSecurity: "privileged" }, more);
                assert.deepEqual(problemsOf(raw), [
                    `p:targets.hub.access.namespaces.jobs.podSecurity: found "privileged"; ${REACHES_THE_FLEET}`,
                ]);
            }
        }
    });

    it("is never privileged on the cluster of another stack's hub", () => {
        const { accountId, clusterName, region } = CONTRACT;
        const onHub = (options: Raw, place: Raw = {}): Raw =>
            changed(
                {
                    "targets.same": {
                        ...{ existing: true, accountId, clusterName, region, ...place },
                        access: { namespaces: { jobs: options } },
                    },
                },
                TARGETS_STACK,
            );
        for (const options of [{}, { existing: true }]) {
            assert.deepEqual(contractProblems(onHub({ ...options, podSecurity: "privileged" })), [
                `p:targets.same.access.namespaces.jobs.podSecurity: found "privileged"; ${REACHES_THE_FLEET}`,
            ]);
            assert.deepEqual(contractProblems(onHub({ ...options, podSecurity: "baseline" })), []);
            assert.deepEqual(contractProblems(onHub(options)), []);
        }
        const elsewhere = { region: "eu-north-1" };
        assert.deepEqual(contractProblems(onHub({ podSecurity: "privileged" }, elsewhere)), []);
    });

    it("is warned about where it is privileged", () => {
        for (const options of [{}, { existing: true }]) {
            for (const base of [changed({}), EXISTING_TARGET]) {
                const raw = inNamespace("jobs", { ...options, podSecurity: "privileged" }, base);
                assert.deepEqual(parseConfig(raw, "p").warnings, [
                    "targets.testing.access.namespaces.jobs.podSecurity: privileged allows pods that use the node's file system, network and processes, and so read other pods' credentials there; choose baseline unless a workload needs it.",
                ]);
            }
        }
        for (const podSecurity of ["baseline", "restricted", undefined]) {
            const raw = inNamespace("jobs", podSecurity === undefined ? {} : { podSecurity });
            assert.deepEqual(parseConfig(raw, "p").warnings, []);
        }
    });
});

describe("Pod Security of the agent's namespace", () => {
    const AGENTS: readonly (readonly [engine: "argocd" | "harness", base: Raw, remedy: string])[] =
        [
            [
                "argocd",
                changed({}),
                "an existing Argo CD is configured where it was installed: leave the key out, or choose install: manifests or helm.",
            ],
            [
                "harness",
                changed({ ...WITH_HARNESS, guestbook: {} }),
                "an existing agent is configured where it was installed: leave the key out, or choose install: helm.",
            ],
        ];
    for (const [engine, base, remedy] of AGENTS) {
        const withLevel = (podSecurity: string, more: Raw = {}): Raw =>
            changed({ [`${engine}.podSecurity`]: podSecurity, ...more }, base);
        const levelOf = (raw: Raw): unknown => {
            const { hub } = parseConfig(raw, "p");
            assert.ok(hub.kind === "own");
            return hub.agent.config.podSecurity;
        };

        it(`defaults to baseline, or is restricted: ${engine}`, () => {
            assert.equal(levelOf(base), "baseline");
            assert.equal(levelOf(withLevel("baseline")), "baseline");
            assert.equal(levelOf(withLevel("restricted")), "restricted");
        });

        it(`is never privileged: ${engine}`, () => {
            assert.deepEqual(problemsOf(withLevel("privileged")), [
                `p:${engine}.podSecurity: found "privileged"; allowed: baseline, restricted. Did you mean "baseline"?`,
            ]);
        });

        it(`is refused where the agent exists: ${engine}`, () => {
            const existing = {
                [`${engine}.install`]: "existing",
                ...(engine === "harness"
                    ? { "harness.tokenSecret": undefined, harnessToken: undefined }
                    : {}),
            };
            assert.deepEqual(problemsOf(withLevel("restricted", existing)), [
                `p:${engine}.podSecurity: ${remedy}`,
            ]);
            assert.deepEqual(problemsOf(withLevel("baseline", existing)), []);
        });
    }

    it("is refused where Harness's agent goes into a namespace that exists", () => {
        const harness = changed({ ...WITH_HARNESS, guestbook: {} });
        const remedy =
            "must be removed: namespace argocd exists and is not changed by this program. Label it where it is managed: kubectl label namespace argocd pod-security.kubernetes.io/enforce=restricted.";
        for (const into of [
            { "harness.argoCd": "connected" },
            {
                "harness.tokenSecret": undefined,
                harnessToken: undefined,
                "harness.existingSecretName": "agent-token",
            },
        ]) {
            assert.deepEqual(
                problemsOf(changed({ "harness.podSecurity": "restricted", ...into }, harness)),
                [`p:harness.podSecurity: found "restricted"; ${remedy}`],
            );
            assert.deepEqual(
                problemsOf(changed({ "harness.podSecurity": "baseline", ...into }, harness)),
                [],
            );
        }
    });
});
