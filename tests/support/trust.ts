/** The ends of the chain of roles: a hub, role argocd, a target's cluster, a Deployer role. */
import * as pulumi from "@pulumi/pulumi";

import type {
    ArgoCdRef,
    ArgoRoleRef,
    ConnectedCluster,
    DeployerRoleRef,
    HubCluster,
} from "../../components";
import { REACH } from "./fixtures";
import { givenKubernetes, givenResource } from "./fleet";
import { argoTrustPolicy } from "./hub";

export const HUB_ARN = "arn:aws:eks:eu-west-1:111111111111:cluster/management";

/** The management cluster of the contract in hub.ts. This stack does not own it. */
export function givenHub(overrides: Partial<HubCluster> = {}): HubCluster {
    return {
        accountId: "111111111111",
        region: "eu-west-1",
        fleet: "acme",
        clusterArn: HUB_ARN,
        clusterName: pulumi.output("management"),
        clusterEndpoint: pulumi.output("https://hub.eks.amazonaws.com"),
        clusterCertificateAuthorityData: pulumi.output("LS0tLS1CRUdJTg=="),
        vpcId: pulumi.output("vpc-1"),
        kubernetesVersion: pulumi.output("1.35"),
        kubernetesProvider: givenKubernetes("hub"),
        reach: REACH,
        running: [],
        cluster: undefined,
        oidcIssuerUrl: pulumi.output("https://oidc.eks.amazonaws.com/id/HUB"),
        oidcProviderArn: pulumi.output(
            "arn:aws:iam::111111111111:oidc-provider/oidc.eks.amazonaws.com/id/HUB",
        ),
        egressCidrs: pulumi.output(["198.51.100.1/32"]),
        ...overrides,
    };
}

/** How dynamic resources act in the target's cluster. */
export const TARGET_REACH = {
    clusterArn: "arn:aws:eks:eu-west-1:222222222222:cluster/testing-cluster",
    kubeconfig: '{"of":"testing"}',
};

/** A target's cluster. This stack does not own it. */
export function givenCluster(overrides: Partial<ConnectedCluster> = {}): ConnectedCluster {
    return {
        accountId: "222222222222",
        region: "eu-west-1",
        clusterArn: TARGET_REACH.clusterArn,
        clusterName: pulumi.output("testing-cluster"),
        clusterEndpoint: pulumi.output("https://testing.eks.amazonaws.com"),
        clusterCertificateAuthorityData: pulumi.output("LS0tLS1CRUdJTg=="),
        vpcId: pulumi.output("vpc-1"),
        kubernetesVersion: pulumi.output("1.35"),
        kubernetesProvider: givenKubernetes("testing"),
        reach: TARGET_REACH,
        running: [],
        cluster: undefined,
        ...overrides,
    };
}

/** Role argocd of another stack's hub. */
export const ARGO_ROLE: ArgoRoleRef = {
    roleName: pulumi.output("acme-argocd"),
    roleArn: "arn:aws:iam::111111111111:role/acme-argocd",
    roleUniqueId: pulumi.output("AROAEXAMPLE1"),
    trustPolicy: pulumi.output(argoTrustPolicy("argocd")),
    identity: "irsa",
    namespace: "argocd",
    clusterArn: HUB_ARN,
    fleet: "acme",
};

/** An Argo CD on the management cluster, installed before anything is registered. */
export function givenArgoCd(overrides: Partial<ArgoCdRef> = {}): ArgoCdRef {
    return {
        namespace: "argocd",
        cluster: givenHub(),
        role: ARGO_ROLE,
        installation: [givenResource("hub")],
        ...overrides,
    };
}

/** A Deployer role with access to namespace shop. */
export function givenDeployer(overrides: Partial<DeployerRoleRef> = {}): DeployerRoleRef {
    return {
        roleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
        roleUniqueId: pulumi.output("AROAEXAMPLE2"),
        trustPolicy: pulumi.output("{}"),
        access: {
            kind: "namespaces",
            namespaces: { shop: { existing: true, secrets: false, roles: false } },
        },
        authorization: [givenResource("authorization")],
        ...overrides,
    };
}
