/** Harness's GitOps agent by its Helm chart. https://github.com/harness/gitops-helm */
import { stsVariables } from "../argocd/environment";
import type { HelmValues } from "../argocd/helmValues";
import { podAnnotations, serviceAccountAnnotations, type AgentRole } from "../argocd/identity";
import { ARGO_CD_FS_GROUP } from "../argocd/release";
import { GENERATOR_PARAMS, TARGETS_ONLY } from "../argocd/settings";
import type { HarnessArgoCd, HarnessScope } from "./types";
import { AGENT_SERVICE_ACCOUNT } from "./release";

export interface HarnessFacts extends AgentRole {
    /** Region of the management cluster: where the agent asks for credentials. */
    readonly region: string;
    readonly scope: HarnessScope;
    readonly argoCd: HarnessArgoCd;
    readonly agentHttpTarget: string;
    /** Secret of the agent's namespace that has the token. */
    readonly tokenSecretName: string;
    readonly highAvailability: boolean;
    readonly upgrader: boolean;
    readonly networkPolicy: boolean;
}

/**
 * Values of the chart for deploying to external clusters only: without them it makes ClusterRoles that may do everything
 * on the management cluster. The token is never among them, since Helm keeps values in a Secret of its own.
 */
export function harnessValues(facts: HarnessFacts): HelmValues {
    const { highAvailability, scope } = facts;
    return {
        // Shared with the chart of Argo CD inside: every pod of both may read its projected token.
        global: { securityContext: { fsGroup: ARGO_CD_FS_GROUP } },
        harness: {
            identity: {
                accountIdentifier: scope.accountIdentifier,
                // An empty text is the chart's way to say none.
                orgIdentifier: scope.orgIdentifier ?? "",
                projectIdentifier: scope.projectIdentifier ?? "",
                agentIdentifier: scope.agentIdentifier,
            },
            configMap: { http: { agentHttpTarget: facts.agentHttpTarget } },
            createClusterRoles: false,
            networkPolicy: { create: facts.networkPolicy },
        },
        agent: {
            existingSecrets: { agentToken: facts.tokenSecretName },
            serviceAccount: {
                create: true,
                name: AGENT_SERVICE_ACCOUNT,
                annotations: serviceAccountAnnotations(facts),
            },
            podAnnotations: podAnnotations(facts),
            highAvailability,
            replicas: highAvailability ? 2 : 1,
            // Its only way to the agent's environment.
            additionalConfig: Object.fromEntries(
                stsVariables(facts.region).map(({ name, value }) => [name, value]),
            ),
        },
        upgrader: { enabled: facts.upgrader },
        "argo-cd": facts.argoCd === "managed" ? argoCdValues(facts) : { enabled: false },
    };
}

/** Values of the chart of Argo CD inside. Its server is the agent's work, and so has no ServiceAccount. */
function argoCdValues(facts: HarnessFacts): HelmValues {
    const replicas = facts.highAvailability ? 2 : 1;
    return {
        enabled: true,
        crds: { install: true, keep: true },
        createClusterRoles: false,
        createAggregateRoles: false,
        configs: { cm: TARGETS_ONLY, params: GENERATOR_PARAMS },
        controller: {
            serviceAccount: {
                create: true,
                name: "argocd-application-controller",
                annotations: serviceAccountAnnotations(facts),
            },
            podAnnotations: podAnnotations(facts),
            env: stsVariables(facts.region),
        },
        server: { replicas: 0, serviceAccount: { create: false } },
        applicationSet: { replicas },
        repoServer: { replicas },
        dex: { enabled: false },
        notifications: { enabled: false },
        "redis-ha": { enabled: facts.highAvailability },
    };
}
