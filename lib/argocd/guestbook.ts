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

/** Upstream's example, as the stack file and the component default to it. */
export const GUESTBOOK_DEFAULTS = {
    repoUrl: "https://github.com/argoproj/argocd-example-apps.git",
    path: "guestbook",
    targetRevision: "HEAD",
    deletion: "cascade",
    namespace: "default",
} as const;

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
 * Finalizers of an Application: cascade deletes its workload first, orphan keeps it. Without finalizers the field is left
 * out: the API server drops an empty list, so that every `up` would add it again. https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/
 */
export const FINALIZERS: Readonly<
    Record<"cascade" | "orphan", { readonly finalizers?: string[] }>
> = {
    cascade: { finalizers: ["resources-finalizer.argocd.argoproj.io"] },
    orphan: {},
};

/** Facts about the chain of roles: a change of any of them verifies the Application again. */
export interface ChainFacts {
    readonly argoRoleUniqueId: string;
    readonly deployerRoleUniqueId: string;
    readonly trustPolicies: readonly string[];
    readonly endpoint: string;
    readonly scope: unknown;
}
