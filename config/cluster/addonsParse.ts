/** From a cluster's `addons` to the add-ons that run, with their versions. */
import { agentSection } from "../agent/sections";
import type { AgentIdentity } from "../../lib/agent/types";
import type { Sections } from "../schema";
import { ADDON_NAMES, type AddonName } from "../../lib/cluster/addonNames";
import type { AddonsSection } from "./addonsSchema";
import type { ClusterSection } from "./schema";

import type { AddonConfig, AddonsConfig, NodeStrategy } from "../../lib/cluster/types";
import { ADDON_VERSIONS } from "./versions";

/** What decides which add-ons run where none is named. */
export interface AddonPlan {
    readonly addons: AddonsSection;
    readonly kubernetesVersion: string;
    readonly strategy: NodeStrategy;
    /** How the agent's pods get their role; undefined on a cluster without the agent. */
    readonly identity: AgentIdentity | undefined;
}

/** The plan of a cluster's section. @param isHub whether the agent runs on the cluster */
export function addonPlan(
    cluster: ClusterSection,
    isHub: boolean,
    sections: Partial<Sections>,
): AddonPlan {
    return {
        addons: cluster.addons,
        kubernetesVersion: cluster.kubernetesVersion,
        strategy: cluster.nodes.strategy,
        identity: isHub ? agentSection(sections).identity : undefined,
    };
}

const BY_STRATEGY: Readonly<Record<NodeStrategy, readonly AddonName[]>> = {
    managed: ["vpc-cni", "kube-proxy", "coredns"],
    // All of it is part of the nodes.
    autoMode: [],
    // Networking is part of Fargate.
    fargate: ["coredns"],
    // For nodes that join later. CoreDNS is a Deployment: its add-on fails while there is no node.
    none: ["vpc-cni", "kube-proxy"],
};

/** Names of the add-ons that run: the strategy's, what they need, what is added, without what is left out. */
export function addonNames({ addons, strategy, identity }: AddonPlan): readonly AddonName[] {
    const needsAgent =
        strategy === "managed" &&
        (identity === "podIdentity" || Boolean(addons["aws-ebs-csi-driver"]));
    const defaults = new Set<AddonName>([
        ...BY_STRATEGY[strategy],
        ...(needsAgent ? (["eks-pod-identity-agent"] as const) : []),
    ]);
    return ADDON_NAMES.filter(
        (name) => addons[name] !== false && (addons[name] ?? defaults.has(name)),
    );
}

/** Add-ons whose version nobody says: neither the configuration nor, for this Kubernetes version, the program. */
export function unversionedAddons(plan: AddonPlan): readonly AddonName[] {
    return addonNames(plan).filter((name) => addonVersion(name, plan) === undefined);
}

/** The add-ons that run. Every one has a version where unversionedAddons names none. */
export function addonsConfig(plan: AddonPlan): AddonsConfig {
    return Object.fromEntries(
        addonNames(plan).map((name): [AddonName, AddonConfig] => {
            const section = plan.addons[name];
            const configuration = section ? section.configuration : undefined;
            return [
                name,
                {
                    version: addonVersion(name, plan) ?? "",
                    ...(configuration === undefined ? {} : { configuration }),
                },
            ];
        }),
    );
}

function addonVersion(name: AddonName, plan: AddonPlan): string | undefined {
    const section = plan.addons[name];
    const said = section ? section.version : undefined;
    return said ?? ADDON_VERSIONS[plan.kubernetesVersion]?.[name];
}
