import assert from "node:assert/strict";

import { addonNames } from "../../../lib/cluster/addonPlan";
import { ADDON_NAMES } from "../../../lib/cluster/addonNames";
import { NODE_STRATEGIES } from "../../../lib/cluster/nodesSchema";
import {
    ADDON_VERSIONS,
    DEFAULT_KUBERNETES_VERSION,
    isNewerThanKnown,
    KUBERNETES_VERSIONS,
    minorOf,
} from "../../../lib/cluster/versions";
import { parseConfig } from "../../../config/parse";
import { managementOf, testingOf } from "../../support/clusterConfig";
import { changed, problemsOf, type Raw } from "../../support/config";

const PROFILES = { agent: { selectors: [{ namespace: "*" }] } };

describe("Add-ons", () => {
    const names = (changes: Raw): readonly string[] =>
        Object.keys(testingOf({ guestbook: {}, ...changes }).addons).sort();

    it("are by default what the nodes need, and no more", () => {
        const byStrategy = NODE_STRATEGIES.map((strategy) =>
            addonNames({
                addons: {},
                kubernetesVersion: DEFAULT_KUBERNETES_VERSION,
                strategy,
                identity: undefined,
            }),
        );
        assert.deepEqual(byStrategy, [
            ["vpc-cni", "kube-proxy", "coredns"],
            [],
            ["coredns"],
            ["vpc-cni", "kube-proxy"],
        ]);
    });

    it("are the ones that are added, beside these", () => {
        assert.deepEqual(names({ "targets.testing.addons.metrics-server": {} }), [
            ...["coredns", "kube-proxy", "metrics-server", "vpc-cni"],
        ]);
    });

    it("are without the ones that are left out: something else may do their work on a target", () => {
        assert.deepEqual(
            names({ "targets.testing.addons": { coredns: false, "kube-proxy": false } }),
            ["vpc-cni"],
        );
    });

    it("have the Pod Identity agent among them where something on managed nodes needs it", () => {
        assert.deepEqual(names({ "targets.testing.addons.aws-ebs-csi-driver": {} }), [
            ...["aws-ebs-csi-driver", "coredns", "eks-pod-identity-agent", "kube-proxy", "vpc-cni"],
        ]);
        const hub = { addons: {}, kubernetesVersion: "1.35", identity: "podIdentity" } as const;
        const agent = "eks-pod-identity-agent";
        assert.ok(addonNames({ ...hub, strategy: "managed" }).includes(agent));
        // It is part of Auto Mode's nodes.
        assert.ok(!addonNames({ ...hub, strategy: "autoMode" }).includes(agent));
        assert.ok(!addonNames({ ...hub, strategy: "managed", identity: "irsa" }).includes(agent));
    });

    it("have the versions that go with Kubernetes, unless they are said", () => {
        const version = "v1.99.0-eksbuild.1";
        const configuration = { env: { WARM_ENI_TARGET: "1" } };
        const { addons } = managementOf({
            "management.kubernetesVersion": "1.34",
            "management.addons": { coredns: { version }, "vpc-cni": { configuration } },
        });
        assert.deepEqual(addons, {
            "vpc-cni": { version: ADDON_VERSIONS["1.34"]!["vpc-cni"], configuration },
            "kube-proxy": {
                version: ADDON_VERSIONS["1.34"]!["kube-proxy"],
                configuration: undefined,
            },
            coredns: { version, configuration: undefined },
        });
    });
});

const OPTION =
    "allowed: a map with version and configuration, {} for the defaults of both, or false to leave the add-on out.";

/** Add-ons of a target, and everything that is said of them. */
const REFUSED: readonly (readonly [addons: unknown, problems: readonly string[]])[] = [
    [
        { "core-dns": {} },
        [
            ': unknown key "core-dns". Did you mean "coredns"? Allowed: vpc-cni, kube-proxy, coredns, eks-pod-identity-agent, aws-ebs-csi-driver, metrics-server.',
        ],
    ],
    [{ coredns: true }, [`.coredns: found true; ${OPTION}`]],
    [{ coredns: "v1.13.2-eksbuild.1" }, [`.coredns: found "v1.13.2-eksbuild.1"; ${OPTION}`]],
    [
        { coredns: { version: "latest" } },
        [
            '.coredns.version: found "latest"; allowed: an exact version as `aws eks describe-addon-versions` lists it, such as "v1.13.2-eksbuild.1".',
        ],
    ],
    [
        { coredns: { configuration: "replicaCount: 3" } },
        [
            '.coredns.configuration: found "replicaCount: 3"; allowed: a map, as `aws eks describe-addon-configuration` describes it for the add-on.',
        ],
    ],
    [
        { coredns: { Version: "v1.13.2-eksbuild.1" } },
        [
            '.coredns: unknown key "Version". Did you mean "version"? Allowed: version, configuration.',
        ],
    ],
];

describe("Add-ons", () => {
    for (const [addons, problems] of REFUSED) {
        it(`are not ${JSON.stringify(addons)}`, () => {
            assert.deepEqual(
                problemsOf(changed({ "targets.testing.addons": addons })),
                problems.map((problem) => `p:targets.testing.addons${problem}`),
            );
        });
    }
});

/** One rule between keys: changes that keep it, changes that break it, and what is said then. */
const RULES: readonly (readonly [title: string, kept: Raw, broken: Raw, problems: string[]])[] = [
    [
        "the management cluster has nodes",
        {},
        { "management.nodes": { strategy: "none" } },
        [
            'p:management.nodes.strategy: found "none"; without nodes Argo CD\'s pods never start: choose managed, autoMode or fargate for the management cluster.',
        ],
    ],
    [
        "managed nodes have a network",
        { "targets.testing.addons": { coredns: false } },
        { "targets.testing.addons": { "vpc-cni": false } },
        [
            "p:targets.testing.addons.vpc-cni: found false; managed nodes become Ready with a network plugin only, and their group fails without one: add vpc-cni to the add-ons.",
        ],
    ],
    [
        "what is part of Auto Mode is no add-on there",
        { "targets.testing.nodes": { strategy: "autoMode" } },
        {
            "targets.testing.nodes": { strategy: "autoMode" },
            "targets.testing.addons": { coredns: {} },
        },
        [
            "p:targets.testing.addons.coredns: found {}; coredns is part of every Auto Mode node: leave it out of the add-ons.",
        ],
    ],
    [
        "no DaemonSet is on Fargate",
        { "targets.testing.nodes": { strategy: "fargate", profiles: PROFILES } },
        {
            "targets.testing.nodes": { strategy: "fargate", profiles: PROFILES },
            "targets.testing.addons": { "vpc-cni": {} },
        },
        [
            "p:targets.testing.addons.vpc-cni: found {}; vpc-cni works by a DaemonSet, which Fargate never runs: leave it out of the add-ons, or choose managed nodes.",
        ],
    ],
    [
        "nothing that must run is on no nodes",
        { "targets.testing.nodes": { strategy: "none" } },
        {
            "targets.testing.nodes": { strategy: "none" },
            "targets.testing.addons": { "metrics-server": {} },
        },
        [
            "p:targets.testing.addons.metrics-server: found {}; metrics-server counts as created when its pods run, which they never do without nodes: leave it out of the add-ons until there are some.",
        ],
    ],
    [
        "the EBS CSI driver has the agent that its role comes by",
        {
            "management.addons": { "aws-ebs-csi-driver": {}, "eks-pod-identity-agent": {} },
        },
        {
            "management.addons": { "aws-ebs-csi-driver": {}, "eks-pod-identity-agent": false },
        },
        [
            "p:management.addons.eks-pod-identity-agent: found false; aws-ebs-csi-driver gets its role by EKS Pod Identity, whose agent this is: remove the key.",
        ],
    ],
    [
        "of a Kubernetes version newer than the program, add-ons' versions are named",
        {
            "management.kubernetesVersion": "1.37",
            "management.addons": {
                "vpc-cni": { version: "v1.30.0-eksbuild.1" },
                "kube-proxy": { version: "v1.37.0-eksbuild.1" },
                coredns: { version: "v1.15.0-eksbuild.1" },
            },
        },
        {
            "management.kubernetesVersion": "1.37",
            "management.addons": {
                "vpc-cni": { version: "v1.30.0-eksbuild.1" },
                "kube-proxy": { version: "v1.37.0-eksbuild.1" },
            },
        },
        [
            "p:management.addons.coredns.version: missing; Kubernetes 1.37 is newer than this program, which knows the add-on versions of 1.34, 1.35, 1.36: set a version that `aws eks describe-addon-versions --addon-name coredns --kubernetes-version 1.37` lists.",
        ],
    ],
];

describe("A rule between add-ons and nodes:", () => {
    for (const [title, kept, broken, problems] of RULES) {
        it(title, () => {
            assert.deepEqual(problemsOf(changed({ guestbook: {}, ...kept })), []);
            assert.deepEqual(problemsOf(changed({ guestbook: {}, ...broken })), problems);
        });
    }
});

describe("A Kubernetes version", () => {
    const ALLOWED = "allowed: a minor version of Kubernetes: 1.34, 1.35, 1.36 or newer.";

    it("is a known one, each with every add-on's exact build", () => {
        assert.ok(DEFAULT_KUBERNETES_VERSION in ADDON_VERSIONS);
        for (const version of KUBERNETES_VERSIONS) {
            assert.deepEqual(problemsOf(changed({ "management.kubernetesVersion": version })), []);
            assert.deepEqual(Object.keys(ADDON_VERSIONS[version]!), [...ADDON_NAMES]);
        }
        assert.deepEqual(KUBERNETES_VERSIONS.map(minorOf), [34, 35, 36]);
    });

    for (const [found, hint] of [
        ["1.33", ""],
        ["1.5", ""],
        ["2.1", ""],
        ["v1.35", ""],
        ["1.35.2", ""],
        ["latest", ""],
        [1.35, ' Quote it: "1.35".'],
        [null, ""],
    ] as const) {
        it(`is not ${JSON.stringify(found)}`, () => {
            assert.deepEqual(problemsOf(changed({ "management.kubernetesVersion": found })), [
                `p:management.kubernetesVersion: found ${JSON.stringify(found)}; ${ALLOWED}${hint}`,
            ]);
        });
    }

    it("that is newer than the program is warned about, and no other", () => {
        const version = "v1.30.0-eksbuild.1";
        const addons = { "vpc-cni": { version }, "kube-proxy": { version }, coredns: { version } };
        const warnings = (kubernetesVersion: string): readonly string[] =>
            parseConfig(
                changed({
                    "management.kubernetesVersion": kubernetesVersion,
                    "management.addons": addons,
                }),
                "p",
            ).warnings;
        assert.deepEqual(warnings("1.36"), []);
        assert.deepEqual(warnings("1.37"), [
            "management.kubernetesVersion: 1.37 is newer than this program, which was tried with 1.34, 1.35, 1.36; read its release notes before `pulumi up`.",
        ]);
        assert.deepEqual(KUBERNETES_VERSIONS.filter(isNewerThanKnown), []);
    });
});
