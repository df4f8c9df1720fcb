/** A rule about Pod Security that targets and workload identities share. */
import type { PodSecurityLevel } from "../lib/kubernetes/podSecurity";
import { shown, type Problem } from "../lib/problems";

/**
 * Pods of the management cluster that may leave their namespace read the agent's token from the node.
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
