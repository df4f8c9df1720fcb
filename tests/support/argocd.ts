/** Argo CD as configured: complete, valid; tests override one field. */
import * as pulumi from "@pulumi/pulumi";

import type { ArgoRoleRef, ConnectedCluster } from "../../components";
import type { AdminCredential } from "../../lib/argocd/adminCredential";
import type { PodFacts } from "../../lib/argocd/pods";
import { argoCdSettings } from "../../lib/argocd/settings";
import type { ArgoCdConfig } from "../../lib/argocd/types";
import { REACH } from "./fixtures";
import { givenKubernetes, givenResource } from "./fleet";
import { argoTrustPolicy } from "./hub";

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

/** Role argocd. Its ARN is plain, as this program has it. */
export const ARGO_ROLE: ArgoRoleRef = {
    roleArn: ROLE_ARN,
    roleName: pulumi.output("acme-argocd"),
    roleUniqueId: pulumi.output("AROAEXAMPLE1"),
    trustPolicy: pulumi.output(argoTrustPolicy("gitops")),
    identity: "irsa",
    namespace: "gitops",
    clusterArn: REACH.clusterArn,
    fleet: "acme",
};

/** The management cluster, with nodes; not this stack's unless a test says so. */
export function hubCluster(overrides: Partial<ConnectedCluster> = {}): ConnectedCluster {
    return {
        accountId: "111111111111",
        region: "eu-west-1",
        clusterArn: REACH.clusterArn,
        clusterName: pulumi.output("management"),
        clusterEndpoint: pulumi.output("https://hub.eks.amazonaws.com"),
        clusterCertificateAuthorityData: pulumi.output("LS0tLS1CRUdJTg=="),
        vpcId: pulumi.output("vpc-1"),
        kubernetesVersion: pulumi.output("1.35"),
        kubernetesProvider: givenKubernetes("hub"),
        reach: REACH,
        running: [givenResource("nodes")],
        cluster: undefined,
        ...overrides,
    };
}

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
