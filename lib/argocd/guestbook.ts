/** The sample Application: upstream's guestbook, deployed through the whole chain of roles. */

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
 * Finalizers of an Application by what becomes of its workload. None is no list: an empty one is not kept, and would be
 * added by every `up`. https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/
 */
export const FINALIZERS: Readonly<
    Record<"cascade" | "orphan", { readonly finalizers?: string[] }>
> = {
    cascade: { finalizers: ["resources-finalizer.argocd.argoproj.io"] },
    orphan: {},
};

/** What the chain is made of: when any of it changes, the Application is verified again. */
export interface ChainFacts {
    readonly argoRoleUniqueId: string;
    readonly deployerRoleUniqueId: string;
    readonly trustPolicies: readonly string[];
    readonly endpoint: string;
    readonly scope: unknown;
}
