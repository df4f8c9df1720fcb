/** Harness's agent as configured: complete, valid; tests override one field. */
import type { HarnessConfig, HarnessScope } from "../../lib/harness/types";
import type { HarnessFacts } from "../../lib/harness/values";
import { ROLE_ARN } from "./argocd";

export const HARNESS_SECTION = {
    accountIdentifier: "AbCdEfGhIjKlMnOpQrStUv",
    orgIdentifier: "acme",
    projectIdentifier: "platform",
    agentIdentifier: "hubagent",
    tokenSecret: "harnessToken",
} as const;

/** Where in Harness the agent is. */
export const HARNESS_SCOPE: HarnessScope = {
    accountIdentifier: "AbCdEfGhIjKlMnOpQrStUv",
    orgIdentifier: "acme",
    projectIdentifier: "platform",
    agentIdentifier: "hubagent",
};

export const HARNESS: HarnessConfig = {
    namespace: "argocd",
    podSecurity: "baseline",
    identity: "irsa",
    managedPoliciesPerRole: 10,
    highAvailability: false,
    install: "helm",
    argoCd: "managed",
    ...HARNESS_SCOPE,
    agentHttpTarget: "https://app.harness.io/gitops",
    tokenSecret: "harnessToken",
    upgrader: false,
    workloads: {
        controller: {
            kind: "StatefulSet",
            name: "argocd-application-controller",
            serviceAccount: "argocd-application-controller",
        },
        agent: { kind: "Deployment", name: "gitops-agent", serviceAccount: "gitops-agent" },
    },
};

export const HARNESS_FACTS: HarnessFacts = {
    identity: "irsa",
    roleArn: ROLE_ARN,
    region: "eu-west-1",
    scope: HARNESS_SCOPE,
    argoCd: "managed",
    agentHttpTarget: "https://app.harness.io/gitops",
    tokenSecretName: "gitops-agent",
    highAvailability: false,
    upgrader: false,
    networkPolicy: true,
};
