/** Namespaces in which a pod can do more than the namespace's rules allow: those of Kubernetes and of the agent. */

/**
 * Namespaces that every cluster has initially.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
 */
const KUBERNETES_NAMESPACES = ["kube-system", "kube-public", "kube-node-lease"] as const;

/** The same as a text: `kube-system, kube-public, kube-node-lease`. */
export const KUBERNETES_NAMESPACES_TEXT = KUBERNETES_NAMESPACES.join(", ");

/** Whether a namespace belongs to Kubernetes. */
export function isKubernetesNamespace(
    name: string,
): name is (typeof KUBERNETES_NAMESPACES)[number] {
    return (KUBERNETES_NAMESPACES as readonly string[]).includes(name);
}

const EXEMPT =
    "admission policies often exempt Kubernetes' own namespaces, so anyone who may deploy there may be able to run privileged pods and become administrator of the cluster";

/**
 * kube-controller-manager's ServiceAccounts are in kube-system, and clusterrole-aggregation-controller may escalate: a
 * pod that uses it becomes cluster administrator.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#controller-roles
 */
const RISKS: Readonly<Record<(typeof KUBERNETES_NAMESPACES)[number], string>> = {
    "kube-system":
        "controllers with permissions over the whole cluster run there, so anyone who may deploy there can become administrator of the cluster through one of their ServiceAccounts",
    "kube-public": EXEMPT,
    "kube-node-lease": EXEMPT,
};

const AGENT_RISK =
    "an agent usually runs in a namespace of this name, so anyone who may deploy there can use its ServiceAccounts and reach everything that it reaches";

/**
 * The risk of deploying into a namespace of a cluster that does not run the agent, as a sentence without a full stop.
 * @param agentNamespace undefined if unknown
 * @returns undefined for an ordinary namespace
 */
export function namespaceRisk(
    name: string,
    agentNamespace: string | undefined,
): string | undefined {
    if (isKubernetesNamespace(name)) {
        return RISKS[name];
    }
    return name === agentNamespace ? AGENT_RISK : undefined;
}
