/** Argo CD as configured: complete, valid; tests override one field. */
import type { AdminCredential } from "../../lib/argocd/adminCredential";
import type { PodFacts } from "../../lib/argocd/pods";
import { argoCdSettings } from "../../lib/argocd/settings";
import type { ArgoCdConfig } from "../../lib/argocd/types";

export const ROLE_ARN = "arn:aws:iam::111111111111:role/acme-argocd";

export const ARGO_CD: ArgoCdConfig = {
    namespace: "gitops",
    podSecurity: "baseline",
    install: "manifests",
    workloads: {
        controller: {
            kind: "StatefulSet",
            name: "argocd-application-controller",
            serviceAccount: "argocd-application-controller",
        },
        server: { kind: "Deployment", name: "argocd-server", serviceAccount: "argocd-server" },
        applicationSet: {
            kind: "Deployment",
            name: "argocd-applicationset-controller",
            serviceAccount: "argocd-applicationset-controller",
        },
    },
    identity: "irsa",
    managedPoliciesPerRole: 10,
    highAvailability: false,
    params: {},
    config: {},
    rbac: {},
    adminPassword: "initial",
    repositories: {},
};

/** Spec of project `default`, emptied. */
export const EMPTY_PROJECT = {
    description: "Emptied on purpose: every target has a project of its own.",
    sourceRepos: [],
    destinations: [],
    clusterResourceWhitelist: [],
    namespaceResourceWhitelist: [],
};

export const POD_FACTS: PodFacts = {
    identity: "irsa",
    roleArn: ROLE_ARN,
    region: "eu-west-1",
    settings: argoCdSettings(ARGO_CD),
};

export const ADMIN: AdminCredential = {
    password: "correct horse",
    passwordHash: "$2b$10$hash",
    passwordMtime: "2026-01-02T03:04:05Z",
};

/** Values that would end a text, a list or a line if they were not escaped. */
export const HOSTILE: readonly string[] = [
    `a'b"c\`d`,
    "a\nb: c",
    "a\r\n- b",
    "{{ .Values.secret }}",
    "{{ fail `x` }}",
    "${SECRET}",
    "$(HOME)",
    "$argocd-secret:server.secretkey",
    "a, b, c",
    "# not a comment",
    "---\nkind: Secret",
    "]}, {a: [b",
    "&anchor *alias !!js/function",
    "\u2028\u0000\u202e",
    "ünïcödé 漢字",
];
