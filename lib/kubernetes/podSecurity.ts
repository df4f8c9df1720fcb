/**
 * What pods of a namespace may be, by the Pod Security Standards. Without `baseline` a pod may mount the node's file system
 * or share its network and processes, and so read other pods' tokens: its namespace is no border.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */

/** From the weakest to the strictest. */
export const POD_SECURITY_LEVELS = ["privileged", "baseline", "restricted"] as const;

export type PodSecurityLevel = (typeof POD_SECURITY_LEVELS)[number];

/** Level of namespaces that this program creates. */
export const DEFAULT_POD_SECURITY = "baseline" satisfies PodSecurityLevel;

const ENFORCE = "pod-security.kubernetes.io/enforce";

/** Labels of a namespace that enforces a level on pods. */
export function podSecurityLabels(level: PodSecurityLevel): Record<string, string> {
    return { [ENFORCE]: level };
}

/**
 * The level that a namespace enforces; `privileged` without the label. A value that is none of the levels counts as
 * `privileged`, although the API server takes it for `restricted`: a value that is misspelled cannot be relied on.
 */
export function podSecurityOf(
    labels: Readonly<Record<string, string>> | undefined,
): PodSecurityLevel {
    const found = labels?.[ENFORCE];
    return POD_SECURITY_LEVELS.find((level) => level === found) ?? "privileged";
}

/** Whether a level keeps pods inside their namespace. */
export function confinesPods(level: PodSecurityLevel): boolean {
    return level !== "privileged";
}
