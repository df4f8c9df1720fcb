import assert from "node:assert/strict";

import { managementOf } from "../../support/clusterConfig";
import { changed, problemsOf, type Raw } from "../../support/config";

const MANAGED = {
    kind: "managed",
    instanceTypes: ["t3.large"],
    minSize: 2,
    desiredSize: 2,
    maxSize: 4,
    diskSize: 50,
    amiType: "AL2023_x86_64_STANDARD",
    capacityType: "ON_DEMAND",
    labels: {},
    taints: [],
};
const AGENT = { agent: { selectors: [{ namespace: "argocd" }] } };

describe("Nodes", () => {
    it("are two small managed ones where nothing is said", () => {
        assert.deepEqual(managementOf({}).nodes, MANAGED);
        assert.deepEqual(
            managementOf({ "management.nodes": { strategy: "managed" } }).nodes,
            MANAGED,
        );
    });

    it("are managed as it is said, with the image for their processor", () => {
        const said = {
            instanceTypes: ["m7g.large", "t4g.large"],
            minSize: 1,
            desiredSize: 3,
            maxSize: 9,
            diskSize: 200,
            capacityType: "SPOT",
            labels: { tier: "apps", "example.com/team": "a" },
            taints: [{ key: "spot", effect: "PREFER_NO_SCHEDULE" }],
        };
        assert.deepEqual(managementOf({ "management.nodes": said }).nodes, {
            kind: "managed",
            ...said,
            amiType: "AL2023_ARM_64_STANDARD",
        });
        const amiType = "BOTTLEROCKET_x86_64";
        assert.deepEqual(managementOf({ "management.nodes": { amiType } }).nodes, {
            ...MANAGED,
            amiType,
        });
    });

    it("are Auto Mode's, of both pools where none is named", () => {
        const nodes = (said: Raw): unknown =>
            managementOf({ "management.nodes": { strategy: "autoMode", ...said } }).nodes;
        assert.deepEqual(nodes({}), {
            kind: "autoMode",
            nodePools: ["general-purpose", "system"],
        });
        assert.deepEqual(nodes({ nodePools: ["system"] }), {
            kind: "autoMode",
            nodePools: ["system"],
        });
    });

    it("are Fargate's, CoreDNS's own profile among the profiles", () => {
        const profiles = {
            ...AGENT,
            apps: { selectors: [{ namespace: "team-*", labels: { serverless: "yes" } }] },
        };
        assert.deepEqual(
            managementOf({ "management.nodes": { strategy: "fargate", profiles } }).nodes,
            {
                kind: "fargate",
                profiles: {
                    system: [{ namespace: "kube-system", labels: { "k8s-app": "kube-dns" } }],
                    agent: [{ namespace: "argocd", labels: {} }],
                    apps: [{ namespace: "team-*", labels: { serverless: "yes" } }],
                },
            },
        );
    });
});

const OF_MANAGED = "is a key of strategy managed, and this is";

/** Nodes of a target, and everything that is said of them. */
const REFUSED: readonly (readonly [nodes: unknown, problems: readonly string[]])[] = [
    [
        "none",
        [
            ': found "none"; allowed: a map with strategy (managed, autoMode, fargate, none) and its keys.',
        ],
    ],
    [
        { strategy: "farget" },
        [
            '.strategy: found "farget"; allowed: managed, autoMode, fargate, none. Did you mean "fargate"?',
        ],
    ],
    [
        { strategy: "none", instanceTypes: ["t3.large"] },
        [`: instanceTypes ${OF_MANAGED} none: leave it out, or choose that strategy.`],
    ],
    [
        { strategy: "autoMode", minSize: 3, profiles: {} },
        [
            `: minSize ${OF_MANAGED} autoMode: leave it out, or choose that strategy. profiles is a key of strategy fargate, and this is autoMode: leave it out, or choose that strategy.`,
        ],
    ],
    [
        { strategy: "fargate", profile: {} },
        [': unknown key "profile". Did you mean "profiles"? Allowed: strategy, profiles.'],
    ],
    [
        { nodePools: ["system"] },
        [
            ": nodePools is a key of strategy autoMode, and this is managed: leave it out, or choose that strategy.",
        ],
    ],
    [
        { strategy: "autoMode", nodePools: [] },
        [".nodePools: found []; allowed: a list of general-purpose, system or both."],
    ],
    [
        { strategy: "autoMode", nodePools: ["gpu"] },
        ['.nodePools.0: found "gpu"; allowed: general-purpose, system.'],
    ],
    [{ diskSize: 10 }, [".diskSize: found 10; allowed: a whole number of GiB from 20 to 16384."]],
    [
        { amiType: "AL2_x86_64" },
        [
            '.amiType: found "AL2_x86_64"; allowed: AL2023_x86_64_STANDARD, AL2023_ARM_64_STANDARD, BOTTLEROCKET_x86_64, BOTTLEROCKET_ARM_64.',
        ],
    ],
    [
        { capacityType: "spot" },
        ['.capacityType: found "spot"; allowed: ON_DEMAND, SPOT. Did you mean "SPOT"?'],
    ],
    [
        { labels: { "-x": "a" } },
        [
            '.labels.-x: found "-x"; allowed as a label: a name of 1 to 63 letters, digits and -_., with a DNS name and a slash before it if need be.',
        ],
    ],
    [
        { labels: { x: "a b" } },
        [
            '.labels.x: found "a b"; allowed: up to 63 letters, digits and -_., beginning and ending with a letter or digit.',
        ],
    ],
    [
        { taints: [{ key: "x" }] },
        [".taints.0.effect: missing; allowed: NO_SCHEDULE, PREFER_NO_SCHEDULE, NO_EXECUTE."],
    ],
    [
        { taints: { x: "y" } },
        ['.taints: found {"x":"y"}; allowed: a list of taints, each with key, value and effect.'],
    ],
    ...["eks-apps", "system", "Apps", "a".repeat(31)].map((name): [unknown, string[]] => [
        { strategy: "fargate", profiles: { [name]: AGENT.agent } },
        [
            `.profiles.${name}: found "${name}"; allowed as a profile's name: 1 to 30 lower-case letters, digits and hyphens, beginning with a letter and not with eks; system is the one that CoreDNS runs under.`,
        ],
    ]),
    [
        { strategy: "fargate", profiles: { apps: { selectors: [] } } },
        [
            ".profiles.apps.selectors: found []; allowed: a list of one to five selectors, each with a namespace.",
        ],
    ],
    [
        { strategy: "fargate", profiles: { apps: { selectors: [{ namespace: "A b" }] } } },
        [
            '.profiles.apps.selectors.0.namespace: found "A b"; allowed: the name of a namespace, in which * and ? may stand for other characters.',
        ],
    ],
];

describe("Nodes", () => {
    for (const [nodes, problems] of REFUSED) {
        it(`are not ${JSON.stringify(nodes)}`, () => {
            assert.deepEqual(
                problemsOf(changed({ "targets.testing.nodes": nodes, guestbook: {} })),
                problems.map((problem) => `p:targets.testing.nodes${problem}`),
            );
        });
    }
});

const TAINT = { key: "dedicated", effect: "NO_SCHEDULE" };

/** One rule between keys: changes that keep it, changes that break it, and what is said then. */
const RULES: readonly (readonly [title: string, kept: Raw, broken: Raw, problems: string[]])[] = [
    [
        "the least nodes are not more than the desired",
        { "management.nodes": { minSize: 3, desiredSize: 3, maxSize: 3 } },
        { "management.nodes": { minSize: 3 } },
        [
            "p:management.nodes: found minSize 3, desiredSize 2, maxSize 4; allowed: minSize <= desiredSize <= maxSize.",
        ],
    ],
    [
        "the desired nodes are not more than the most",
        { "management.nodes": { desiredSize: 4 } },
        { "management.nodes": { desiredSize: 5 } },
        [
            "p:management.nodes: found minSize 2, desiredSize 5, maxSize 4; allowed: minSize <= desiredSize <= maxSize.",
        ],
    ],
    [
        "one group's nodes have one processor",
        { "management.nodes": { instanceTypes: ["m7g.large", "t4g.large"] } },
        { "management.nodes": { instanceTypes: ["m7g.large", "t3.large"] } },
        [
            'p:management.nodes.instanceTypes: found ["m7g.large","t3.large"]; some of these are Graviton instances (arm64) and some are not; one group\'s nodes have one processor.',
        ],
    ],
    [
        "the image is for the processor",
        { "management.nodes": { instanceTypes: ["m7g.large"], amiType: "BOTTLEROCKET_ARM_64" } },
        { "management.nodes": { amiType: "BOTTLEROCKET_ARM_64" } },
        [
            'p:management.nodes.amiType: found "BOTTLEROCKET_ARM_64"; the instance types are x86_64; choose an image for that, or remove amiType.',
        ],
    ],
    [
        "taints leave Argo CD and CoreDNS somewhere to run",
        { "management.nodes.taints": [{ ...TAINT, effect: "PREFER_NO_SCHEDULE" }] },
        { "management.nodes.taints": [TAINT] },
        [
            'p:management.nodes.taints.0: found "dedicated"; it keeps Argo CD and CoreDNS from the only nodes there are: allowed here: PREFER_NO_SCHEDULE.',
        ],
    ],
    [
        "on a target CoreDNS tolerates them or isn't there",
        {
            "targets.testing.nodes.taints": [TAINT],
            "targets.testing.addons.coredns.configuration": { tolerations: [] },
        },
        { "targets.testing.nodes.taints": [{ ...TAINT, effect: "NO_EXECUTE" }] },
        [
            'p:targets.testing.nodes.taints.0: found "dedicated"; it keeps CoreDNS from the only nodes there are: allowed here: PREFER_NO_SCHEDULE, or any effect that addons.coredns.configuration.tolerations names.',
        ],
    ],
    [
        "a profile takes Argo CD's pods on Fargate, by name or by a wildcard",
        {
            "management.nodes": {
                strategy: "fargate",
                profiles: { all: { selectors: [{ namespace: "argo*" }] } },
            },
        },
        { "management.nodes": { strategy: "fargate" } },
        [
            "p:management.nodes.profiles: no profile takes every pod of namespace argocd, and Argo CD's pods would never start; add one: { argocd: { selectors: [{ namespace: argocd }] } }.",
        ],
    ],
    [
        "a profile that wants labels doesn't take them all",
        {
            "management.nodes": { strategy: "fargate", profiles: AGENT },
        },
        {
            "management.nodes": {
                strategy: "fargate",
                profiles: { agent: { selectors: [{ namespace: "argocd", labels: { a: "b" } }] } },
            },
        },
        [
            "p:management.nodes.profiles: no profile takes every pod of namespace argocd, and Argo CD's pods would never start; add one: { argocd: { selectors: [{ namespace: argocd }] } }.",
        ],
    ],
    [
        "a profile takes the guestbook's pods",
        {
            "targets.testing.nodes": {
                strategy: "fargate",
                profiles: { d: { selectors: [{ namespace: "defaul?" }] } },
            },
        },
        { "targets.testing.nodes": { strategy: "fargate", profiles: AGENT } },
        [
            "p:targets.testing.nodes.profiles: no profile takes every pod of namespace default, and the guestbook's pods would never start; add one: { default: { selectors: [{ namespace: default }] } }.",
        ],
    ],
];

describe("A rule between nodes and what runs on them:", () => {
    for (const [title, kept, broken, problems] of RULES) {
        it(title, () => {
            assert.deepEqual(problemsOf(changed(kept)), []);
            assert.deepEqual(problemsOf(changed(broken)), problems);
        });
    }
});
