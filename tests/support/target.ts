/** A target with all of its arguments, created or existing. */
import * as pulumi from "@pulumi/pulumi";

import {
    Target,
    type ClusterOfTargetArgs,
    type ManagementTargetArgs,
    type TargetSettings,
} from "../../components";
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

const PLACE = {
    fleet: "acme",
    accountId: "222222222222",
    provisionerRoleArn: "arn:aws:iam::222222222222:role/Provisioner",
} as const;

const OWN = {
    ...PLACE,
    region: "eu-west-1",
    clusterName: "testing-cluster",
    operatorCidrs: ["203.0.113.0/24"],
} as const;

/** How the target comes by its cluster. */
export const EXISTING = {
    fleet: "acme",
    accountId: "222222222222",
    existing: true,
    region: "eu-central-1",
    clusterName: "shop",
    facts: FACTS,
} as const;

export const MANAGEMENT = { fleet: "acme", management: true } as const;

export const GUESTBOOK = { namespace: "shop" };

/** @param cluster the target's own created cluster unless given */
export function build(
    settings: Partial<TargetSettings> = {},
    cluster: ManagementTargetArgs | ClusterOfTargetArgs = OWN,
): Target {
    return new Target(
        "testing",
        {
            ...cluster,
            hub: {
                ...givenArgoCd(),
                issuer: {
                    url: pulumi.output("https://oidc.eks.amazonaws.com/id/HUB"),
                    providerArn: undefined,
                },
                egressCidrs: pulumi.output(["198.51.100.1/32"]),
                harness: undefined,
            },
            displayName: "testing-eu",
            access: { namespaces: { shop: { existing: true } } },
            sourceRepos: ["https://example.com/apps.git"],
            permissions: [givenResource("permission")],
            ...settings,
        },
        { providers: [givenAws("222222222222")] },
    );
}
