/** What a configuration does that works, and that its author may not have meant. */
import { ownAgentNamespace } from "./agent";
import { argoCdWarnings } from "./argocd";
import { CLUSTER_WARNINGS } from "./cluster";
import { harnessWarnings } from "./harness";
import type { Warning } from "./rule";
import type { Sections } from "./schema";
import { accessScope } from "../lib/kubernetes/access";
import { systemNamespaceWarnings } from "../lib/kubernetes/accessRules";
import { WORKLOAD_IDENTITY_WARNINGS } from "./workloadIdentity/warnings";

const WARNINGS: readonly Warning[] = [
    clusterAdminTargets,
    systemNamespaces,
    privilegedNamespaces,
    guestbookWaitsForManualEntry,
    argoCdWarnings,
    harnessWarnings,
    ...WORKLOAD_IDENTITY_WARNINGS,
    ...CLUSTER_WARNINGS,
];

/** Every warning of a configuration without problems. */
export function warningsOf(sections: Sections): readonly string[] {
    return WARNINGS.flatMap((warning) => warning(sections));
}

function clusterAdminTargets({ targets }: Sections): readonly string[] {
    return Object.entries(targets)
        .filter(([, { access }]) => access === "cluster")
        .map(
            ([key]) =>
                `targets.${key}.access: cluster makes Argo CD cluster-admin there, able to read every Secret and to change every right; name namespaces where it needn't be.`,
        );
}

function privilegedNamespaces({ targets }: Sections): readonly string[] {
    return Object.entries(targets).flatMap(([key, { access }]) =>
        access === "cluster"
            ? []
            : Object.entries(access.namespaces)
                  .filter(([, { podSecurity }]) => podSecurity === "privileged")
                  .map(
                      ([name]) =>
                          `targets.${key}.access.namespaces.${name}.podSecurity: privileged allows pods that use the node's file system, network and processes, and so read other pods' credentials there; choose baseline unless a workload needs it.`,
                  ),
    );
}

/** Where the agent's namespace is known from the hub's contract alone, discovery warns of it. */
function systemNamespaces(sections: Sections): readonly string[] {
    const agent = ownAgentNamespace(sections);
    return Object.entries(sections.targets).flatMap(([key, { access }]) =>
        systemNamespaceWarnings(`targets.${key}.access`, accessScope(access, false), agent),
    );
}

function guestbookWaitsForManualEntry({ guestbook, targets }: Sections): readonly string[] {
    return guestbook.targets
        .filter((key) => {
            const target = targets[key];
            return target !== undefined && "awsAuth" in target && target.awsAuth === "manual";
        })
        .map(
            (key) =>
                `guestbook.targets: ${key} is mapped by hand (awsAuth: manual); the guestbook is not Healthy, and up fails, before its entry is in aws-auth. Add the guestbook in a second up.`,
        );
}
