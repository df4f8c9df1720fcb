/** Discovery of a stack with an existing target, or an existing management cluster. */
import assert from "node:assert/strict";

import { AwsProviders } from "../../discovery/awsProviders";
import { ConfigError } from "../../lib/problems";
import { parseConfig } from "../../config/parse";
import type { StackOwner } from "../../lib/naming/owner";
import { discoverExisting, type Discovery } from "../../discovery/discover";
import type { ReadNamespace } from "../../discovery/namespaces";
import { changed, type Raw } from "./config";
import { install, type HarnessOptions } from "./mocks";

export const OWNER: StackOwner = { organization: "acme", project: "fleet", stack: "dev" };
export const GET_CLUSTER = "aws:eks/getCluster:getCluster";
export const GET_PROVIDER = "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider";

export const CLUSTER = {
    status: "ACTIVE",
    endpoint: "https://shop.eks.amazonaws.com",
    version: "1.34",
    certificateAuthorities: [{ data: "LS0tLS1CRUdJTg==" }],
    identities: [{ oidcs: [{ issuer: "https://oidc.eks.amazonaws.com/id/SHOP" }] }],
    accessConfigs: [{ authenticationMode: "API" }],
    vpcConfig: {
        vpcId: "vpc-9",
        endpointPublicAccess: true,
        publicAccessCidrs: ["0.0.0.0/0"],
    },
};

export const SHOP = {
    existing: true,
    accountId: "222222222222",
    region: "eu-central-1",
    clusterName: "shop",
    access: { namespaces: { default: { existing: true } } },
};
export const WITH_SHOP = changed({ "targets.shop": SHOP });
export const EXISTING_HUB = changed({
    "management.existing": true,
    "management.egressCidrs": ["198.51.100.7/32"],
});
/** Every namespace exists and confines its pods. */
const confined: ReadNamespace = () =>
    Promise.resolve({ "pod-security.kubernetes.io/enforce": "baseline" });

export async function found(
    raw: Raw,
    options: HarnessOptions = {},
    namespace = confined,
): Promise<Discovery> {
    const harness = await install(options);
    try {
        return await discoverExisting(
            parseConfig(raw, "fleet"),
            OWNER,
            new AwsProviders({}),
            namespace,
        );
    } finally {
        await harness.settle();
    }
}

export async function refused(
    raw: Raw,
    options: HarnessOptions,
    namespace = confined,
): Promise<readonly string[]> {
    const error: unknown = await found(raw, options, namespace).then(
        () => assert.fail("nothing was refused"),
        (error: unknown) => error,
    );
    assert.ok(error instanceof ConfigError, String(error));
    return error.problems.map(({ path, remedy }) => `${path}: ${remedy}`);
}

/** Fails like the engine: the SDK reads a gRPC error's details. */
export function fails(details: string): () => never {
    return () => {
        throw Object.assign(new Error(details), { details });
    };
}
