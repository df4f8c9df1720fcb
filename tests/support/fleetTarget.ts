/** A target with all of its arguments, created or existing. */
import * as pulumi from "@pulumi/pulumi";

import { FleetTarget, type FleetTargetArgs } from "../../components";
import { targetNames } from "../../lib/fleet/names";
import { TARGET } from "./fixtures";
import { givenAws, givenResource } from "./fleet";
import { givenArgoCd } from "./trust";

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
                ...givenArgoCd(),
                issuer: {
                    url: pulumi.output("https://oidc.eks.amazonaws.com/id/HUB"),
                    providerArn: undefined,
                },
                egressCidrs: pulumi.output(["198.51.100.1/32"]),
                harness: undefined,
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
