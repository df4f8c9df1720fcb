import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { TrustedIssuer, type TrustedIssuerArgs } from "../../../components";
import { assertSameInPreview, inventory, registered } from "../../support/fleet";
import { value, type Harness } from "../../support/mocks";

const TYPE = "pulumi-nodejs:dynamic/eks-gitops-fleet:TrustedIssuer";
const ARN = "arn:aws:iam::222222222222:oidc-provider/oidc.eks.amazonaws.com/id/RUNNERS";

function build(overrides: Partial<TrustedIssuerArgs> = {}): TrustedIssuer {
    return new TrustedIssuer("issuer", {
        issuerUrl: pulumi.output("https://oidc.eks.amazonaws.com/id/RUNNERS"),
        accountId: "222222222222",
        region: "eu-west-1",
        ...overrides,
    });
}

async function inputs(overrides: Partial<TrustedIssuerArgs> = {}): Promise<object> {
    const harness = await registered(() => build(overrides));
    const { __provider, ...others } = harness.one(TYPE, "issuer").inputs;
    assert.match(String(__provider), /providers\/trustedIssuer\/provider/);
    return others;
}

describe("TrustedIssuer", () => {
    let harness: Harness;
    let issuer: TrustedIssuer;
    before(async () => {
        harness = await registered(() => (issuer = build()));
    });

    it("is one resource that defaults to the running stack as owner, and whose inputs do not change when it is created", async () => {
        assert.deepEqual(inventory(harness), [`${TYPE} issuer`]);
        assert.deepEqual(await inputs(), {
            url: "https://oidc.eks.amazonaws.com/id/RUNNERS",
            accountId: "222222222222",
            region: "eu-west-1",
            audience: "sts.amazonaws.com",
            owner: "organization-under-test/project-under-test/stack-under-test",
            tags: {},
            choice: "auto",
            addAudience: false,
            arn: ARN,
        });
    });

    it("passes on every setting", async () => {
        const found = await inputs({
            provisionerRoleArn: "arn:aws:iam::222222222222:role/Provisioner",
            owner: "acme/fleet/runners",
            tags: { team: "platform" },
            choice: "existing",
            addAudience: true,
        });
        assert.deepEqual(
            { ...found, url: 0, arn: 0, region: 0, accountId: 0, audience: 0 },
            {
                ...{ url: 0, arn: 0, region: 0, accountId: 0, audience: 0 },
                owner: "acme/fleet/runners",
                roleArn: "arn:aws:iam::222222222222:role/Provisioner",
                tags: { team: "platform" },
                choice: "existing",
                addAudience: true,
            },
        );
    });

    it("exposes the ARN of the OIDC provider", async () => {
        assert.equal(await value(issuer.arn), ARN);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
