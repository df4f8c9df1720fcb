/** The sample Application: upstream's guestbook, deployed through the whole chain of roles. */
import { shortHash } from "../names";

export interface GuestbookFacts {
    readonly project: string;
    /** Argo CD's name of the cluster. */
    readonly destination: string;
    readonly namespace: string;
    readonly repoUrl: string;
    readonly path: string;
    readonly targetRevision: string;
}

const RETRY = { limit: 5, backoff: { duration: "5s", factor: 2, maxDuration: "1m" } };

/** Spec of the Application, as argoproj.io/v1alpha1 has it. */
export function guestbookSpec(facts: GuestbookFacts): Record<string, unknown> {
    return {
        project: facts.project,
        source: {
            repoURL: facts.repoUrl,
            path: facts.path,
            targetRevision: facts.targetRevision,
        },
        destination: { name: facts.destination, namespace: facts.namespace },
        syncPolicy: {
            automated: { prune: true, selfHeal: true },
            retry: RETRY,
        },
    };
}

/**
 * The sync that the Application starts with. Automated syncs alone start none where the workload is in place already,
 * as it is after a management cluster is built again: nothing would ever be written through the chain, nor awaited.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/sync-kubectl/
 */
export const FIRST_SYNC: Readonly<Record<string, unknown>> = {
    initiatedBy: { username: "eks-gitops-fleet" },
    retry: RETRY,
    sync: { prune: true },
};

/**
 * Finalizers of an Application by what becomes of its workload. None is no list: an empty one is not kept, and would be
 * added by every `up`. https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/
 */
export const FINALIZERS: Readonly<
    Record<"cascade" | "orphan", { readonly finalizers?: string[] }>
> = {
    cascade: { finalizers: ["resources-finalizer.argocd.argoproj.io"] },
    orphan: {},
};

/**
 * What the Application must report before it counts as deployed. All three at once: an Application can be Healthy
 * while its sync status is Unknown.
 */
export const GUESTBOOK_CONDITIONS: readonly string[] = [
    "jsonpath={.status.sync.status}=Synced",
    "jsonpath={.status.health.status}=Healthy",
    "jsonpath={.status.operationState.phase}=Succeeded",
];

/** What the chain is made of: when any of it changes, the Application is verified again. */
export interface ChainFacts {
    readonly argoRoleUniqueId: string;
    readonly deployerRoleUniqueId: string;
    readonly trustPolicies: readonly string[];
    readonly endpoint: string;
    readonly scope: unknown;
}

/** Identifies a chain. */
export function chainHash(facts: ChainFacts): string {
    return shortHash(JSON.stringify(facts));
}
