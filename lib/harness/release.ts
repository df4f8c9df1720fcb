/** The release of Harness's GitOps agent that this program installs, and what must be known about it. */

/** Harness's Helm chart. Moves only with a release of this program and a line in CHANGELOG.md. */
export const HARNESS_CHART = {
    name: "gitops-helm",
    version: "1.2.8",
    repository: "https://harness.github.io/gitops-helm/",
} as const;

/** ServiceAccount of the agent itself. */
export const AGENT_SERVICE_ACCOUNT = "gitops-agent";

/** ServiceAccounts that reach clusters: the chart has no argocd-server, whose work the agent does. */
export const HARNESS_CLUSTER_CLIENTS: readonly string[] = [
    "argocd-application-controller",
    AGENT_SERVICE_ACCOUNT,
];

/** Key of the token in its Secret. */
export const TOKEN_KEY = "GITOPS_AGENT_TOKEN";

/** The one Secret that the chart's upgrader takes the token from; ours is called the same. */
export const UPGRADER_SECRET_NAME = "gitops-agent";
