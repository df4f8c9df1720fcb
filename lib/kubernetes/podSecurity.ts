/**
 * Pod Security Standards of namespaces. Without `baseline`, a pod may mount the node's file system or share its network
 * and processes, and so read tokens of other pods: the namespace does not isolate it.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
import { shown, type Problem } from "../problems";

/** From least to most restrictive. */
export const POD_SECURITY_LEVELS = ["privileged", "baseline", "restricted"] as const;

export type PodSecurityLevel = (typeof POD_SECURITY_LEVELS)[number];

/** Level of namespaces that this program creates. */
export const DEFAULT_POD_SECURITY = "baseline" satisfies PodSecurityLevel;

const ENFORCE = "pod-security.kubernetes.io/enforce";

/** Labels that make a namespace enforce a level. */
export function podSecurityLabels(level: PodSecurityLevel): Record<string, string> {
    return { [ENFORCE]: level };
}

/**
 * The level that a namespace enforces; `privileged` without the label. An unknown value counts as `privileged`,
 * although the API server treats it as `restricted`: a misspelled value should not be relied on.
 */
export function podSecurityOf(
    labels: Readonly<Record<string, string>> | undefined,
): PodSecurityLevel {
    const found = labels?.[ENFORCE];
    return POD_SECURITY_LEVELS.find((level) => level === found) ?? "privileged";
}

/** Whether a level isolates pods from the node and from other namespaces. */
export function confinesPods(level: PodSecurityLevel): boolean {
    return level !== "privileged";
}

/**
 * Rejects privileged pods on the management cluster: they can read the agent's token from the node.
 * @param path of a namespace of the management cluster
 */
export function privilegedProblems(
    path: string,
    podSecurity: PodSecurityLevel | undefined,
): readonly Problem[] {
    return podSecurity === "privileged"
        ? [
              {
                  path: `${path}.podSecurity`,
                  found: shown(podSecurity)!,
                  remedy: "must be baseline or restricted: a privileged pod of the management cluster could read the agent's token from the node and reach every cluster of the fleet.",
              },
          ]
        : [];
}
