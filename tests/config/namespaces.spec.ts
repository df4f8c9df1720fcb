import assert from "node:assert/strict";

import { hubNamespaceProblems } from "../../discovery/hubNamespaces";
import { targetProject } from "../../lib/argocd/projects";
import type { NamespaceAccess } from "../../lib/kubernetes/access";
import { problemText } from "../../lib/problems";
import { changed, parsed, problemsOf, type Raw } from "../support/config";
import { RAW_CONFIG } from "../support/fixtures";
import { CONTRACT } from "../support/hub";
import {
    ALLOWED,
    inNamespace,
    onManagement,
    SYSTEM,
    WITH_HARNESS,
} from "../support/systemNamespaces";
import {
    FLEET_WITH_IDENTITY,
    identitiesStack,
    IDENTITIES_STACK,
} from "../support/workloadIdentities";

const LEVELS = ["privileged", "baseline", "restricted"] as const;
const EXISTING_TARGET = changed({ "targets.testing.existing": true });
const EXISTING_HUB = {
    "management.existing": true,
    "management.egressCidrs": ["198.51.100.7/32"],
};
/** Without the guestbook, whose namespace is not the subject here. */
const TARGETS_STACK = changed({ management: undefined, hub: { stack: "hub" }, guestbook: {} });
const HARNESS = changed({ ...WITH_HARNESS, guestbook: {} });
const TESTING = "p:targets.testing.access.namespaces";
const HUB = "p:targets.hub.access.namespaces";
const IDENTITY = "workloadIdentities.torque.namespace";

const EXEMPT =
    "admission policies often exempt Kubernetes' own namespaces, so anyone who may deploy there may be able to run privileged pods and become administrator of the cluster";
/** What a deployment to a namespace of a cluster other than the management cluster allows. */
const RISKS: Readonly<Record<string, string>> = {
    "kube-system":
        "controllers with permissions over the whole cluster run there, so anyone who may deploy there can become administrator of the cluster through one of their ServiceAccounts",
    "kube-public": EXEMPT,
    "kube-node-lease": EXEMPT,
    argocd: "an agent usually runs in a namespace of this name, so anyone who may deploy there can use its ServiceAccounts and reach everything that it reaches",
};
const AGENT_REACH =
    "an Application there could run a pod under the controller's own ServiceAccount and reach every cluster of the fleet.";
const PRIVILEGED =
    'podSecurity: found "privileged"; must be baseline or restricted: a privileged pod of the management cluster could read the agent\'s token from the node and reach every cluster of the fleet.';
const systemOnManagement = (name: string): string =>
    `${HUB}.${name}: must be removed: an Application in a system namespace of the management cluster could run a pod under a controller's ServiceAccount, become administrator of the cluster and so reach every cluster of the fleet. Name a namespace of your applications; allowSystemNamespace has no effect on the management cluster.`;
const missingSwitch = (name: string, risk = RISKS[name]!): string =>
    `${TESTING}.${name}: must be removed, or have allowSystemNamespace: true: ${risk}.`;
const uselessSwitch = (at: string, name: string): string =>
    `${at}.${name}.allowSystemNamespace: found true; must be removed: it has no effect on ${name}, which is not one of kube-system, kube-public, kube-node-lease, argocd.`;
const systemOfAgent = (engine: string, name: string): string =>
    `p:${engine}.namespace: found "${name}"; must not be a system namespace (kube-system, kube-public, kube-node-lease): the agent's permissions there would be permissions over Kubernetes itself. Choose a namespace of its own, such as argocd.`;
const systemOfIdentity = (name: string): string =>
    `p:${IDENTITY}.name: found "${name}"; must not be a system namespace of the management cluster: anyone who starts pods there can use a controller's ServiceAccount, become administrator of the cluster and so reach every cluster of the fleet. Choose a separate namespace for the pods.`;

type Case = readonly [title: string, raw: Raw, ...problems: string[]];

/** One test for each configuration: exactly these problems. */
function judges(cases: readonly Case[]): void {
    for (const [title, raw, ...problems] of cases) {
        it(`${problems.length === 0 ? "accepts" : "rejects"} ${title}`, () => {
            assert.deepEqual(problemsOf(raw), problems);
        });
    }
}

function warningsOf(raw: Raw): readonly string[] {
    return parsed(raw).warnings;
}

function accessOf(raw: Raw, name: string, target = "testing"): NamespaceAccess | undefined {
    const { access } = parsed(raw).targets[target]!;
    assert.ok(access.kind === "namespaces");
    return access.namespaces[name];
}

/** An identity of the small fleet, on its management cluster or on that of another stack's hub. */
function identityIn(namespace: Raw, base: Raw = FLEET_WITH_IDENTITY): Raw {
    return changed({ [IDENTITY]: { name: "environments", ...namespace } }, base);
}
const accounts = "workloadIdentities.torque.accounts";
const REFERRED_IDENTITY = changed(
    {
        management: undefined,
        hub: { stack: "hub" },
        [`${accounts}.own.region`]: "eu-west-1",
        [`${accounts}.dev.region`]: "eu-west-1",
    },
    FLEET_WITH_IDENTITY,
);

describe("Namespaces of a target on the management cluster", () => {
    /** The management cluster, named by its place in place of `management: true`. */
    const samePlace = (form: Raw, access: unknown): readonly string[] =>
        problemsOf(
            changed({ "targets.same": { ...RAW_CONFIG.management, ...form, access } }),
        ).filter((problem) => problem.startsWith("p:targets.same.access"));

    judges([
        ...SYSTEM.flatMap((name) =>
            [{}, { existing: true }, ALLOWED].map((options): Case => [
                `${name} with ${JSON.stringify(options)}`,
                onManagement(name, options),
                systemOnManagement(name),
            ]),
        ),
        ...["kube-systems", "kube", "system", "constructor"].map((name): Case => [
            `${name}, which only has a similar name`,
            onManagement(name, {}),
        ]),
        ...(
            [
                ["argocd", {}],
                ["gitops", { "argocd.namespace": "gitops" }],
                [
                    "agents",
                    { ...WITH_HARNESS, "harness.namespace": "agents", guestbook: undefined },
                ],
            ] as const
        ).flatMap(([agent, more]) =>
            [{}, ALLOWED].map((options): Case => [
                `the agent's namespace ${agent} with ${JSON.stringify(options)}`,
                onManagement(agent, options, more),
                `${HUB}.${agent}: must be removed, because the agent runs in this namespace: ${AGENT_REACH}`,
            ]),
        ),
        [
            "the whole cluster",
            changed({ "targets.hub": { management: true, access: "cluster" } }),
            `p:targets.hub.access: found "cluster"; must list namespaces, because this is the management cluster: ${AGENT_REACH}`,
        ],
        ...[{}, EXISTING_HUB].flatMap((more) =>
            [{}, { existing: true }].map((options): Case => [
                `privileged pods with ${JSON.stringify({ ...options, ...more })}`,
                onManagement("jobs", { ...options, podSecurity: "privileged" }, more),
                `${HUB}.jobs.${PRIVILEGED}`,
            ]),
        ),
        [
            "the switch on an ordinary namespace",
            onManagement("jobs", { allowSystemNamespace: true }),
            uselessSwitch(HUB, "jobs"),
        ],
        [
            "the guestbook in a system namespace outside access",
            onManagement(
                "default",
                {},
                { guestbook: { targets: ["hub"], namespace: "kube-system" } },
            ),
            'p:guestbook.namespace: found "kube-system"; target hub allows deployments to shop, default only; choose one of these, or add the namespace to access of the target.',
        ],
        [
            "the guestbook in a system namespace inside access",
            onManagement("kube-system", ALLOWED, {
                guestbook: { targets: ["hub"], namespace: "kube-system" },
            }),
            systemOnManagement("kube-system"),
        ],
    ]);

    it("are judged the same if the target names the cluster by account, region and name", () => {
        for (const form of [{}, { existing: true }]) {
            const inside = (name: string): string =>
                samePlace(form, { namespaces: { [name]: ALLOWED } }).join("\n");
            assert.equal(
                inside("kube-system"),
                systemOnManagement("kube-system").replace(HUB, "p:targets.same.access.namespaces"),
            );
            assert.match(
                inside("argocd"),
                /^p:targets\.same\.access\.namespaces\.argocd: must be removed, because the agent runs in this namespace/,
            );
            assert.match(
                samePlace(form, "cluster").join(),
                /^p:targets\.same\.access: found "cluster"; must list namespaces/,
            );
            assert.equal(inside("shop"), uselessSwitch("p:targets.same.access.namespaces", "shop"));
        }
    });

    it("do not grow by the namespace of the bootstrap", () => {
        const bootstrap = {
            kind: "applicationSet",
            repoUrl: "https://example.com/apps.git",
            path: "apps",
            namespace: "kube-system",
        };
        const { access } = parsed(onManagement("default", {}, { "argocd.bootstrap": bootstrap }))
            .targets["hub"]!;
        const project = { displayName: "hub", endpoint: "https://hub", sourceRepos: [] };
        assert.deepEqual(targetProject({ ...project, scope: access }).destinations, [
            { server: "https://hub", namespace: "default" },
            { server: "https://hub", namespace: "shop" },
        ]);
    });
});

describe("Namespaces of a target on another cluster", () => {
    const gitops = changed({ "argocd.namespace": "gitops" });
    const agents = changed({ ...WITH_HARNESS, "harness.namespace": "agents", guestbook: {} });
    const guestbook = changed({ guestbook: { targets: ["testing"], namespace: "kube-system" } });

    judges([
        ...Object.keys(RISKS).flatMap((name): readonly Case[] => [
            [
                `${name} without allowSystemNamespace`,
                inNamespace(name, { existing: true }),
                missingSwitch(name),
            ],
            [`${name} with allowSystemNamespace`, inNamespace(name, ALLOWED)],
        ]),
        ...[EXISTING_TARGET, TARGETS_STACK].flatMap((base, index): readonly Case[] => {
            const of = ["of an existing cluster", "of a stack with another stack's hub"][index]!;
            return [
                [
                    `kube-system ${of} without the switch`,
                    inNamespace("kube-system", { existing: true }, base),
                    missingSwitch("kube-system"),
                ],
                [`kube-system ${of} with the switch`, inNamespace("kube-system", ALLOWED, base)],
            ];
        }),
        ["argocd if the agent has another namespace", inNamespace("argocd", {}, gitops)],
        [
            "the agent's other namespace",
            inNamespace("gitops", {}, gitops),
            missingSwitch("gitops", RISKS["argocd"]),
        ],
        [
            "the namespace of Harness's agent",
            inNamespace("agents", {}, agents),
            missingSwitch("agents", RISKS["argocd"]),
        ],
        [
            "the namespace of Harness's agent with the switch",
            inNamespace("agents", ALLOWED, agents),
        ],
        ...SYSTEM.map((name): Case => [
            `${name} that would be created`,
            inNamespace(name, { allowSystemNamespace: true }),
            `${TESTING}.${name}.existing: found false; must be true: every cluster has this namespace, and this program neither creates nor deletes it.`,
        ]),
        ["argocd that is created", inNamespace("argocd", { allowSystemNamespace: true })],
        [
            "the guestbook in a system namespace without the switch",
            inNamespace("kube-system", { existing: true }, guestbook),
            missingSwitch("kube-system"),
        ],
        [
            "the guestbook in a system namespace with the switch",
            inNamespace("kube-system", ALLOWED, guestbook),
        ],
        [
            "the switch on an ordinary namespace",
            inNamespace("shop", { allowSystemNamespace: true }),
            uselessSwitch(TESTING, "shop"),
        ],
        [
            "the switch on an ordinary namespace if it is off",
            inNamespace("shop", { allowSystemNamespace: false }),
        ],
        // Only the hub's contract has the agent's namespace, so discovery checks these.
        ...["argocd", "gitops"].flatMap((name): readonly Case[] => [
            [`${name} of another stack's hub`, inNamespace(name, {}, TARGETS_STACK)],
            [
                `${name} of another stack's hub, switched on`,
                inNamespace(name, ALLOWED, TARGETS_STACK),
            ],
        ]),
        [
            "an unknown level of Pod Security",
            inNamespace("jobs", { podSecurity: "none" }),
            `${TESTING}.jobs.podSecurity: found "none"; allowed: privileged, baseline, restricted.`,
        ],
    ]);

    it("are not judged if the agent's section is invalid, so that its namespace is unknown", () => {
        const wrong = inNamespace("gitops", ALLOWED, changed({ "argocd.namespace": "No" }));
        assert.deepEqual(
            problemsOf(wrong).map((problem) => problem.split(":")[1]),
            ["argocd.namespace"],
        );
    });

    it("are warned about if they are system namespaces or privileged, and not otherwise", () => {
        for (const [name, risk] of Object.entries(RISKS)) {
            assert.deepEqual(warningsOf(inNamespace(name, ALLOWED)), [
                `targets.testing.access.namespaces.${name}: allowSystemNamespace is true: ${risk}.`,
            ]);
        }
        for (const base of [EXISTING_TARGET, TARGETS_STACK]) {
            assert.equal(warningsOf(inNamespace("kube-system", ALLOWED, base)).length, 1);
        }
        for (const existing of [false, true]) {
            for (const base of [RAW_CONFIG, EXISTING_TARGET]) {
                const raw = inNamespace("jobs", { existing, podSecurity: "privileged" }, base);
                assert.deepEqual(warningsOf(raw), [
                    "targets.testing.access.namespaces.jobs.podSecurity: privileged allows pods that use the node's file system, network and processes, and so read other pods' credentials there; choose baseline unless a workload needs it.",
                ]);
            }
        }
        for (const options of [{}, { podSecurity: "baseline" }, { podSecurity: "restricted" }]) {
            assert.deepEqual(warningsOf(inNamespace("jobs", options)), []);
        }
    });

    it("have no option that is not set, so that no Application is verified again", () => {
        const off = { existing: false, secrets: false, roles: false };
        const raw = changed({ "argocd.namespace": "a" });
        assert.deepEqual(accessOf(inNamespace("jobs", {}), "jobs"), off);
        assert.deepEqual(accessOf(inNamespace("argocd", {}, raw), "argocd"), off);
        assert.deepEqual(
            accessOf(inNamespace("argocd", { allowSystemNamespace: false }, raw), "argocd"),
            off,
        );
    });
});

describe("Pod Security of a target's namespace", () => {
    /** A namespace that is created, one that exists, and one of Kubernetes' own. */
    const NAMESPACES: readonly (readonly [title: string, name: string, options: Raw])[] = [
        ["a created", "jobs", {}],
        ["an existing", "jobs", { existing: true }],
        ["a system", "kube-system", ALLOWED],
    ];
    const on =
        (base: Raw) =>
        (name: string, options: Raw): Raw =>
            inNamespace(name, options, base);
    /** The default of an existing namespace. A created one gets its label on creation; any other keeps its labels. */
    const PLACES: readonly (readonly [
        title: string,
        target: string,
        config: (name: string, options: Raw) => Raw,
        existing: NamespaceAccess["podSecurity"],
    ])[] = [
        ["a created cluster", "testing", on(RAW_CONFIG), "baseline"],
        ["a created cluster of another stack's hub", "testing", on(TARGETS_STACK), "baseline"],
        ["an existing cluster", "testing", on(EXISTING_TARGET), undefined],
        ["a created management cluster", "hub", onManagement, "baseline"],
        [
            "an existing management cluster",
            "hub",
            (name, options) => onManagement(name, options, EXISTING_HUB),
            undefined,
        ],
    ];
    for (const [place, target, config, existing] of PLACES) {
        // The management cluster allows neither system namespaces nor privileged pods.
        const namespaces = target === "hub" ? NAMESPACES.slice(0, 2) : NAMESPACES;
        const levels = target === "hub" ? LEVELS.slice(1) : LEVELS;
        for (const [title, name, options] of namespaces) {
            const level = title === "an existing" ? existing : undefined;
            it(`of ${title} namespace of ${place} defaults to ${level ?? "no level"}`, () => {
                assert.equal(accessOf(config(name, options), name, target)?.podSecurity, level);
                for (const podSecurity of levels) {
                    const raw = config(name, { ...options, podSecurity });
                    assert.equal(accessOf(raw, name, target)?.podSecurity, podSecurity);
                }
            });
        }
    }

    it("of every system namespace of a created cluster defaults to no level", () => {
        for (const name of SYSTEM) {
            assert.equal(accessOf(inNamespace(name, ALLOWED), name)?.podSecurity, undefined);
        }
    });
});

describe("The agent's namespace", () => {
    const levelOf = (raw: Raw): unknown => {
        const { hub } = parsed(raw);
        assert.ok(hub.kind === "own");
        return hub.agent.config.podSecurity;
    };
    const noToken = { "harness.tokenSecret": undefined, harnessToken: undefined };
    const EXISTING_HARNESS = { "harness.install": "existing", ...noToken };

    judges([
        ...SYSTEM.flatMap((name): readonly Case[] => [
            [
                `${name} for Argo CD`,
                changed({ "argocd.namespace": name }),
                systemOfAgent("argocd", name),
            ],
            [
                `${name} for an existing Argo CD`,
                changed({ argocd: { namespace: name, install: "existing" } }),
                systemOfAgent("argocd", name),
            ],
            [
                `${name} for Harness's agent`,
                changed({ "harness.namespace": name }, HARNESS),
                systemOfAgent("harness", name),
            ],
        ]),
        [
            "kube-argocd, which only has a similar name",
            changed({ "argocd.namespace": "kube-argocd" }),
        ],
        ...(
            [
                [
                    "argocd",
                    changed({}),
                    { "argocd.install": "existing" },
                    "an existing Argo CD is configured where it was installed: leave the key out, or choose install: manifests or helm.",
                ],
                [
                    "harness",
                    HARNESS,
                    EXISTING_HARNESS,
                    "an existing agent is configured where it was installed: leave the key out, or choose install: helm.",
                ],
            ] as const
        ).flatMap(([engine, base, existing, remedy]): readonly Case[] => {
            const key = `${engine}.podSecurity`;
            return [
                [
                    `privileged pods of ${engine}`,
                    changed({ [key]: "privileged" }, base),
                    `p:${key}: found "privileged"; allowed: baseline, restricted. Did you mean "baseline"?`,
                ],
                [
                    `a level of an existing ${engine}`,
                    changed({ [key]: "restricted", ...existing }, base),
                    `p:${key}: ${remedy}`,
                ],
                [
                    `the default level of an existing ${engine}`,
                    changed({ [key]: "baseline", ...existing }, base),
                ],
            ];
        }),
        ...[
            { "harness.argoCd": "connected" },
            { ...noToken, "harness.existingSecretName": "agent-token" },
        ].flatMap((into, index): readonly Case[] => [
            [
                `a level of Harness's agent in an existing namespace (${index})`,
                changed({ "harness.podSecurity": "restricted", ...into }, HARNESS),
                'p:harness.podSecurity: found "restricted"; must be removed: namespace argocd exists and is not changed by this program. Label it where it is managed: kubectl label namespace argocd pod-security.kubernetes.io/enforce=restricted.',
            ],
            [
                `the default level of Harness's agent in an existing namespace (${index})`,
                changed({ "harness.podSecurity": "baseline", ...into }, HARNESS),
            ],
        ]),
    ]);

    it("is baseline by default, or restricted", () => {
        for (const [engine, base] of [
            ["argocd", changed({})],
            ["harness", HARNESS],
        ] as const) {
            assert.equal(levelOf(base), "baseline");
            for (const level of ["baseline", "restricted"]) {
                assert.equal(levelOf(changed({ [`${engine}.podSecurity`]: level }, base)), level);
            }
        }
    });
});

describe("The namespace of a workload identity", () => {
    const elsewhere = identitiesStack();
    const { cluster } = IDENTITIES_STACK.workloadIdentities.torque;
    const beside = changed({ "workloadIdentities.torque.cluster": cluster }, FLEET_WITH_IDENTITY);
    const twice = (first: Raw, second: Raw): Raw => {
        const { torque } = IDENTITIES_STACK.workloadIdentities;
        const identity = (changes: Raw, serviceAccount: string): Raw =>
            changed({ ...changes, serviceAccount }, structuredClone(torque));
        return {
            ...IDENTITIES_STACK,
            workloadIdentities: { torque: identity(first, "one"), github: identity(second, "two") },
        };
    };
    const level = (podSecurity: string): Raw => ({ "namespace.podSecurity": podSecurity });
    const conflict = (found: string, other: string): string =>
        `p:workloadIdentities.github.namespace.podSecurity: found "${found}"; workloadIdentities.torque is in the same namespace and has ${other}; set the same value in both.`;

    judges([
        ...[FLEET_WITH_IDENTITY, REFERRED_IDENTITY].flatMap((base, index): readonly Case[] => {
            const of = `on the management cluster of ${["this stack", "another stack"][index]!}`;
            return [
                ...SYSTEM.map((name): Case => [
                    `${name} ${of}`,
                    identityIn({ name, existing: true }, base),
                    systemOfIdentity(name),
                ]),
                [
                    `kube-runners ${of}, which only has a similar name`,
                    identityIn({ name: "kube-runners", existing: true }, base),
                ],
                [
                    `privileged pods ${of}`,
                    identityIn({ podSecurity: "privileged" }, base),
                    `p:${IDENTITY}.${PRIVILEGED}`,
                ],
                [`baseline pods ${of}`, identityIn({ podSecurity: "baseline" }, base)],
                [`restricted pods ${of}`, identityIn({ podSecurity: "restricted" }, base)],
            ];
        }),
        [
            "the agent's namespace on the management cluster",
            identityIn({ name: "argocd" }),
            `p:${IDENTITY}.name: found "argocd"; must not be Argo CD's own namespace: pods there could run under its ServiceAccounts and reach every cluster of the fleet. Choose another.`,
        ],
        ["a similar namespace on the management cluster", identityIn({ name: "argo" })],
        [
            "a namespace that a target creates on the management cluster",
            changed(
                {
                    "targets.hub": {
                        management: true,
                        access: { namespaces: { environments: {} } },
                    },
                },
                FLEET_WITH_IDENTITY,
            ),
            `p:${IDENTITY}.name: found "environments"; targets.hub creates this namespace for Argo CD to deploy to, and its Applications could run pods under the identity's ServiceAccounts; choose another.`,
        ],
        ["argocd on another cluster", identityIn({ name: "argocd" }, elsewhere)],
        ...[elsewhere, beside].map((base, index): Case => [
            `kube-system on another cluster, ${["without", "beside"][index]!} a management cluster`,
            identityIn({ name: "kube-system", existing: true }, base),
        ]),
        [
            "privileged pods on another cluster",
            identityIn({ podSecurity: "privileged" }, elsewhere),
        ],
        ...LEVELS.map((podSecurity): Case => [
            `level ${podSecurity} of an existing namespace`,
            identityIn({ existing: true, podSecurity }, elsewhere),
            `p:${IDENTITY}.podSecurity: found "${podSecurity}"; must be removed: this program does not change an existing namespace. Label it where it is managed: kubectl label namespace environments pod-security.kubernetes.io/enforce=${podSecurity}.`,
        ]),
        ["an existing namespace without a level", identityIn({ existing: true }, elsewhere)],
        [
            "different levels of one namespace",
            twice(level("restricted"), level("baseline")),
            conflict("baseline", "restricted"),
        ],
        [
            "a level and none of one namespace",
            twice(level("restricted"), {}),
            conflict("nothing", "restricted"),
        ],
        [
            "no level and one of one namespace",
            twice({}, level("restricted")),
            conflict("restricted", "nothing"),
        ],
        [
            "a namespace that one identity creates and another one uses",
            twice({}, { "namespace.existing": true }),
            "p:workloadIdentities.github.namespace.existing: found true; workloadIdentities.torque is in the same namespace and has false; set the same value in both.",
        ],
        ["the same level of one namespace", twice(level("restricted"), level("restricted"))],
        ...[{ "namespace.name": "other" }, { "cluster.clusterName": "other" }].map(
            (apart): Case => [
                `different levels of two namespaces (${Object.keys(apart).join()})`,
                twice(level("restricted"), { ...level("baseline"), ...apart }),
            ],
        ),
    ]);

    it("has a level only if that is set", () => {
        const namespaceOf = (raw: Raw): unknown =>
            parsed(raw).workloadIdentities["torque"]!.namespace;
        const namespace = { name: "environments", existing: false };
        assert.deepEqual(namespaceOf(elsewhere), namespace);
        for (const podSecurity of LEVELS) {
            assert.deepEqual(namespaceOf(identityIn({ podSecurity }, elsewhere)), {
                ...namespace,
                podSecurity,
            });
        }
    });
});

describe("On the cluster of another stack's hub, discovery", () => {
    const { accountId, clusterName, region } = CONTRACT;
    const PLACE = { accountId, clusterName, region };
    const contractProblems = (raw: Raw): readonly string[] =>
        hubNamespaceProblems(parsed(raw), CONTRACT).map((problem) => problemText(problem, "p"));
    const targetIn = (options: Raw, place: Raw = {}): Raw =>
        changed(
            {
                "targets.same": {
                    ...{ existing: true, ...PLACE, ...place },
                    access: { namespaces: { jobs: options } },
                },
            },
            TARGETS_STACK,
        );
    const identityOn = (cluster: Raw, namespace: Raw): Raw =>
        changed(
            { hub: { stack: "hub" }, "workloadIdentities.torque.cluster": cluster },
            identityIn(namespace, identitiesStack({ "accounts.dev.region": "eu-west-1" })),
        );

    it("rejects privileged pods of a target, and not those of another cluster", () => {
        for (const options of [{}, { existing: true }]) {
            assert.deepEqual(
                contractProblems(targetIn({ ...options, podSecurity: "privileged" })),
                [`p:targets.same.access.namespaces.jobs.${PRIVILEGED}`],
            );
            assert.deepEqual(
                contractProblems(targetIn({ ...options, podSecurity: "baseline" })),
                [],
            );
            assert.deepEqual(contractProblems(targetIn(options)), []);
        }
        const privileged = { podSecurity: "privileged" };
        assert.deepEqual(contractProblems(targetIn(privileged, { region: "eu-north-1" })), []);
    });

    it("rejects privileged pods of an identity, and not those of another cluster", () => {
        const privileged = { podSecurity: "privileged" };
        assert.deepEqual(contractProblems(identityOn(PLACE, privileged)), [
            `p:${IDENTITY}.${PRIVILEGED}`,
        ]);
        assert.deepEqual(contractProblems(identityOn(PLACE, {})), []);
        const other = { ...PLACE, region: "eu-north-1" };
        assert.deepEqual(contractProblems(identityOn(other, privileged)), []);
    });
});
