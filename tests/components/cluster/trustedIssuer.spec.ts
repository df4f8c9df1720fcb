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
        place: { accountId: "222222222222", region: "eu-west-1" },
        owner: "acme/fleet/runners",
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

    it("is one resource, whose inputs say what is wanted and not whose it is: the next up finds nothing to change", async () => {
        assert.deepEqual(inventory(harness), [`${TYPE} issuer`]);
        assert.deepEqual(await inputs(), {
            url: "https://oidc.eks.amazonaws.com/id/RUNNERS",
            accountId: "222222222222",
            region: "eu-west-1",
            audience: "sts.amazonaws.com",
            owner: "acme/fleet/runners",
            tags: {},
            choice: "auto",
            addAudience: false,
            arn: ARN,
        });
    });

    it("passes on what was said", async () => {
        const found = await inputs({
            place: {
                accountId: "222222222222",
                region: "eu-west-1",
                provisionerRoleArn: "arn:aws:iam::222222222222:role/Provisioner",
            },
            tags: { team: "platform" },
            choice: "existing",
            addAudience: true,
        });
        assert.deepEqual(
            { ...found, url: 0, arn: 0, region: 0, accountId: 0, owner: 0, audience: 0 },
            {
                ...{ url: 0, arn: 0, region: 0, accountId: 0, owner: 0, audience: 0 },
                roleArn: "arn:aws:iam::222222222222:role/Provisioner",
                tags: { team: "platform" },
                choice: "existing",
                addAudience: true,
            },
        );
    });

    it("tells the provider's ARN", async () => {
        assert.equal(await value(issuer.arn), ARN);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
