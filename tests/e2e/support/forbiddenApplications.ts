/** Applications that must deploy nothing, by a user who may write Applications and nothing else. */

export interface ForbiddenApplication {
    /** Ends the sentence "deploys nothing ...". */
    readonly what: string;
    readonly spec: Readonly<Record<string, unknown>>;
    /** Argo CD's error. */
    readonly says: RegExp;
}

const source = {
    repoURL: "https://github.com/argoproj/argocd-example-apps.git",
    path: "guestbook",
    targetRevision: "HEAD",
};
const destination = { name: "beta", namespace: "default" };
const NOT_ALLOWED = /not permitted|do not match any of the allowed destinations/;

/** For fleet acme with targets beta and gamma; each target's project allows only the guestbook's repository. */
export const FORBIDDEN_APPLICATIONS: readonly ForbiddenApplication[] = [
    {
        what: "in project default",
        spec: { project: "default", source, destination },
        says: /not permitted in project 'default'/,
    },
    {
        what: "into the management cluster as in-cluster",
        spec: {
            project: "acme.beta",
            source,
            destination: { name: "in-cluster", namespace: "argocd" },
        },
        says: /there are no clusters with this name: in-cluster/,
    },
    {
        what: "into the management cluster by its internal address, with the controller's own ServiceAccount",
        spec: {
            project: "acme.beta",
            source,
            destination: { server: "https://kubernetes.default.svc", namespace: "argocd" },
        },
        says: /not permitted|not match any of the allowed destinations|in-cluster|disabled/,
    },
    {
        what: "to another target than the project's",
        spec: { project: "acme.beta", source, destination: { ...destination, name: "gamma" } },
        says: NOT_ALLOWED,
    },
    {
        what: "into another namespace",
        spec: {
            project: "acme.beta",
            source,
            destination: { ...destination, namespace: "kube-system" },
        },
        says: NOT_ALLOWED,
    },
    {
        what: "from another repository",
        spec: {
            project: "acme.beta",
            source: { ...source, repoURL: "https://github.com/attacker/apps.git" },
            destination,
        },
        says: /is not permitted in project 'acme\.beta'/,
    },
];
