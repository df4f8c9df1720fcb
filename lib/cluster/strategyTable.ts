/** Which nodes, identity of the agent and add-ons go together on a cluster that we make. One sentence for each that don't. */

import type { AgentIdentity } from "../agent/types";
import type { NodeStrategy } from "./types";

export interface StrategyCell {
    readonly strategy: NodeStrategy;
    /** Means something on the hub only: nothing of the agent runs on a target. */
    readonly identity: AgentIdentity;
    /** EKS's names of the add-ons, such as `vpc-cni`. */
    readonly addons: readonly string[];
    /** Whether the agent runs here. */
    readonly isHub: boolean;
}

export const POD_IDENTITY_AGENT = "eks-pod-identity-agent";

/** Add-ons that EKS has by other means on Auto Mode. https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html#addon-consider-auto */
const BUILT_INTO_AUTO_MODE: readonly string[] = [
    "aws-ebs-csi-driver",
    "coredns",
    POD_IDENTITY_AGENT,
    "kube-proxy",
    "vpc-cni",
];

/** Add-ons of DaemonSets alone, or that are of no use without one. Same page, column of compute types. */
const NEEDS_EC2_NODES: readonly string[] = [
    "amazon-cloudwatch-observability",
    "aws-ebs-csi-driver",
    "aws-guardduty-agent",
    "aws-mountpoint-s3-csi-driver",
    "aws-network-flow-monitoring-agent",
    "eks-node-monitoring-agent",
    POD_IDENTITY_AGENT,
    "kube-proxy",
    "vpc-cni",
];

/** Add-ons with a Deployment: EKS calls them degraded until a pod of theirs runs, and their creation fails. */
const NEEDS_A_RUNNING_POD: readonly string[] = [
    "adot",
    "amazon-cloudwatch-observability",
    "aws-ebs-csi-driver",
    "aws-efs-csi-driver",
    "coredns",
    "metrics-server",
    "snapshot-controller",
];

/** One row of the table: the cells it refuses, and why. */
type Row = (cell: StrategyCell) => readonly string[];

const ROWS: readonly Row[] = [
    hubNeedsNodes,
    podIdentityOnFargate,
    podIdentityNeedsItsAgent,
    managedNodesNeedANetwork,
    hubNeedsServicesAndNames,
    builtIntoAutoMode,
    noDaemonSetsOnFargate,
    nothingRunsWithoutNodes,
    eachAddonOnce,
];

/** Why a cell of the table is illegal, one sentence with its remedy for each reason; empty for a legal one. */
export function strategyProblems(cell: StrategyCell): readonly string[] {
    return ROWS.flatMap((row) => row(cell));
}

function hubNeedsNodes({ strategy, isHub }: StrategyCell): readonly string[] {
    return isHub && strategy === "none"
        ? [
              "without nodes Argo CD's pods never start: choose managed, autoMode or fargate for the management cluster.",
          ]
        : [];
}

/** https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html#pod-id-restrictions */
function podIdentityOnFargate({ strategy, identity, isHub }: StrategyCell): readonly string[] {
    return isHub && strategy === "fargate" && identity === "podIdentity"
        ? [
              "EKS Pod Identity gives pods on Fargate no credentials: set the agent's identity to irsa, or choose managed or autoMode nodes.",
          ]
        : [];
}

function podIdentityNeedsItsAgent({
    strategy,
    identity,
    addons,
    isHub,
}: StrategyCell): readonly string[] {
    return isHub &&
        strategy === "managed" &&
        identity === "podIdentity" &&
        !addons.includes(POD_IDENTITY_AGENT)
        ? [
              `managed nodes have no Pod Identity agent of their own: add ${POD_IDENTITY_AGENT} to the add-ons, or set the agent's identity to irsa.`,
          ]
        : [];
}

function managedNodesNeedANetwork({ strategy, addons }: StrategyCell): readonly string[] {
    return strategy === "managed" && !addons.includes("vpc-cni")
        ? [
              "managed nodes become Ready with a network plugin only, and their group fails without one: add vpc-cni to the add-ons.",
          ]
        : [];
}

/** A target may have replacements of its own, Cilium's for one; the hub has what this program puts there. */
function hubNeedsServicesAndNames({ strategy, addons, isHub }: StrategyCell): readonly string[] {
    const needed: readonly (readonly [string, string])[] =
        strategy === "managed"
            ? [
                  ["kube-proxy", "Services"],
                  ["coredns", "names"],
              ]
            : strategy === "fargate"
              ? [["coredns", "names"]]
              : [];
    return isHub
        ? needed
              .filter(([addon]) => !addons.includes(addon))
              .map(
                  ([addon, what]) =>
                      `Argo CD's pods find each other by ${what}, which ${addon} provides: add it to the management cluster's add-ons.`,
              )
        : [];
}

function builtIntoAutoMode({ strategy, addons }: StrategyCell): readonly string[] {
    return strategy === "autoMode"
        ? addonsIn(addons, BUILT_INTO_AUTO_MODE).map(
              (addon) => `${addon} is part of every Auto Mode node: leave it out of the add-ons.`,
          )
        : [];
}

/** https://docs.aws.amazon.com/eks/latest/userguide/fargate.html#fargate-considerations */
function noDaemonSetsOnFargate({ strategy, addons }: StrategyCell): readonly string[] {
    return strategy === "fargate"
        ? addonsIn(addons, NEEDS_EC2_NODES).map(
              (addon) =>
                  `${addon} works by a DaemonSet, which Fargate never runs: leave it out of the add-ons, or choose managed nodes.`,
          )
        : [];
}

function nothingRunsWithoutNodes({ strategy, addons }: StrategyCell): readonly string[] {
    return strategy === "none"
        ? addonsIn(addons, NEEDS_A_RUNNING_POD).map(
              (addon) =>
                  `${addon} counts as created when its pods run, which they never do without nodes: leave it out of the add-ons until there are some.`,
          )
        : [];
}

function eachAddonOnce({ addons }: StrategyCell): readonly string[] {
    return [...new Set(addons.filter((addon, index) => addons.indexOf(addon) !== index))].map(
        (addon) => `${addon} is listed twice: EKS has each add-on once, leave one of them out.`,
    );
}

function addonsIn(addons: readonly string[], listed: readonly string[]): readonly string[] {
    return [...new Set(addons)].filter((addon) => listed.includes(addon));
}
