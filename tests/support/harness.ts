/** Harness's agent as configured: complete, valid; tests override one field. */
import type { HarnessConfig, HarnessInstall } from "../../lib/harness/types";
import type { HarnessFacts } from "../../lib/harness/values";
import { ROLE_ARN } from "./argocd";

export const HARNESS_SECTION = {
    accountIdentifier: "AbCdEfGhIjKlMnOpQrStUv",
    orgIdentifier: "acme",
    projectIdentifier: "platform",
    agentIdentifier: "hubagent",
    tokenSecret: "harnessToken",
} as const;

export const HELM_INSTALL: Extract<HarnessInstall, { readonly kind: "helm" }> = {
    kind: "helm",
    agentHttpTarget: "https://app.harness.io/gitops",
    token: { kind: "config", tokenSecret: "harnessToken" },
    upgrader: false,
    networkPolicy: true,
};

export const HARNESS: HarnessConfig = {
    namespace: "argocd",
    podSecurity: "baseline",
    identity: "irsa",
    managedPoliciesPerRole: 10,
    highAvailability: false,
    install: HELM_INSTALL,
    argoCd: "managed",
    scope: {
        accountIdentifier: "AbCdEfGhIjKlMnOpQrStUv",
        orgIdentifier: "acme",
        projectIdentifier: "platform",
        agentIdentifier: "hubagent",
    },
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
    scope: HARNESS.scope,
    argoCd: "managed",
    agentHttpTarget: "https://app.harness.io/gitops",
    tokenSecretName: "gitops-agent",
    highAvailability: false,
    upgrader: false,
    networkPolicy: true,
};
