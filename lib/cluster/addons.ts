/** Decisions about EKS add-ons, on plain values. */
import type { AddonName } from "./addonNames";
import type { AddonConfig, AddonsConfig, NodeStrategy } from "./types";

/**
 * Add-ons of DaemonSets that a node needs to become Ready, or its pods from their first moment. They come before the
 * nodes, also where both are upgraded. https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html
 */
const BEFORE_NODES: readonly AddonName[] = ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"];

/** Add-ons by whether they come before the nodes or, being Deployments, count as created only when their pods run. */
export function addonsInOrder(addons: AddonsConfig): {
    readonly beforeNodes: readonly (readonly [AddonName, AddonConfig])[];
    readonly afterNodes: readonly (readonly [AddonName, AddonConfig])[];
} {
    const all = Object.entries(addons) as [AddonName, AddonConfig][];
    return {
        beforeNodes: all.filter(([name]) => BEFORE_NODES.includes(name)),
        afterNodes: all.filter(([name]) => !BEFORE_NODES.includes(name)),
    };
}

/**
 * An add-on's configuration as text; undefined for its defaults.
 * CoreDNS runs on Fargate only where it is told to. https://docs.aws.amazon.com/eks/latest/userguide/fargate-getting-started.html
 */
export function addonConfiguration(
    name: AddonName,
    { configuration }: AddonConfig,
    strategy: NodeStrategy,
): string | undefined {
    const needed = name === "coredns" && strategy === "fargate" ? { computeType: "Fargate" } : {};
    const values = { ...needed, ...configuration };
    return Object.keys(values).length === 0 ? undefined : JSON.stringify(values);
}

/** The ServiceAccount of the EBS CSI driver's controller, and AWS's policy for it. https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html */
export const EBS_CSI = {
    namespace: "kube-system",
    serviceAccount: "ebs-csi-controller-sa",
    policy: "service-role/AmazonEBSCSIDriverPolicy",
} as const;
