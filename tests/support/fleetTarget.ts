/** A target with all of its arguments, created or existing. */
import * as pulumi from "@pulumi/pulumi";

import { FleetTarget, type FleetTargetArgs } from "../../components";
import { targetNames } from "../../lib/fleet/names";
import { REACH, TARGET } from "./fixtures";
import { givenAws, givenKubernetes, givenResource } from "./fleet";
import { argoTrustPolicy } from "./hub";

const FACTS = {
    endpoint: "https://shop.eks.amazonaws.com",
    certificateAuthorityData: "LS0tLS1CRUdJTg==",
    oidcIssuerUrl: "https://oidc.eks.amazonaws.com/id/SHOP",
    authenticationMode: "API",
    vpcId: "vpc-9",
    kubernetesVersion: "1.34",
    endpointPublicAccess: true,
    publicAccessCidrs: ["0.0.0.0/0"],
} as const;

export function build(overrides: Partial<FleetTargetArgs> = {}, opts: object = {}): FleetTarget {
    const kubernetes = givenKubernetes("hub");
    return new FleetTarget(
        "testing",
        {
            fleet: "acme",
            environment: "nonproduction",
            target: TARGET,
            names: targetNames(
                { fleet: "acme", partition: "aws", rolePath: "/" },
                { identity: "testing", accountId: "222222222222" },
            ),
            hub: {
                cluster: {
                    clusterArn: "arn:aws:eks:eu-west-1:111111111111:cluster/management",
                    clusterName: pulumi.output("management"),
                    clusterEndpoint: pulumi.output("https://hub.eks.amazonaws.com"),
                    clusterCertificateAuthorityData: pulumi.output("LS0tLS1CRUdJTg=="),
                    vpcId: pulumi.output("vpc-1"),
                    kubernetesVersion: pulumi.output("1.35"),
                    kubernetesProvider: kubernetes,
                    reach: REACH,
                    running: [],
                    cluster: undefined,
                },
                issuer: {
                    url: pulumi.output("https://oidc.eks.amazonaws.com/id/HUB"),
                    providerArn: undefined,
                },
                egressCidrs: pulumi.output(["198.51.100.1/32"]),
                identity: "irsa",
                agentNamespace: "argocd",
                harness: undefined,
                argoRole: {
                    name: pulumi.output("acme-argocd"),
                    arn: pulumi.output("arn:aws:iam::111111111111:role/acme-argocd"),
                    uniqueId: pulumi.output("AROAEXAMPLE1"),
                    trustPolicy: pulumi.output(argoTrustPolicy("argocd")),
                },
                kubernetesProvider: kubernetes,
                ready: [givenResource("hub")],
            },
            permissions: [givenResource("permission")],
            ...overrides,
        },
        { providers: [givenAws("222222222222")], ...opts },
    );
}

export const existing: Partial<FleetTargetArgs> = {
    existing: FACTS,
    target: {
        ...TARGET,
        cluster: {
            kind: "existing",
            accountId: "222222222222",
            region: "eu-central-1",
            clusterName: "shop",
            roleSettings: { path: "/" },
        },
        args: {
            existing: true,
            fleet: "acme",
            accountId: "222222222222",
            region: "eu-central-1",
            clusterName: "shop",
        },
    },
};
