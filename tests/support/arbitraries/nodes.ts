/** Makes generated nodes and add-ons satisfy the rules between them. */
import fc from "fast-check";

import type { Raw } from "../config";
import { matching, type Overrides } from "./fromSchema";

/** Each with one processor architecture. */
const INSTANCE_TYPES = [["t3.large"], ["m7i.xlarge", "c6a.large"], ["m7g.large", "t4g.small"]];

const VERSION = matching("^v\\d\\.\\d+\\.\\d+-eksbuild\\.\\d+$");

export function nodesOverrides(path: string): Overrides {
    return {
        [`${path}.kubernetesVersion`]: fc.constantFrom("1.34", "1.35", "1.36"),
        [`${path}.nodes.instanceTypes`]: fc.constantFrom(...INSTANCE_TYPES),
        [`${path}.addons.aws-ebs-csi-driver.version`]: VERSION,
    };
}

/** Requirements of the rest of the stack for a cluster's nodes. */
export interface NodeNeeds {
    readonly isHub: boolean;
    /** Namespace of the agent. */
    readonly agentNamespace: string;
    /** Minimum number of nodes that something on the cluster requires. */
    readonly fewestNodes: number;
    /** Default number of nodes. */
    readonly defaultNodes: number;
    readonly identity: unknown;
}

/** A cluster's nodes and add-ons, made consistent. */
export function settledNodes(cluster: Raw, needs: NodeNeeds): Raw {
    const given = (cluster["nodes"] ?? {}) as Raw;
    const strategy = needs.isHub && given["strategy"] === "none" ? "managed" : given["strategy"];
    const nodes = strategy === given["strategy"] ? given : {};
    switch (strategy) {
        case "autoMode":
            return { nodes, addons: kept(cluster, ["metrics-server"]) };
        case "fargate":
            return {
                nodes: needs.isHub ? withProfile(nodes, needs.agentNamespace) : nodes,
                addons: kept(cluster, ["coredns", "metrics-server"], needs.isHub),
            };
        case "none":
            return { nodes, addons: kept(cluster, ["vpc-cni", "kube-proxy"]) };
        default:
            return { nodes: settledGroup(nodes, needs), addons: settledAddons(cluster, needs) };
    }
}

/** The add-ons that a strategy supports. @param all keep all of them */
function kept(cluster: Raw, names: readonly string[], all = false): Raw {
    return Object.fromEntries(
        Object.entries((cluster["addons"] ?? {}) as Raw).filter(
            ([name, addon]) => names.includes(name) && !(all && addon === false),
        ),
    );
}

function withProfile(nodes: Raw, namespace: string): Raw {
    const agent = { selectors: [{ namespace }] };
    return { ...nodes, profiles: { ...(nodes["profiles"] as Raw | undefined), agent } };
}

function settledAddons(cluster: Raw, { isHub, identity }: NodeNeeds): Raw {
    const addons = (cluster["addons"] ?? {}) as Raw;
    const agent = identity === "podIdentity" || Boolean(addons["aws-ebs-csi-driver"]);
    const needed = [
        "vpc-cni",
        ...(isHub ? ["kube-proxy", "coredns"] : []),
        ...(agent ? ["eks-pod-identity-agent"] : []),
    ];
    return Object.fromEntries(
        Object.entries(addons).filter(([name, addon]) => addon !== false || !needed.includes(name)),
    );
}

function settledGroup(nodes: Raw, needs: NodeNeeds): Raw {
    const { minSize = 2, maxSize = 4, desiredSize = needs.defaultNodes } = nodes as Sizes;
    const sizes = [minSize, desiredSize, maxSize]
        .map((size) => Math.max(size, needs.fewestNodes))
        .sort((a, b) => a - b);
    const arm = String(nodes["instanceTypes"]).includes("g.");
    const image = arm ? "BOTTLEROCKET_ARM_64" : "BOTTLEROCKET_x86_64";
    const taints = ((nodes["taints"] ?? []) as Raw[]).map((taint) => ({
        ...taint,
        effect: "PREFER_NO_SCHEDULE",
    }));
    return {
        ...nodes,
        ...{ minSize: sizes[0], desiredSize: sizes[1], maxSize: sizes[2] },
        ...("amiType" in nodes ? { amiType: image } : {}),
        ...("taints" in nodes ? { taints } : {}),
    };
}

interface Sizes {
    readonly minSize?: number;
    readonly desiredSize?: number;
    readonly maxSize?: number;
}
