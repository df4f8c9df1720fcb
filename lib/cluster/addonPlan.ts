/** The add-ons of a cluster, with their versions. */
import type { AgentIdentity } from "../agent/types";
import { ADDON_NAMES, type AddonName } from "./addonNames";
import type { AddonsSection } from "./addonsSchema";
import type { ClusterSection } from "./schema";
import type { AddonConfig, AddonsConfig, NodeStrategy } from "./types";
import { ADDON_VERSIONS } from "./versions";

/** What the add-ons of a cluster follow from. */
export interface AddonPlan {
    readonly addons: AddonsSection;
    readonly kubernetesVersion: string;
    readonly strategy: NodeStrategy;
    /** How the agent's pods get their role; undefined on a cluster without the agent. */
    readonly identity: AgentIdentity | undefined;
}

/** @param identity how the agent's pods get their role; undefined on a cluster without the agent */
export function addonPlan(cluster: ClusterSection, identity: AgentIdentity | undefined): AddonPlan {
    return {
        addons: cluster.addons,
        kubernetesVersion: cluster.kubernetesVersion,
        strategy: cluster.nodes.strategy,
        identity,
    };
}

const BY_STRATEGY: Readonly<Record<NodeStrategy, readonly AddonName[]>> = {
    managed: ["vpc-cni", "kube-proxy", "coredns"],
    // Auto Mode nodes contain all of them.
    autoMode: [],
    // Fargate brings its own networking.
    fargate: ["coredns"],
    // For nodes that join later. CoreDNS is a Deployment: its add-on fails without nodes.
    none: ["vpc-cni", "kube-proxy"],
};

/** The node strategy's add-ons and those they need, plus the configured ones, minus those set to false. */
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

/** Add-ons without a version: not configured, and not known for this Kubernetes version. */
export function unversionedAddons(plan: AddonPlan): readonly AddonName[] {
    return addonNames(plan).filter((name) => addonVersion(name, plan) === undefined);
}

/** The add-ons that run. Each has a version if unversionedAddons is empty. */
export function addonsConfig(plan: AddonPlan): AddonsConfig {
    return Object.fromEntries(
        addonNames(plan).map((name): [AddonName, AddonConfig] => {
            const section = plan.addons[name];
            const configuration = section ? section.configuration : undefined;
            return [
                name,
                {
                    version: addonVersion(name, plan) ?? "",
                    configuration,
                },
            ];
        }),
    );
}

function addonVersion(name: AddonName, plan: AddonPlan): string | undefined {
    const section = plan.addons[name];
    const configured = section ? section.version : undefined;
    return configured ?? ADDON_VERSIONS[plan.kubernetesVersion]?.[name];
}
