import assert from "node:assert/strict";

import type { AgentIdentity } from "../../../lib/agent/types";
import { strategyProblems, type StrategyCell } from "../../../lib/cluster/strategyTable";
import type { NodeStrategy } from "../../../lib/cluster/types";

const CORE = ["vpc-cni", "kube-proxy", "coredns"];
const AGENT = "eks-pod-identity-agent";

const STRATEGIES: readonly NodeStrategy[] = ["managed", "autoMode", "fargate", "none"];
const IDENTITIES: readonly AgentIdentity[] = ["irsa", "podIdentity"];
const ADDONS: Readonly<Record<string, readonly string[]>> = {
    none: [],
    coredns: ["coredns"],
    core: CORE,
    "core and the agent": [...CORE, AGENT],
    "core and EBS": [...CORE, "aws-ebs-csi-driver"],
};

/** The legal cells; every other of the table is refused. */
const LEGAL: readonly string[] = [
    "target managed irsa core",
    "target managed irsa core and the agent",
    "target managed irsa core and EBS",
    "target managed podIdentity core",
    "target managed podIdentity core and the agent",
    "target managed podIdentity core and EBS",
    "target autoMode irsa none",
    "target autoMode podIdentity none",
    "target fargate irsa none",
    "target fargate irsa coredns",
    "target fargate podIdentity none",
    "target fargate podIdentity coredns",
    "target none irsa none",
    "target none podIdentity none",
    "hub managed irsa core",
    "hub managed irsa core and the agent",
    "hub managed irsa core and EBS",
    "hub managed podIdentity core and the agent",
    "hub autoMode irsa none",
    "hub autoMode podIdentity none",
    "hub fargate irsa coredns",
];

const HUB: StrategyCell = { strategy: "managed", identity: "irsa", addons: CORE, isHub: true };

describe("The table of nodes, identity and add-ons", () => {
    it("has exactly these legal cells", () => {
        const legal = [false, true].flatMap((isHub) =>
            STRATEGIES.flatMap((strategy) =>
                IDENTITIES.flatMap((identity) =>
                    Object.entries(ADDONS)
                        .filter(
                            ([, addons]) =>
                                strategyProblems({ strategy, identity, addons, isHub }).length ===
                                0,
                        )
                        .map(
                            ([name]) =>
                                `${isHub ? "hub" : "target"} ${strategy} ${identity} ${name}`,
                        ),
                ),
            ),
        );
        assert.deepEqual(legal, LEGAL);
    });

    const REFUSED: readonly (readonly [Partial<StrategyCell>, readonly string[]])[] = [
        [
            { strategy: "none", addons: [] },
            [
                "without nodes Argo CD's pods never start: choose managed, autoMode or fargate for the management cluster.",
            ],
        ],
        [
            { strategy: "fargate", identity: "podIdentity", addons: ["coredns"] },
            [
                "EKS Pod Identity gives pods on Fargate no credentials: set the agent's identity to irsa, or choose managed or autoMode nodes.",
            ],
        ],
        [
            { identity: "podIdentity" },
            [
                "managed nodes have no Pod Identity agent of their own: add eks-pod-identity-agent to the add-ons, or set the agent's identity to irsa.",
            ],
        ],
        [
            { addons: ["coredns", "kube-proxy"], isHub: false },
            [
                "managed nodes become Ready with a network plugin only, and their group fails without one: add vpc-cni to the add-ons.",
            ],
        ],
        [
            { addons: ["vpc-cni"] },
            [
                "Argo CD's pods find each other by Services, which kube-proxy provides: add it to the management cluster's add-ons.",
                "Argo CD's pods find each other by names, which coredns provides: add it to the management cluster's add-ons.",
            ],
        ],
        [
            { strategy: "autoMode", addons: ["metrics-server", "vpc-cni"] },
            ["vpc-cni is part of every Auto Mode node: leave it out of the add-ons."],
        ],
        [
            { strategy: "fargate", addons: ["coredns", "aws-ebs-csi-driver"] },
            [
                "aws-ebs-csi-driver works by a DaemonSet, which Fargate never runs: leave it out of the add-ons, or choose managed nodes.",
            ],
        ],
        [
            { strategy: "none", addons: ["vpc-cni", "coredns"], isHub: false },
            [
                "coredns counts as created when its pods run, which they never do without nodes: leave it out of the add-ons until there are some.",
            ],
        ],
        [
            { addons: [...CORE, "coredns"] },
            ["coredns is listed twice: EKS has each add-on once, leave one of them out."],
        ],
    ];
    for (const [changes, problems] of REFUSED) {
        it(`explains ${JSON.stringify(changes)}`, () => {
            assert.deepEqual(strategyProblems({ ...HUB, ...changes }), problems);
        });
    }

    it("has an opinion on known add-ons only", () => {
        for (const strategy of STRATEGIES) {
            const addons = strategy === "managed" ? [...CORE, "own-addon"] : ["own-addon"];
            assert.deepEqual(strategyProblems({ ...HUB, strategy, addons, isHub: false }), []);
        }
    });

    it("tells every reason of a cell at once, each as one line", () => {
        const problems = strategyProblems({
            strategy: "fargate",
            identity: "podIdentity",
            addons: ["vpc-cni", AGENT, AGENT],
            isHub: true,
        });
        assert.equal(problems.length, 5);
        assert.ok(problems.every((problem) => /^[^\n]+: [^\n]+\.$/.test(problem)));
    });
});
