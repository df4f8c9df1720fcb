/** Which principals a cluster admits, in the form that its authenticator needs. */
import type { AccessMapping } from "../contract";
import type { AccessEntry, Cluster, Principal } from "./types";

/**
 * The mapping of a cluster.
 * Entries of principals that were deleted or recreated are omitted: EKS stores the unique id
 * (EKS API Reference, AccessEntry, principalArn). Entries for nodes are left out too: the
 * sandbox's nodes do not sign in with their role.
 * Entries and their policies that have not taken effect yet are left out as well.
 * @param isAlive whether the principal is still the one that the entry was created for
 * @param now milliseconds since 1970
 */
export function accessMappings(
    cluster: Cluster,
    isAlive: (principal: Principal) => boolean,
    now: number,
): readonly AccessMapping[] {
    if (cluster.authenticationMode === "CONFIG_MAP") {
        // EKS user guide, "Grant access to Kubernetes APIs": the creator is an admin that no list shows.
        return cluster.bootstrapCreatorAdmin && isAlive(cluster.creator)
            ? [
                  {
                      principalArn: withoutPath(cluster.creator.arn),
                      username: "kubernetes-admin",
                      groups: ["system:masters"],
                      policies: [],
                  },
              ]
            : [];
    }
    return [...cluster.accessEntries.values()]
        .filter((entry) => entry.type === "STANDARD" && isAlive(entry.principal))
        .filter((entry) => isEffective(entry, now))
        .map((entry) => toMapping(entry, now));
}

/** Whether an access entry, or its association with an access policy, has taken effect. */
export function isEffective(
    { effectiveAt }: Pick<AccessEntry, "effectiveAt">,
    now: number,
): boolean {
    return effectiveAt === undefined || effectiveAt <= now;
}

/** Whether the cluster admits principals of the ConfigMap aws-auth. EKS user guide, "Grant access to Kubernetes APIs", authentication modes. */
export function honoursAwsAuth({
    authenticationMode,
}: Pick<Cluster, "authenticationMode">): boolean {
    return authenticationMode !== "API";
}

/** A role's ARN as aws-iam-authenticator derives it from a session's: without the path. */
export function withoutPath(arn: string): string {
    return arn.replace(/:role\/.*\//, ":role/");
}

/** EKS user guide, "Set a custom username for EKS access entries". */
export function defaultUsername(principalArn: string): string {
    const role = /^arn:([\w-]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(principalArn);
    return role === null
        ? principalArn
        : `arn:${role[1]}:sts::${role[2]}:assumed-role/${role[3]}/{{SessionName}}`;
}

function toMapping(entry: AccessEntry, now: number): AccessMapping {
    return {
        principalArn: withoutPath(entry.principal.arn),
        username: entry.username,
        groups: entry.kubernetesGroups,
        policies: entry.policies
            .filter((association) => isEffective(association, now))
            .map(({ policyArn, accessScope }) => ({
                policyArn,
                scope:
                    accessScope.type === "cluster"
                        ? { type: "cluster" }
                        : { type: "namespace", namespaces: accessScope.namespaces },
            })),
    };
}
