/** What Argo CD bootstraps from: an App-of-Apps, or an ApplicationSet. */
import * as pulumi from "@pulumi/pulumi";

import { bootstrapArgoCd, type BootstrapArgoCdArgs, type ClusterRef } from "../../components";
import type { AppOfAppsConfig, ApplicationSetConfig } from "../../lib/argocd/types";
import { ROLE_ARN } from "./argocd";
import { REACH, ROLE_SETTINGS } from "./fixtures";
import { givenAws, givenKubernetes, givenResource } from "./fleet";
import { argoTrustPolicy } from "./hub";

const SOURCE = {
    repoUrl: "https://git.example.com/fleet.git",
    path: "apps",
    targetRevision: "main",
    onDelete: "cascade",
} as const;
export const APPS: AppOfAppsConfig = { ...SOURCE, kind: "appOfApps", recurse: false };
export const OVER_CLUSTERS: ApplicationSetConfig = {
    ...SOURCE,
    kind: "applicationSet",
    perCluster: false,
    clusterLabels: {},
};
export const BOOTSTRAP_ROLE = "arn:aws:iam::111111111111:role/acme-bootstrap";

export const ARGO_ROLE = {
    name: "acme-argocd",
    arn: ROLE_ARN,
    uniqueId: "AROAEXAMPLE1",
    trustPolicy: argoTrustPolicy("gitops"),
};

export function clusterRef(endpoint = "https://hub.eks.amazonaws.com"): ClusterRef {
    return {
        clusterArn: "arn:aws:eks:eu-west-1:111111111111:cluster/management",
        clusterName: pulumi.output("management"),
        clusterEndpoint: pulumi.output(endpoint),
        clusterCertificateAuthorityData: pulumi.output("LS0tLS1CRUdJTg=="),
        vpcId: pulumi.output("vpc-1"),
        kubernetesVersion: pulumi.output("1.35"),
    };
}

export function build(overrides: Partial<BootstrapArgoCdArgs> = {}, name = "bootstrap"): void {
    bootstrapArgoCd(
        name,
        {
            fleet: "acme",
            bootstrap: APPS,
            namespace: "gitops",
            cluster: clusterRef(),
            argoRole: ARGO_ROLE,
            tagSession: false,
            roleSettings: ROLE_SETTINGS,
            reach: REACH,
            installation: [givenResource("agent")],
            chain: [givenResource("registration")],
            ...overrides,
        },
        { providers: [givenAws("111111111111"), givenKubernetes("hub")] },
    );
}
